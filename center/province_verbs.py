"""``counter-center province ...``: follow the cities, inquire over all of them."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime

from center import province
from center.answers import Json
from center.reading import region_code


def publish(args: Namespace) -> Json:
    """Run at a city: ``--database`` is the city's."""
    with province.line(args.database) as city:
        return province.publish(city, args.city, _now())


def prepare(args: Namespace) -> Json:
    """Run at the province: ``--database`` is the province's."""
    with province.line(args.database) as opened:
        return province.prepare(opened)


def join(args: Namespace) -> Json:
    """Begin to follow a city, or follow it from another address."""
    with province.line(args.database) as opened:
        province.prepare(opened)
        return province.join(opened, args.city, args.source)


def leave(args: Namespace) -> Json:
    """Stop to follow a city, whether it can be reached or not."""
    with province.line(args.database) as opened:
        return province.leave(opened, args.city)


def unpublish(args: Namespace) -> Json:
    """Run at a city that no province follows any more."""
    with province.line(args.database) as city:
        return province.unpublish(city, args.city)


def inquire(args: Namespace) -> Json:
    """Answer over all cities."""
    with province.line(args.database) as opened:
        return province.inquire(opened, args.ssn, args.card_no, _now())


def duplicates(args: Namespace) -> Json:
    """List people with living cards in several cities."""
    with province.line(args.database) as opened:
        return province.duplicates(opened, _now())


def cities(args: Namespace) -> Json:
    """Tell how old each city's data is."""
    with province.line(args.database) as opened:
        return {"rows": province.told(province.cities(opened), _now())}


def city_argument(parser: ArgumentParser) -> None:
    """The city's division."""
    parser.add_argument("--city", type=region_code, required=True, metavar="CODE",
                        help="the city's division, six digits")  # fmt: skip


def join_arguments(parser: ArgumentParser) -> None:
    """The city and where its database is."""
    city_argument(parser)
    parser.add_argument("--from", dest="source", required=True, metavar="CONNINFO",
                        help="the city's database, as the province's server "
                        "reaches it")  # fmt: skip


def inquire_arguments(parser: ArgumentParser) -> None:
    """A person or a card."""
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--ssn", default="", help="social security number")
    what.add_argument("--card-no", default="", help="card number")


def _now() -> datetime:
    return datetime.now(UTC)
