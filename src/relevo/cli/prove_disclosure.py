"""The proof of published figures: nobody can be had back from them by subtraction.

Invented months of counts are made into tables by the very rules that publish, some of them with
corrections published anew, and attacked with linear programs. First the tables that many publish
are attacked, so that it is seen that there is something to find. One year goes the whole way in a
database of its own: told as counts, published by the worker's task, read back and attacked; then
one more person is counted, and nothing that is out changes.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random

from relevo.cli.disclosure_attack import (
    Found,
    Published,
    SolverMissing,
    System,
    attack,
    naive_system,
    system_of,
)
from relevo.cli.outcome import Figure, Outcome, within
from relevo.cli.own_database import own_database
from relevo.kernel.actor import SYSTEM
from relevo.kernel.countries import REGION
from relevo.kernel.disclosure import WIDTH
from relevo.kernel.ids import imported_id
from relevo.places.models import Area, Crossing, Post
from relevo.situation import tasks
from relevo.situation.actions import counts, releases
from relevo.situation.queries import releases as published
from relevo.situation.rules import releases as rules

SEED = 20210119
MONTHS, FULL_MONTHS = 50, 1_000
DEPARTMENTS = {"GT": 7, "HN": 9, "SV": 6}
CORRECTED_EVERY = 4
FIRST_MONTH = date(2021, 1, 1)
YEAR = 12
CROSSINGS = 4
"""Between two countries; a department has two of them to each neighbor."""

LIMITS: dict[str, Figure] = {
    "cells under k pinned": 0,
    "hidden cells pinned": 0,
    "year: hidden cells pinned": 0,
    "year: releases changed by one more person": 0,
    "months told otherwise when asked again": 0,
}


def prove(*, full: bool) -> Outcome:
    """All of it; without scipy it says so and does not hold."""
    try:
        figures = _figures(months=FULL_MONTHS if full else MONTHS)
    except SolverMissing:
        figures = {"solver": "scipy is missing: it comes with the packages for development"}
        return Outcome("prove disclosure", figures, LIMITS, holds=False)
    holds = within(figures, LIMITS) and _found_something(figures)
    return Outcome("prove disclosure", figures, LIMITS, holds)


def _found_something(figures: dict[str, Figure]) -> bool:
    """A proof that never attacked anything, or whose attack finds nothing, proves nothing."""
    wanted = (
        "hidden cells attacked",
        "year: hidden cells attacked",
        "blank and exact: pinned",
        "blank and rounded, nothing more hidden: pinned",
    )
    return all(int(figures[name]) > 0 for name in wanted)


def _figures(*, months: int) -> dict[str, Figure]:
    random = Random(SEED)  # noqa: S311 -- invented figures, the same in each run
    made = [_month(random, number) for number in range(months)]
    tables = {versions[0].month: versions[0].truth for versions in made}
    blank = attack(naive_system(tables, is_rounded=False))
    tens = attack(naive_system(tables, is_rounded=True))
    found = attack(system_of(made))
    year, changed = _year(random)
    return {
        "months": months,
        "releases": sum(len(versions) for versions in made),
        "blank and exact: hidden cells": blank.attacked,
        "blank and exact: pinned": len(blank.pinned),
        "blank and rounded, nothing more hidden: pinned": len(tens.pinned),
        "hidden cells attacked": found.attacked,
        "narrowest range": found.narrowest,
        "narrowest range allowed": WIDTH,
        "cells under k pinned": found.pinned_small,
        "hidden cells pinned": len(found.pinned),
        "cells shown": sum(_shown(versions[0]) for versions in made),
        "totals shown": sum(_totals_shown(versions[0]) for versions in made),
        "months told otherwise when asked again": sum(_is_told_otherwise(one[0]) for one in made),
        "year: hidden cells attacked": year.attacked,
        "year: hidden cells pinned": len(year.pinned),
        "year: releases changed by one more person": changed,
    }


def _is_told_otherwise(one: Published) -> bool:
    again = rules.first_content(
        one.truth,
        month=date.fromisoformat(one.month),
        known_at=datetime.fromisoformat(one.content["known_at"]),
    )
    return again != one.content


def _shown(one: Published) -> int:
    cells = [cell for row in one.content["rows"] for cell in row["cells"].values()]
    return sum(cell is not None for cell in cells)


def _totals_shown(one: Published) -> int:
    totals = [total for row in one.content["totals"].values() for total in row.values()]
    return sum(total is not None for total in totals)


def people(random: Random) -> int:
    """How many a post counts in a month: often nobody or a few, sometimes thousands."""
    kind = random.random()
    if kind < 0.15:  # noqa: PLR2004 -- shares of a distribution, said in the docstring
        return 0
    if kind < 0.45:  # noqa: PLR2004 -- as above
        return random.randint(1, 9)
    if kind < 0.75:  # noqa: PLR2004 -- as above
        return random.randint(10, 60)
    return random.randint(60, 4_000)


def _month(random: Random, number: int) -> list[Published]:
    """The releases of one invented month."""
    month = FIRST_MONTH
    for _step in range(number):
        month = rules.next_month(month)
    known_at = rules.goes_out_at(month)
    told = _contributions(random, month)
    table = rules.table_of(told)
    content = rules.first_content(table, month=month, known_at=known_at)
    versions = [Published(month.isoformat(), content, table)]
    for turn in range(2 if number % CORRECTED_EVERY == 0 else 0):
        told = _corrected(random, told)
        new = rules.table_of(told)
        known_at = known_at + timedelta(days=31)
        content = rules.next_content(
            versions[-1].content,
            old=versions[-1].truth,
            new=new,
            month=month,
            known_at=known_at,
        )
        versions.append(Published(month.isoformat(), content, new))
        if turn == 0 and random.random() < 0.5:  # noqa: PLR2004 -- half of them twice
            break
    return versions


def _contributions(random: Random, month: date) -> list[rules.Contribution]:
    """Every other month is thin: two departments, in many of which a handful of people crossed.

    There a hidden cell has little to hide behind.
    """
    is_thin = month.month % 2 == 0
    start, end = rules.bounds_of(month)
    made = []
    for country, departments in DEPARTMENTS.items():
        for department in range(2 if is_thin else departments):
            for column in rules.column_codes():
                if random.random() < 0.1:  # noqa: PLR2004 -- one in ten did not count
                    continue
                posts = 1 + department % 3
                values = _thin(random) if is_thin else [people(random) for _post in range(posts)]
                name = f"{country}-{department:02}"
                made += [
                    rules.Contribution(
                        key=f"{name}-{post}-{column}",
                        post=f"{name}-{post}",
                        country=country,
                        department=name,
                        column=column,
                        since=start,
                        until=end,
                        value=value,
                    )
                    for post, value in enumerate(values)
                ]
    return made


def _thin(random: Random) -> list[int]:
    """What two posts counted: a few people, or so many that neither is alone."""
    if random.random() < 0.5:  # noqa: PLR2004 -- half of them
        return [random.randint(1, 9), 0]
    return [random.randint(10, 40), random.randint(10, 40)]


def _corrected(random: Random, told: Sequence[rules.Contribution]) -> list[rules.Contribution]:
    """One or a few counts told anew: one person more, or another figure altogether."""
    rows = list(told)
    for _turn in range(random.randint(1, 3)):
        number = random.randrange(len(rows))
        row = rows[number]
        value = row.value + 1 if random.random() < 0.5 else people(random)  # noqa: PLR2004 -- half
        rows[number] = rules.Contribution(
            row.key,
            row.post,
            row.country,
            row.department,
            row.column,
            row.since,
            row.until,
            value,
        )
    return rows


def _year(random: Random) -> tuple[Found, int]:
    """A year through the actions and the worker's task; and what one more person changed."""
    with own_database():
        crossings = _places()
        month = FIRST_MONTH
        for _number in range(YEAR):
            _tell_month(random, crossings, month)
            tasks.release_due_months(at=rules.goes_out_at(month) + timedelta(hours=1))
            month = rules.next_month(month)
        before = _digests()
        late = rules.goes_out_at(month)
        _tell_one_more(crossings[0], FIRST_MONTH, at=late)
        tasks.release_due_months(at=late + timedelta(days=31))
        after = _digests()
        changed = sum(after.get(key) != digest for key, digest in before.items())
        changed += len(after) - len(before) + (YEAR - len(before))
        releases.release_again(month=FIRST_MONTH, by=SYSTEM, at=late + timedelta(days=31))
        return attack(_published_year()), changed


