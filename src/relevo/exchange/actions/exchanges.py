"""Series and exchanges: founded, planned, opened, closed; who takes part, what a session said."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from relevo.audit import actions as audit
from relevo.directory.access import is_of_the_demo
from relevo.directory.models import Institution
from relevo.exchange import access
from relevo.exchange.enums import ExchangeState
from relevo.exchange.errors import (
    AlreadyTakesPart,
    ExchangeRefused,
    NotYourSeries,
    SitsAtATable,
)
from relevo.exchange.models import Exchange, ExchangeSession, Participation, Series, WorkingTable
from relevo.exchange.rules import exchanges as rules
from relevo.exchange.rules.tables import LONGEST_TEXT, LONGEST_TITLE, check_texts
from relevo.kernel.actor import Actor
from relevo.networks.enums import Modality
from relevo.networks.models import Network
from relevo.outbox import actions as outbox
from relevo.plumbing.folding import fold

LONGEST_KEY = 32
LONGEST_EXCHANGE_TITLE = 300
MOST_PEOPLE = 2_000


@dataclass(frozen=True, slots=True)
class ExchangePlan:
    """What is known of an exchange when it is planned; what is empty is not known yet."""

    title_es: str
    title_en: str = ""
    aim_es: str = ""
    aim_en: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    date_precision: str = ""
    place: str = ""
    modality: str = ""


@dataclass(frozen=True, slots=True)
class Participant:
    """A network, an institution or a name as it was stated; how many women and men came."""

    network_key: str = ""
    institution_key: str = ""
    stated_name: str = ""
    women: int | None = None
    men: int | None = None


@dataclass(frozen=True, slots=True)
class SessionPlan:
    """A session and what came out of it."""

    title_es: str
    title_en: str = ""
    starts_at: datetime | None = None
    summary_es: str = ""
    summary_en: str = ""


@transaction.atomic
def found_series(
    *,
    name_es: str,
    convener_es: str,
    by: Actor,
    at: datetime,
    name_en: str = "",
    convener_en: str = "",
    network_key: str = "",
) -> Series:
    """Begin a line of numbered exchanges of one convener. Raises NotYourSeries, ExchangeRefused."""
    network = _network(network_key) if network_key else None
    if not access.may_found_series(by, network=network):
        raise NotYourSeries(key=network_key)
    texts = {
        "name_es": name_es,
        "name_en": name_en,
        "convener_es": convener_es,
        "convener_en": convener_en,
    }
    check_texts(texts, required={"name_es", "convener_es"}, longest=LONGEST_TITLE)
    series = Series.objects.create(
        key=_free_key(name_es),
        **{field: text.strip() for field, text in texts.items()},
        network=network,
        is_demo=is_of_the_demo(by),
    )
    note("exchange.series_founded", subject=series, by=by, at=at)
    return series


@transaction.atomic
def plan_exchange(*, series_key: str, plan: ExchangePlan, by: Actor, at: datetime) -> Exchange:
    """Plan the next exchange of a series; the actor's institution hosts and keeps it.

    Its number is the next one of the series. Raises SeriesUnknown, NotYourSeries, ExchangeRefused.
    """
    series = access.series_to_plan_in_locked(by, key=series_key)
    number = rules.next_number(series.exchanges.values_list("number", flat=True))
    exchange = Exchange(
        key=f"{series.key}-{number}",
        series=series,
        number=number,
        state=ExchangeState.PLANNED,
        host_id=by.institution_id,
        is_demo=series.is_demo or is_of_the_demo(by),
    )
    _write_plan(exchange, plan)
    exchange.save()
    note("exchange.planned", subject=exchange, by=by, at=at, facts={"number": number})
    return exchange


@transaction.atomic
def change_exchange(*, key: str, plan: ExchangePlan, by: Actor, at: datetime) -> Exchange:
    """Change what is known of an exchange that is not closed.

    Raises ExchangeUnknown, NotExchangeKeeper, ExchangeNotInState, ExchangeRefused.
    """
    exchange = access.exchange_to_keep_locked(by, key=key)
    rules.check_not_closed(exchange.state)
    _write_plan(exchange, plan)
    exchange.save()
    note("exchange.changed", subject=exchange, by=by, at=at)
    return exchange


@transaction.atomic
def open_exchange(*, key: str, by: Actor, at: datetime) -> Exchange:
    """It begins: from here on its tables propose routes.

    Raises ExchangeUnknown, NotExchangeKeeper, ExchangeMoveRefused.
    """
    exchange = access.exchange_to_keep_locked(by, key=key)
    rules.check_exchange_move(exchange.state, ExchangeState.OPEN)
    exchange.state = ExchangeState.OPEN
    exchange.save(update_fields=["state"])
    note("exchange.opened", subject=exchange, by=by, at=at)
    return exchange


@transaction.atomic
def close_exchange(*, key: str, by: Actor, at: datetime) -> Exchange:
    """It ends, and its closing page is its report; proposed routes go on with the networks.

    Raises ExchangeUnknown, NotExchangeKeeper, ExchangeMoveRefused.
    """
    exchange = access.exchange_to_keep_locked(by, key=key)
    rules.check_exchange_move(exchange.state, ExchangeState.CLOSED)
    exchange.state, exchange.closed_at = ExchangeState.CLOSED, at
    exchange.save(update_fields=["state", "closed_at"])
    note("exchange.closed", subject=exchange, by=by, at=at)
    return exchange


@transaction.atomic
def add_participation(*, key: str, who: Participant, by: Actor, at: datetime) -> Participation:
    """Note who takes part: counted, never named.

    Raises ExchangeUnknown, NotExchangeKeeper, ExchangeNotInState, ExchangeRefused,
    AlreadyTakesPart.
    """
    exchange = access.exchange_to_keep_locked(by, key=key)
    rules.check_not_closed(exchange.state)
    check_texts({"stated_name": who.stated_name}, required=(), longest=LONGEST_TITLE)
    if not (who.network_key or who.institution_key or who.stated_name.strip()):
        raise ExchangeRefused(field="participant", problem="missing")
    for field, figure in (("women", who.women), ("men", who.men)):
        if figure is not None and not 0 <= figure <= MOST_PEOPLE:
            raise ExchangeRefused(field=field, problem="out_of_range")
    row = Participation(
        exchange=exchange,
        network=_network(who.network_key) if who.network_key else None,
        institution=_institution(who.institution_key) if who.institution_key else None,
        stated_name=who.stated_name.strip(),
        women=who.women,
        men=who.men,
    )
    if Participation.objects.filter(
        exchange=exchange,
        network=row.network,
        institution=row.institution,
        stated_name=row.stated_name,
    ).exists():
        raise AlreadyTakesPart
    row.save()
    note("exchange.participant_added", subject=exchange, by=by, at=at)
    return row


@transaction.atomic
def remove_participation(*, key: str, participation_id: int, by: Actor, at: datetime) -> None:
    """Take a participant off the list; removing one that is gone changes nothing.

    Raises ExchangeUnknown, NotExchangeKeeper, ExchangeNotInState, SitsAtATable.
    """
    exchange = access.exchange_to_keep_locked(by, key=key)
    rules.check_not_closed(exchange.state)
    row = Participation.objects.filter(exchange=exchange, pk=participation_id).first()
    if row is None:
        return
    if row.network_id is not None and _sits_alone(row):
        raise SitsAtATable
    row.delete()
    note("exchange.participant_removed", subject=exchange, by=by, at=at)


def _sits_alone(row: Participation) -> bool:
    """Whether this is the only row by which a network that sits at a table takes part."""
    others = Participation.objects.filter(exchange=row.exchange_id, network=row.network_id)
    tables = WorkingTable.objects.filter(exchange=row.exchange_id, networks=row.network_id)
    return tables.exists() and not others.exclude(pk=row.pk).exists()


@transaction.atomic
def add_session(*, key: str, session: SessionPlan, by: Actor, at: datetime) -> ExchangeSession:
    """A session, after those there are.

    Raises ExchangeUnknown, NotExchangeKeeper, ExchangeNotInState, ExchangeRefused.
    """
    exchange = access.exchange_to_keep_locked(by, key=key)
    rules.check_not_closed(exchange.state)
    row = ExchangeSession(exchange=exchange, position=exchange.sessions.count() + 1)
    _write_session(row, session)
    note("exchange.session_added", subject=exchange, by=by, at=at, facts={"number": row.position})
    return row


@transaction.atomic
def write_session(
    *, key: str, position: int, session: SessionPlan, by: Actor, at: datetime
) -> ExchangeSession:
    """Say what a session was about and what came out of it.

    Raises ExchangeUnknown, NotExchangeKeeper, ExchangeNotInState, ExchangeRefused.
    """
    exchange = access.exchange_to_keep_locked(by, key=key)
    rules.check_not_closed(exchange.state)
    row = ExchangeSession.objects.filter(exchange=exchange, position=position).first()
    if row is None:
        raise ExchangeRefused(field="session", problem="unknown")
    _write_session(row, session)
    note("exchange.session_written", subject=exchange, by=by, at=at, facts={"number": position})
    return row


def note(
    verb: str,
    *,
    subject: Series | Exchange,
    by: Actor,
    at: datetime,
    facts: dict[str, object] | None = None,
) -> None:
    """Record an act on an exchange, and queue what others must hear of."""
    outbox.queue(verb, subject_id=str(subject.pk), at=at, facts=facts)
    audit.record(verb, subject=str(subject.pk), actor=by, at=at, facts=facts)


def _write_plan(exchange: Exchange, plan: ExchangePlan) -> None:
    titles = {"title_es": plan.title_es, "title_en": plan.title_en}
    check_texts(titles, required={"title_es"}, longest=LONGEST_EXCHANGE_TITLE)
    check_texts({"aim_es": plan.aim_es, "aim_en": plan.aim_en}, required=(), longest=LONGEST_TEXT)
    check_texts({"place": plan.place}, required=(), longest=LONGEST_TITLE)
    if plan.modality and plan.modality not in Modality.values:
        raise ExchangeRefused(field="modality", problem="unknown")
    rules.check_dates(starts_on=plan.starts_on, ends_on=plan.ends_on, precision=plan.date_precision)
    exchange.title_es, exchange.title_en = plan.title_es.strip(), plan.title_en.strip()
    exchange.aim_es, exchange.aim_en = plan.aim_es.strip(), plan.aim_en.strip()
    exchange.starts_on, exchange.ends_on = plan.starts_on, plan.ends_on
    exchange.date_precision, exchange.modality = plan.date_precision, plan.modality
    exchange.place = plan.place.strip()


def _write_session(row: ExchangeSession, session: SessionPlan) -> None:
    titles = {"title_es": session.title_es, "title_en": session.title_en}
    check_texts(titles, required={"title_es"}, longest=LONGEST_TITLE)
    summaries = {"summary_es": session.summary_es, "summary_en": session.summary_en}
    check_texts(summaries, required=(), longest=LONGEST_TEXT)
    for field, text in (titles | summaries).items():
        setattr(row, field, text.strip())
    row.starts_at = session.starts_at
    row.save()


def _network(key: str) -> Network:
    found = Network.objects.filter(key=key).first()
    if found is None:
        raise ExchangeRefused(field="network", problem="unknown")
    return found


def _institution(key: str) -> Institution:
    found = Institution.objects.filter(key=key).first()
    if found is None:
        raise ExchangeRefused(field="institution", problem="unknown")
    return found


def _free_key(name: str) -> str:
    """A key out of a name that no series has yet, with room for the number of an exchange."""
    base = fold(name).replace(" ", "-")[:LONGEST_KEY].strip("-") or "series"
    taken = set(Series.objects.filter(key__startswith=base).values_list("key", flat=True))
    if base not in taken:
        return base
    return next(key for n in range(2, len(taken) + 3) if (key := f"{base}-{n}") not in taken)
