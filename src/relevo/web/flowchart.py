"""An agreed route as people read it: as a list of steps in words, and as a flowchart of the same.

Both are made from one reading (``ToldRoute``), so that the drawing never says more or less than
the list. In the language that is active.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from relevo.directory.models import Institution, Service, Term
from relevo.formats.flowchart import Chart, Edge, Element, Lane, Legend, Node, NodeKind
from relevo.kernel.text import LocalisedText
from relevo.pathways.enums import AdultPresent, ConsentKind
from relevo.pathways.rules.content import SIDES, Content, Step
from relevo.web.pathway_phrases import ADULTS_PRESENT, CONSENT_KINDS
from relevo.web.phrases import COUNTRIES, PACKET_FIELDS
from relevo.web.phrases import SIDES as SIDE_WORDS

HOUR, DAY = 60, 24 * 60
START, LEAVE = "start", "leave"


@dataclass(frozen=True, slots=True)
class Names:
    """Names of what steps refer to by key, in both languages."""

    institutions: Mapping[str, LocalisedText] = field(default_factory=dict)
    services: Mapping[str, LocalisedText] = field(default_factory=dict)
    needs: Mapping[str, LocalisedText] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ToldWay:
    """A condition that leads elsewhere: to a step, or out of the route (``number`` 0)."""

    condition: str
    number: int
    to_key: str


@dataclass(frozen=True, slots=True)
class ToldStep:
    """A step in words."""

    key: str
    number: int
    action: str
    side: str
    side_words: str
    who: str
    role: str
    institution: str
    facts: tuple[tuple[str, str], ...]
    """Label and words of everything else that is said of the step."""

    limit: str
    documents: str
    ways: tuple[ToldWay, ...]
    next_number: int
    """The step that follows without a condition; 0: the route ends here."""

    is_exit: bool


def names_of(contents: Iterable[Content]) -> Names:
    """The names that contents need, in three queries."""
    steps = [step for content in contents for step in content.steps]
    institutions = {step.institution_key for step in steps}
    institutions |= {one.institution_key for step in steps for one in step.alternates}
    services = {step.service_key for step in steps}
    needs = {step.need for step in steps}
    return Names(
        {
            key: LocalisedText(es, en)
            for key, es, en in Institution.objects.filter(key__in=institutions - {""})
            .order_by("key")
            .values_list("key", "name_es", "name_en")
        },
        {
            key: LocalisedText(es, en)
            for key, es, en in Service.objects.filter(key__in=services - {""})
            .order_by("key")
            .values_list("key", "name_es", "name_en")
        },
        {
            code: LocalisedText(es, en)
            for code, es, en in Term.objects.filter(code__in=needs - {""})
            .order_by("code")
            .values_list("code", "name_es", "name_en")
        },
    )


def told(text: LocalisedText) -> str:
    """A text of a route in the active language; in the other where nobody has translated it."""
    return text.in_language(get_language() or "es") or text.es or text.en


def limit_words(minutes: int | None) -> str:
    """``en 2 h``, ``en 3 días``; empty where no limit is said."""
    if minutes is None:
        return ""
    if minutes and minutes % DAY == 0 and minutes > DAY:
        days = minutes // DAY
        return ngettext("within %(count)d day", "within %(count)d days", days) % {"count": days}
    hours, left = divmod(minutes, HOUR)
    if not hours:
        return _("within %(minutes)d min") % {"minutes": left}
    if not left:
        return _("within %(hours)d h") % {"hours": hours}
    return _("within %(hours)d h %(minutes)d min") % {"hours": hours, "minutes": left}


def told_steps(content: Content, *, names: Names) -> list[ToldStep]:
    """Every step in order, in words."""
    numbers = {key: number for number, key in enumerate(content.keys, start=1)}
    found = []
    for number, step in enumerate(content.steps, start=1):
        role = told(step.role)
        institution = _name(names.institutions, step.institution_key)
        ends = step.is_exit or number == len(content.steps)
        found.append(
            ToldStep(
                key=step.key,
                number=number,
                action=told(step.action) or _("(what is done is not written yet)"),
                side=step.side,
                side_words=str(SIDE_WORDS[step.side]),
                who=institution or role or _("(nobody named yet)"),
                role=role,
                institution=institution,
                facts=_facts(step, names=names),
                limit=limit_words(step.within_minutes),
                documents=told(step.documents),
                ways=tuple(
                    ToldWay(
                        told(branch.condition) or _("(no condition written yet)"),
                        numbers.get(branch.to_key, 0),
                        branch.to_key,
                    )
                    for branch in content.branches_from(step.key)
                ),
                next_number=0 if ends else number + 1,
                is_exit=step.is_exit,
            )
        )
    return found


def _name(names: Mapping[str, LocalisedText], key: str) -> str:
    return told(names[key]) if key in names else key


def _facts(step: Step, *, names: Names) -> tuple[tuple[str, str], ...]:
    alternates = [
        " · ".join(
            part
            for part in (told(one.role), _name(names.institutions, one.institution_key))
            if part
        )
        for one in step.alternates
    ]
    pairs = (
        (_("Service"), _name(names.services, step.service_key)),
        (_("Need"), _name(names.needs, step.need)),
        (_("Time limit"), limit_words(step.within_minutes)),
        (_("Documents"), told(step.documents)),
        (
            _("Consent"),
            "" if step.consent == ConsentKind.NONE else str(CONSENT_KINDS[step.consent]),
        ),
        (_("May be told"), ", ".join(str(PACKET_FIELDS.get(code, code)) for code in step.fields)),
        (_("Hand-over"), told(step.handover)),
        (
            _("Children"),
            "" if step.adult == AdultPresent.NOT_CONCERNED else str(ADULTS_PRESENT[step.adult]),
        ),
        (_("Feedback"), limit_words(step.feedback_minutes)),
        (pgettext("step of a route", "If they cannot"), "; ".join(alternates)),
        (_("Line to call"), step.line),
        (_("Legal basis"), told(step.legal_basis)),
    )
    return tuple((label, words) for label, words in pairs if words)


def chart_of(
    content: Content,
    *,
    title: str,
    names: Names,
    caption: tuple[str, ...] = (),
    links_to: str = "",
) -> Chart:
    """The flowchart of a route. ``links_to``: what the address of each step begins with."""
    steps = told_steps(content, names=names)
    lanes = _lanes(steps)
    nodes: list[Node] = []
    edges: list[Edge] = []
    leaving: list[Node] = []
    if steps:
        text = told(content.trigger) or title
        nodes.append(Node(START, _lane_key(steps[0]), text, NodeKind.START, alt=_start_alt(text)))
        edges.append(Edge(START, steps[0].key))
    for step in steps:
        nodes.append(_node(step, links_to=links_to))
        edges += _edges(step, steps=steps, leaving=leaving)
    return Chart(
        title=title,
        lanes=lanes,
        nodes=(*nodes, *leaving),
        edges=tuple(edges),
        description=_description(steps, lanes),
        caption=caption,
        legend=Legend(
            condition=_("Only if the condition of that letter holds"),
            border=_("Crosses the border"),
        ),
    )


def _lane_key(step: ToldStep) -> str:
    return f"{step.side}|{step.who}"


def _lanes(steps: list[ToldStep]) -> tuple[Lane, ...]:
    found = {
        _lane_key(step): Lane(_lane_key(step), step.who, step.side, str(COUNTRIES[step.side]))
        for step in steps
    }
    return tuple(sorted(found.values(), key=lambda lane: SIDES.index(lane.side)))


def _node(step: ToldStep, *, links_to: str) -> Node:
    kind = NodeKind.STEP
    if step.ways:
        kind = NodeKind.DECISION
    if step.is_exit:
        kind = NodeKind.EXIT
    notes = [step.role if step.institution else "", step.limit[:1].upper() + step.limit[1:]]
    if step.documents:
        notes.append(_("Documents: %(documents)s") % {"documents": step.documents})
    return Node(
        key=step.key,
        lane=_lane_key(step),
        text=step.action,
        kind=kind,
        notes=tuple(note for note in notes if note),
        mark=str(step.number),
        alt=_alt(step),
        href=f"{links_to}{step.key}" if links_to else "",
    )


def _edges(step: ToldStep, *, steps: list[ToldStep], leaving: list[Node]) -> list[Edge]:
    """The ways out of a step; who leaves the route there gets a box that says so."""
    found = []
    if step.next_number:
        found.append(Edge(step.key, steps[step.next_number - 1].key))
    for way in step.ways:
        if way.number:
            found.append(Edge(step.key, way.to_key, way.condition))
            continue
        key = f"{LEAVE}-{step.key}"
        words = _("Leaves the route")
        leaving.append(Node(key, _lane_key(step), words, NodeKind.EXIT, alt=words))
        found.append(Edge(step.key, key, way.condition))
    return found


def _start_alt(text: str) -> str:
    return _("Start: %(text)s") % {"text": text}


def _alt(step: ToldStep) -> str:
    """The whole box in sentences, for who does not see the drawing."""
    parts = [
        _("Step %(number)d: %(action)s.") % {"number": step.number, "action": step.action},
        f"{step.side_words}: {step.who}.",
    ]
    if step.limit:
        parts.append(f"{step.limit[:1].upper()}{step.limit[1:]}.")
    for way in step.ways:
        values = {"condition": way.condition, "number": way.number}
        parts.append(
            _("If %(condition)s: step %(number)d.") % values
            if way.number
            else _("If %(condition)s: leaves the route.") % values
        )
    if step.next_number:
        parts.append(_("Next: step %(number)d.") % {"number": step.next_number})
    else:
        parts.append(_("The route ends here."))
    return " ".join(parts).replace("..", ".")


def _description(steps: list[ToldStep], lanes: tuple[Lane, ...]) -> str:
    count = len(steps)
    words = ngettext(
        "%(count)d step, done by: %(lanes)s. The list of steps says the same in words.",
        "%(count)d steps, done by: %(lanes)s. The list of steps says the same in words.",
        count,
    )
    return words % {"count": count, "lanes": "; ".join(lane.label for lane in lanes)}


def drawn(element: Element) -> SafeString:
    """A drawing for a page, escaped as everything on it is."""
    return format_html(
        "<{name}{attributes}>{text}{children}</{name}>",
        name=element.name,
        attributes=format_html_join("", ' {}="{}"', element.attributes),
        text=element.text,
        children=format_html_join("", "{}", ((drawn(child),) for child in element.children)),
    )
