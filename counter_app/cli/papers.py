"""``paper list|sample|make|queue|retry|cancel``: papers and the print queue."""

from __future__ import annotations

from contextlib import closing

from counter_app import bootstrap
from counter_app.cli.arguments import Arguments, file_path, number_from
from counter_app.cli.trail import actor, office_store, record, record_now
from counter_app.cli.verb import Answer, Call, Verb
from counter_app.domain.codes.store import StoreCode
from counter_app.domain.errors import StoreError
from counter_app.domain.records import PrintJob
from counter_app.services import spool

PAGE_SIZE = 100


def names(call: Call) -> Answer:
    """List all papers; those that can be filled from the office's data say so."""
    del call
    filled = {
        **dict.fromkeys(bootstrap.PAPER_LISTS, "list"),
        **dict.fromkeys(bootstrap.PAPERS_OF_CASE, "receipt"),
    }
    rows = [
        {"paper": name, "filled_from": filled.get(name)}
        for name in bootstrap.paper_names()
    ]
    return Answer({"rows": rows})


def _sample_arguments(arguments: Arguments) -> None:
    arguments.add("name", metavar="NAME", text="paper")
    arguments.add("--out", type=file_path, required=True, metavar="FILE", text="out")


def sample(call: Call) -> Answer:
    """Write a paper drawn from samples; needs no office. ``--lang`` chooses.

    Raises:
        PrintError: ``printing.paper_unknown``.
        SystemFaultError: ``system.file_unwritable``.
    """
    pdf = bootstrap.sample_paper(call.args.name, call.words.language)
    return _written(call, pdf)


def _make_arguments(arguments: Arguments) -> None:
    _sample_arguments(arguments)
    arguments.add("--receipt", metavar="NUMBER", default="", text="paper_receipt")


def make(call: Call) -> Answer:
    """Write a form of a case from the office's data; lists are ``list export``.

    Raises:
        PrintError: ``printing.paper_unknown``.
        StoreError: ``store.no_such_row``: no such receipt.
        SystemFaultError: ``system.file_unwritable``.
    """
    bootstrap.check_target(call.args.out)
    wanted = bootstrap.WantedPaper(
        call.args.name,
        "".join(call.args.receipt.split()).upper(),
        actor(),
        call.words.language,
    )
    with closing(office_store(call)) as store:
        pdf = bootstrap.office_paper(store, wanted)
        record_now(store, "paper.made", wanted.receipt_no, wanted.name)
        return _written(call, pdf)


def _written(call: Call, pdf: bytes) -> Answer:
    out = call.args.out
    bootstrap.write_file(out, pdf)
    fields = {"paper": call.args.name, "file": str(out), "bytes": len(pdf)}
    return Answer({"ok": True, **fields})


def queue(call: Call) -> Answer:
    """List the print queue, newest first."""
    with closing(office_store(call)) as store, store.reading() as read:
        found = read.print_jobs.listing(call.args.page or 0, PAGE_SIZE)
    rows = [_row(job) for job in found.rows]
    return Answer({"rows": rows, "more": found.more})


def _row(job: PrintJob) -> dict[str, object]:
    return {
        "job": job.job_id,
        "receipt_no": job.receipt_no,
        "state": job.state,
        "tries": job.tries,
        "fault": job.fault,
        "made_at": job.made_at,
    }


def _page_argument(arguments: Arguments) -> None:
    arguments.add("--page", type=number_from(0), default=None, metavar="N", text="page")


def _job_argument(arguments: Arguments) -> None:
    arguments.add("job", metavar="JOB", text="print_job")


def retry(call: Call) -> Answer:
    """Let a paper wait for the printer again; the running window prints it."""
    return _changed(call, "print.retry")


def cancel(call: Call) -> Answer:
    """Take a waiting paper off the queue; its receipt stays."""
    return _changed(call, "print.cancel")


def _changed(call: Call, event: str) -> Answer:
    change = spool.again if event == "print.retry" else spool.called_off
    with closing(office_store(call)) as store, store.unit_of_work() as work:
        job = work.print_jobs.get(call.args.job)
        if job is None:
            raise StoreError(StoreCode.NO_SUCH_ROW, what="print_job")
        job = change(job)
        work.print_jobs.update(job)
        record(work, event, job.receipt_no)
        work.commit()
    return Answer({"ok": True, **_row(job)})


VERBS = (
    Verb("paper list", names),
    Verb("paper sample", sample, _sample_arguments),
    Verb("paper make", make, _make_arguments),
    Verb("paper queue", queue, _page_argument),
    Verb("paper retry", retry, _job_argument),
    Verb("paper cancel", cancel, _job_argument),
)
