"""Break the line on purpose, seeded, and compare the books afterwards.

    scripts/faults sync [--runs N] [--seed N] [--acts N] [--drain N] [--full]
                        [--center sqlite|postgres]

A run: a center on SQLite (one process) or PostgreSQL (several) and a counter process on
its encrypted store, on loopback, a fault proxy between them. The counter records acts
while the line breaks: partition (both ways, in, out), lost requests, lost answers, cut
connections, a slow link, 4xx, 5xx, a captive portal's page, a paused center. Both are
killed with SIGKILL and come back; the counter's clock is wrong by up to two days and
jumps at each start. Carry files are written beside the running counter and brought to
the center before, between and after the network does it. After the line heals the queue
must be empty within its length over the calm line's rate (measured first) plus five
seconds; every act that was acknowledged must be in the center's ledger exactly once and
in order; both sides must agree, and the cards must stand as after the calm run under a
right clock (G6, G7, G8, G11, G15). Names, numbers, telephones and addresses that were
planted stand in no log, alarm or console audit (G27).

``--drain N``: N acts wait; 30 % of requests and answers are lost and both sides are
killed about every 0.4 seconds until the queue is empty (G6). ``--full``: 1,000 runs
and a drain of 60,000. The last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from db import open_store
from scripts.fault_runs.sync_acts import KEY, put_act
from scripts.fault_runs.sync_books import Stand, stand_of
from scripts.fault_runs.sync_run import STUCK_S, Healing, Run, prepared, waiting
from scripts.fault_runs.zygote import WrongClock, Zygote
from tests.labs.faultproxy import Faults
from tests.labs.postgres import PrivatePostgres

HEALED_S = 5.0
DRAIN_PEOPLE = 600


@dataclass(frozen=True, slots=True)
class Calm:
    """A run without faults under a right clock: how fast, and how the cards stand."""

    per_s: float
    stand: Stand

    def is_late(self, healing: Healing) -> bool:
        """Tell whether a healed line took longer than its queue at this rate, and 5 s.

        A machine that became slow since is no fault of the line: more than those five
        seconds nothing must have moved (G8).
        """
        limit = healing.backlog / self.per_s + HEALED_S
        return healing.took_s > limit and healing.idle_s > HEALED_S


def calm_run(zygote: Zygote, acts: int) -> Calm:
    """Let the same acts go over a whole line (G8, G11)."""
    with prepared(zygote, 0, acts) as run:
        run.wrong_clock = False
        begun = time.perf_counter()
        run.start("counter")
        if run.heal().took_s >= STUCK_S:
            raise TimeoutError("the calm run")
        took = time.perf_counter() - begun
        run.kill("counter")
        return Calm(acts / took, stand_of(run.database))


def one_run(zygote: Zygote, seed: int, acts: int, calm: Calm) -> dict[str, float]:
    """Do one run and return what the books say (G7, G8, G11, G15)."""
    with prepared(zygote, seed, acts) as run:
        run.start("counter")
        for _ in range(run.random.randrange(3, 8)):
            run.disturb()
            time.sleep(run.random.uniform(0.05, 0.5))
        healing = run.heal()
        for data in run.sticks:  # a stick that comes late adds nothing
            run.bring(data)
        told = _told(run, seed, healing.took_s, calm.stand)
        told["late"] = int(calm.is_late(healing))
        told |= {"backlog": healing.backlog, "idle_s": round(healing.idle_s, 2)}
        return told


def _told(
    run: Run, seed: int, healed: float, reference: Stand | None = None
) -> dict[str, float]:
    return {
        "seed": seed,
        "kills": run.kills,
        "files": len(run.sticks),
        "carried": run.carried,
        "healed_s": round(healed, 2),
        "stuck": int(healed >= STUCK_S),
        "late": 0,
        **run.books(reference),
    }


def drain(zygote: Zygote, seed: int, acts: int, every_s: float) -> dict[str, float]:
    """Empty a long queue through losses and kills (G6)."""
    with prepared(zygote, seed, 0, DRAIN_PEOPLE) as run:
        store = open_store(run.folder / "office.db", KEY, WrongClock(0))
        for start in range(0, acts, 500):
            with store.unit_of_work() as uow:
                for number in range(start, min(start + 500, acts)):
                    put_act(uow, number, datetime.now(UTC), DRAIN_PEOPLE)
                uow.commit()
        run.proxy.faults = Faults(request_loss=0.15, answer_loss=0.15)
        begun = time.perf_counter()
        run.start("counter")
        while waiting(store):
            time.sleep(run.random.uniform(0.5, 1.5) * every_s)
            victim = run.random.choice(["center", "counter"])
            run.kill(victim)
            run.start(victim)
        took = time.perf_counter() - begun
        store.close()
        told = _told(run, seed, 0.0)
        told |= {"seconds": round(took, 1), "per_s": round(acts / took)}
        return told


BAD = ("stuck", "late", "lost", "duplicated", "out_of_order", "divergent",
       "unlike_right_clocks", "alarms", "audit_broken", "leaked", "silent")  # fmt: skip


def main(words: Sequence[str] | None = None) -> int:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--acts", type=int, default=200, help="of each run")
    parser.add_argument("--drain", type=int, default=0, help="acts of the G6 run")
    parser.add_argument("--kill-every", type=float, default=0.4, help="seconds")
    parser.add_argument("--full", action="store_true", help="1,000 runs, 60,000 acts")
    parser.add_argument("--center", choices=("sqlite", "postgres"), default="sqlite")
    args = parser.parse_args(words)
    if args.full:
        args.runs, args.drain = 1000, 60_000
    durable = args.center == "postgres"
    zygote = Zygote(PrivatePostgres(durable=True).start() if durable else None)
    try:
        return _all(args, zygote)
    finally:
        zygote.close()


def _all(args: argparse.Namespace, zygote: Zygote) -> int:
    total = dict.fromkeys(("acts", "kills", "files", "carried", *BAD), 0)
    slowest, figures = 0.0, dict[str, float]()
    calm = calm_run(zygote, args.acts) if args.runs else None
    if calm is not None:
        figures["calm_per_s"] = round(calm.per_s)
    for seed in range(args.seed, args.seed + args.runs if calm else 0):
        found = one_run(zygote, seed, args.acts, calm)  # type: ignore[arg-type]
        slowest = max(slowest, found["healed_s"])
        _add(total, found)
    if args.drain:
        found = drain(zygote, args.seed, args.drain, args.kill_every)
        figures |= {"drain_s": found["seconds"], "drain_per_s": found["per_s"]}
        _add(total, found)
    print(json.dumps({"runs": args.runs, **total, "slowest_heal_s": slowest} | figures))
    return int(any(total[name] for name in BAD))


def _add(total: dict[str, int], found: dict[str, float]) -> None:
    for name in total:
        total[name] += int(found[name])
    if any(found[name] for name in BAD):
        print(json.dumps(found))


if __name__ == "__main__":
    raise SystemExit(main())