def _digests() -> dict[tuple[date, int], str]:
    return {
        (row.month, row.version): rules.digest_of(row.content)
        for month in sorted(published.released_months())
        for row in published.list_versions(month)
    }


def _published_year() -> System:
    return system_of([_as_published(month) for month in sorted(published.released_months())])


def _as_published(month: date) -> list[Published]:
    return [
        Published(
            month.isoformat(),
            row.content,
            published.table_of(month, known_at=datetime.fromisoformat(row.content["known_at"])),
        )
        for row in published.list_versions(month)
    ]


def _places() -> list[Crossing]:
    """Three countries with departments, and crossings between neighbors."""
    for country in REGION:
        for number in range(CROSSINGS // 2):
            key = f"{country}-{number:02}"
            Area.objects.create(
                id=imported_id("area", key),
                key=key,
                country=country,
                level="department",
                name=key,
                name_folded=key,
                sort_key=key,
            )
    made = []
    for one, other in (("GT", "HN"), ("HN", "SV"), ("GT", "SV")):
        for number in range(CROSSINGS):
            key = f"{one}{other}-{number}"
            row = Crossing.objects.create(
                id=imported_id("crossing", key),
                key=key,
                name_es=key,
                name_en=key,
                name_folded=key,
                sort_key=key,
                border_pair=f"{one}-{other}",
                kind="official_main",
            )
            for country in (one, other):
                Post.objects.create(
                    key=f"{key}-{country}",
                    crossing=row,
                    country=country,
                    name=key,
                    area=Area.objects.get(key=f"{country}-{number // 2:02}"),
                )
            made.append(row)
    return made


def _tell_month(random: Random, crossings: Sequence[Crossing], month: date) -> None:
    start, end = rules.bounds_of(month)
    for crossing in crossings:
        for post in crossing.posts.all():
            for category, direction in rules.COLUMNS[:3]:
                counts.tell_count(
                    crossing_key=crossing.key,
                    country=post.country,
                    direction=direction,
                    category=category,
                    since_at=start,
                    cut_off_at=end - timedelta(hours=1),
                    value=people(random),
                    said_by="proof",
                    by=SYSTEM,
                    at=end,
                )


def _tell_one_more(crossing: Crossing, month: date, *, at: datetime) -> None:
    """One more person, of an hour that nobody had counted yet."""
    _start, end = rules.bounds_of(month)
    counts.tell_count(
        crossing_key=crossing.key,
        country=crossing.border_pair[:2],
        direction="in",
        category="entered",
        since_at=end - timedelta(hours=1),
        cut_off_at=end - timedelta(minutes=1),
        value=1,
        said_by="proof",
        by=SYSTEM,
        at=at,
    )
