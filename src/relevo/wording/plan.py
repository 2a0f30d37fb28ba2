"""A computed plan in whole sentences: what to do, when, why, whom to ask first, and why not."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override, pgettext

from relevo.borders.queries.restrictions import list_restrictions_of
from relevo.borders.rules import Status
from relevo.directory.enums import Visibility
from relevo.directory.models import AdmissionRule, Institution, Service
from relevo.directory.queries import confidence_of, list_lines
from relevo.journeys.actions import ComputedPlan
from relevo.journeys.rules import TOLD_ONLY, instant_of
from relevo.kernel.geo import Point, distance_m
from relevo.planner import Blocker, Excluded, Itinerary, ReasonCode, Step, StepKind, Told
from relevo.wording import child_alone, crossings, lines
from relevo.wording.obstacles import restriction_sentence, road_sentence
from relevo.wording.reasons import Facts, ToldReason, tell_checks, tell_reason
from relevo.wording.words import (
    Terms,
    all_of,
    at_time,
    between,
    both,
    clock,
    country,
    day,
    documents,
    load_terms,
    moment,
    side,
    since,
)

CALL_NOW_KINDS = ("emergency", "ambulance")
NEXT_DOOR_M = 1_000
"""From a post to the houses beside it one walks, whatever the way of travelling."""
TOLD_RULES = TOLD_ONLY | {"by_referral_only"}


@dataclass(frozen=True, slots=True)
class ToldSource:
    text: str
    as_of: str = ""
    confidence_percent: int | None = None


@dataclass(frozen=True, slots=True)
class ToldStep:
    """One step. ``ask_first``: what is assumed; ``call``: whom to call about it.

    ``asked``: what the post asks of this group; ``others``: what it asks of others only.
    """

    kind: str
    title: str
    where: str
    when: str
    needs: str = ""
    why: tuple[str, ...] = ()
    status: str = ""
    ask_first: tuple[str, ...] = ()
    call: str = ""
    asked: tuple[crossings.ToldRequirement, ...] = ()
    others: tuple[crossings.ToldRequirement, ...] = ()
    notes: tuple[str, ...] = ()
    holds_until: str = ""
    sources: tuple[ToldSource, ...] = ()
    is_counted: bool = True
    is_confirmed: bool = True
    is_demo: bool = False
    service_key: str = ""
    crossing_key: str = ""
    need_codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ToldItinerary:
    head: str
    done: str
    steps: tuple[ToldStep, ...]
    unserved: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ToldExcluded:
    service_key: str
    name: str
    where: str
    needs: str
    reasons: tuple[ToldReason, ...]


@dataclass(frozen=True, slots=True)
class ToldBlocker:
    """A passage that cannot be used. ``is_here``: it leaves the country where the group is."""

    crossing_key: str
    title: str
    reasons: tuple[ToldReason, ...]
    is_here: bool


@dataclass(frozen=True, slots=True)
class ToldPlan:
    """The best route first.

    Before all else, where a child is alone or a life in danger: ``warnings``, ``call_now``.
    """

    title: str
    as_of: str
    warnings: tuple[str, ...]
    call_now: tuple[str, ...]
    notes: tuple[str, ...]
    itineraries: tuple[ToldItinerary, ...]
    unserved: tuple[str, ...]
    blockers: tuple[ToldBlocker, ...]
    excluded: tuple[ToldExcluded, ...]
    is_demo: bool

    @property
    def head(self) -> str:
        return self.itineraries[0].head if self.itineraries else self.notes[0]

    @property
    def steps(self) -> tuple[ToldStep, ...]:
        return self.itineraries[0].steps if self.itineraries else ()


def tell_plan(computed: ComputedPlan, *, language: str) -> ToldPlan:
    """Tell a plan in a language."""
    with override(language):
        return _Teller(computed).tell()


class _Teller:
    """Holds the rows while one plan is told."""

    def __init__(self, computed: ComputedPlan) -> None:
        self.computed = computed
        self.index = computed.index
        self.terms: Terms = load_terms()
        self.rules: Mapping[str, AdmissionRule] = {
            rule.key: rule
            for service in self.index.services.values()
            for rule in service.admission_rules.all()
        }
        self.facts = Facts(
            terms=self.terms,
            crossings=self.index.crossings,
            requirements=self.index.requirements,
            rules=self.rules,
        )
        self.names: Mapping[str, Institution] = crossings.authorities(
            [*self.index.status.values(), *self.index.status_now.values()]
        )

    def tell(self) -> ToldPlan:
        plan = self.computed.plan
        itineraries = tuple(self._itinerary(itinerary) for itinerary in plan.itineraries)
        start = self.computed.nodes[self.computed.request.start]
        return ToldPlan(
            title=_("From %(place)s, %(moment)s")
            % {"place": self._place(start.key), "moment": moment(self.computed.at)},
            as_of=_("As known on %(moment)s.") % {"moment": moment(self.computed.known_at)},
            warnings=child_alone.warnings(self.computed),
            call_now=(
                *self._call_now(start.country),
                *child_alone.lines(self.computed, start_country=start.country),
            ),
            notes=self._notes(),
            itineraries=itineraries,
            unserved=tuple(self._unserved(code) for code in plan.unserved),
            blockers=tuple(self._blocker(blocker) for blocker in plan.blockers),
            excluded=tuple(self._excluded(excluded) for excluded in plan.excluded),
            is_demo=any(step.is_demo for told in itineraries for step in told.steps),
        )

    def _call_now(self, start_country: str) -> tuple[str, ...]:
        if not self.computed.profile.is_danger_to_life:
            return ()
        return tuple(
            _("Call now: %(number)s, %(name)s (%(country)s).")
            % {"number": row.number, "name": both(row, "name"), "country": country(row.country)}
            for row in list_lines(kinds=CALL_NOW_KINDS, countries=[start_country])
        )

    def _notes(self) -> tuple[str, ...]:
        notes: list[str] = []
        if not self.computed.plan.itineraries:
            notes.append(_("No route is known that meets any of these needs now."))
        if self.computed.added_needs:
            notes.append(
                _(
                    "A child without an adult is always handed to the child-protection authority: "
                    "this was added to the plan."
                )
            )
        if self.computed.is_after_tonight:
            notes.append(
                _("No shelter can be reached tonight as far as is known; the next one is shown.")
            )
        if not self.computed.plan.complete:
            notes.append(_("The search was stopped early: there may be better routes."))
        notes += self._in_the_way()
        notes.append(
            _("All help is free. Nobody may ask you for money, work or sex in exchange for it.")
        )
        return tuple(notes)

    def _in_the_way(self) -> list[str]:
        """Roads and restrictions in the departments that the plan speaks of."""
        nodes = self.computed.nodes.values()
        departments = {node.department.key for node in nodes}
        areas = departments | {node.area.key for node in nodes}
        told = [
            road_sentence(line)
            for line in self.index.roads
            if {line.link.from_node.department.key, line.link.to_node.department.key} & departments
        ]
        countries = {node.country for node in nodes}
        facts = {
            fact.key: fact
            for fact in self.index.restrictions
            if any(fact.concerns_area(country=country, keys=areas) for country in countries)
        }
        return told + [
            restriction_sentence(row, facts[row.key]) for row in list_restrictions_of(facts)
        ]

    def _unserved(self, code: str) -> str:
        return _("For this no route is known now: %(need)s.") % {"need": self.terms.name(code)}

    def _place(self, node_key: str) -> str:
        node = self.computed.nodes[node_key]
        if node.kind == "post":
            return pgettext("place", "%(place)s, %(side)s") % {
                "place": node.name,
                "side": side(node.country),
            }
        return pgettext("place", "%(place)s, %(department)s (%(side)s)") % {
            "place": node.name,
            "department": node.department.name,
            "side": side(node.country),
        }

    def _itinerary(self, itinerary: Itinerary) -> ToldItinerary:
        notes = list(child_alone.night_of_route(self.computed, itinerary))
        notes += [self._unserved(code) for code in itinerary.unserved]
        if not itinerary.arrives:
            notes.append(
                _("The route does not reach %(country)s: no way there is known now.")
                % {"country": country(self.computed.request.heads_for)}
            )
        return ToldItinerary(
            head=ngettext(
                "%(confirmed)s of %(counted)s step confirmed",
                "%(confirmed)s of %(counted)s steps confirmed",
                itinerary.counted,
            )
            % {"confirmed": itinerary.confirmed, "counted": itinerary.counted},
            done=_("Done by %(time)s at the latest.") % {"time": self._clock(itinerary.completes)},
            steps=tuple(self._step(step) for step in itinerary.steps),
            unserved=tuple(notes),
        )

    def _clock(self, minute: int) -> str:
        return clock(instant_of(minute), seen_from=self.computed.at)

    def _between(self, early: int, late: int) -> str:
        return between(instant_of(early), instant_of(late), seen_from=self.computed.at)

    def _step(self, step: Step) -> ToldStep:
        if step.kind is StepKind.TRAVEL:
            return self._travel(step)
        if step.kind is StepKind.CROSS:
            return self._cross(step)
        return self._service(step)

    def _travel(self, step: Step) -> ToldStep:
        titles = {
            "walk": _("Walk to %(place)s"),
            "bus": _("Go to %(place)s by bus"),
            "car": _("Go to %(place)s by car"),
        }
        here, there = self.computed.nodes[step.node], self.computed.nodes[step.to_node]
        metres = distance_m(Point(here.lat, here.lon), Point(there.lat, there.lon))
        mode = "walk" if metres <= NEXT_DOOR_M else self.computed.mode
        return ToldStep(
            kind=step.kind.value,
            title=titles[mode] % {"place": there.name},
            where=self._place(step.to_node),
            when=_("leaves %(start)s · arrives %(between)s")
            % {
                "start": at_time(instant_of(step.starts), seen_from=self.computed.at),
                "between": self._between(step.ends, step.ends_late),
            },
            why=_why(step.because),
            notes=(
                *child_alone.night_notes(self.computed, step),
                _("Travel times are estimates."),
            ),
            is_counted=False,
        )

    def _cross(self, step: Step) -> ToldStep:
        left = self.computed.nodes[step.node].country
        entered = self.computed.nodes[step.to_node].country
        crossing = self.index.crossings[step.crossing_id]
        status = self.index.status[step.crossing_id, left, entered]
        told = [self._requirement(told) for told in step.told]
        return ToldStep(
            kind=step.kind.value,
            title=_("Cross at %(way)s")
            % {"way": crossings.way(crossing, left=left, entered=entered)},
            where=self._place(step.node),
            when=_("at the post at %(start)s · on the other side %(between)s")
            % {
                "start": self._clock(step.starts),
                "between": self._between(step.ends, step.ends_late),
            },
            status=crossings.status_sentence(status, names=self.names),
            ask_first=tell_checks(step.checks, service=None, assumption=None),
            call=lines.post_line(crossing, left=left) if step.checks else "",
            asked=tuple(requirement for requirement in told if requirement.is_asked),
            others=tuple(requirement for requirement in told if not requirement.is_asked),
            notes=self._crossing_notes(step.crossing_id, left, entered),
            holds_until=self._holds_until(step),
            sources=(_status_source(status),) if status.source else (),
            is_confirmed=step.is_confirmed,
            is_demo=status.is_demo,
            crossing_key=step.crossing_id,
        )

    def _crossing_notes(self, key: str, left: str, entered: str) -> tuple[str, ...]:
        """The words of the report; and first, where one has to wait, what closes it now."""
        status = self.index.status[key, left, entered]
        now = self.index.status_now[key, left, entered]
        notes = [both(status, "text")]
        if now != status:
            notes = [
                _("At the time of leaving: %(status)s")
                % {"status": crossings.status_sentence(now, names=self.names)},
                both(now, "text"),
                *notes,
            ]
        return tuple(text for text in dict.fromkeys(notes) if text)

    def _requirement(self, told: Told) -> crossings.ToldRequirement:
        rows = self.index.requirements[told.requirement_id]
        if not told.asked:
            outcome = _("Asked of others, not of this group.")
        elif told.met_by:
            outcome = _("This group has it: %(documents)s.") % {
                "documents": all_of(documents(told.met_by))
            }
        else:
            consequences = dict.fromkeys(both(row, "consequence") for row in rows)
            outcome = " ".join(text for text in consequences if text)
        return crossings.ToldRequirement(
            id=told.requirement_id,
            text=crossings.requirement_text(rows),
            outcome=outcome,
            source=crossings.sources(rows) or _("general knowledge, no written source"),
            as_of=crossings.as_of(rows),
            is_asked=told.asked,
            is_met=bool(told.met_by),
        )

    def _service(self, step: Step) -> ToldStep:
        service = self.index.services[step.service_id]
        is_contact = step.kind is StepKind.CONTACT
        at = self.computed.known_at
        latest = next(iter(service.verifications.all()), None)
        return ToldStep(
            kind=step.kind.value,
            title=lines.contact_title(service) if is_contact else both(service, "name"),
            where="" if is_contact else self._place(step.node),
            when=_("from %(start)s · done %(between)s")
            % {
                "start": self._clock(step.starts),
                "between": self._between(step.ends, step.ends_late),
            },
            needs=all_of([self.terms.name(code) for code in step.needs]),
            why=_why(step.because),
            ask_first=tell_checks(
                step.checks,
                service=service,
                assumption=self.index.assumptions.get(service.kind),
            ),
            call=lines.call(service) if step.checks or is_contact else "",
            notes=() if is_contact else self._service_notes(service, step),
            holds_until=self._holds_until(step),
            sources=()
            if is_contact
            else (
                ToldSource(
                    text=service.source or _("general knowledge, no written source"),
                    as_of=day(latest.at) if latest is not None else "",
                    confidence_percent=confidence_of(service, at=at),
                ),
            ),
            is_confirmed=step.is_confirmed,
            is_demo=service.is_demo,
            service_key=service.key,
            need_codes=step.needs,
        )

    def _service_notes(self, service: Service, step: Step) -> tuple[str, ...]:
        notes = [
            both(rule, "text") for rule in service.admission_rules.all() if rule.rule in TOLD_RULES
        ]
        if step.gives:
            notes.append(
                _("Here one gets: %(documents)s.") % {"documents": all_of(documents(step.gives))}
            )
        return tuple(notes)

    def _holds_until(self, step: Step) -> str:
        if step.holds_until is None:
            return ""
        return _("Holds if it begins by %(time)s.") % {"time": self._clock(step.holds_until)}

    def _blocker(self, blocker: Blocker) -> ToldBlocker:
        nodes = self.computed.nodes
        left, entered = nodes[blocker.from_node].country, nodes[blocker.to_node].country
        crossing = self.index.crossings[blocker.crossing_id]
        return ToldBlocker(
            crossing_key=blocker.crossing_id,
            title=crossings.way(crossing, left=left, entered=entered),
            reasons=tuple(
                self._closure(blocker.crossing_id, left, entered)
                if reason.code is ReasonCode.CROSSING_CLOSED
                else tell_reason(reason, facts=self.facts)
                for reason in blocker.reasons
            ),
            is_here=left == nodes[self.computed.request.start].country,
        )

    def _closure(self, key: str, left: str, entered: str) -> ToldReason:
        """Who says that it is closed, and until when as far as they say."""
        status = self.index.status[key, left, entered]
        lets_in = _("As soon as it opens.")
        if status.until_at is not None:
            lets_in = _("It is expected to open: %(moment)s.") % {"moment": since(status.until_at)}
        return ToldReason(
            code=ReasonCode.CROSSING_CLOSED.value,
            sentence=crossings.status_sentence(status, names=self.names),
            lets_in=lets_in,
            source=status.source,
        )

    def _excluded(self, excluded: Excluded) -> ToldExcluded:
        service = self.index.services[excluded.service_id]
        is_restricted = service.visibility == Visibility.RESTRICTED
        # Its own words for a rule may say where it is: the rule is told in ours.
        facts = replace(self.facts, rules={}) if is_restricted else self.facts
        return ToldExcluded(
            service_key=service.key,
            name=_("Protected shelter") if is_restricted else both(service, "name"),
            where="" if is_restricted else _area(service),
            needs=all_of([self.terms.name(code) for code in excluded.needs]),
            reasons=tuple(tell_reason(reason, facts=facts) for reason in excluded.reasons),
        )


def _area(service: Service) -> str:
    if service.department is None:
        return country(service.country)
    return pgettext("place", "%(department)s, %(country)s") % {
        "department": service.department.name,
        "country": country(service.country),
    }


def _status_source(status: Status) -> ToldSource:
    return ToldSource(text=status.source, as_of=day(status.known_from) if status.known_from else "")


def _why(codes: tuple[str, ...]) -> tuple[str, ...]:
    """Where it is the only one known, that no other is earlier says nothing."""
    told = [code for code in codes if code != "earliest" or "only_option" not in codes]
    sentences = {
        "only_option": _("It is the only one known that can do this now."),
        "earliest": _("No other one is done earlier."),
        "confirmed_over_earlier": _("Another one would be earlier, but it is not confirmed."),
        "same_place": _("It is in the same place as the step before."),
        "on_the_way": _("It lies on the way."),
        "road_opens": _("Before this one waits: nobody may be on this road earlier."),
    }
    return tuple(sentences[code] for code in told)
