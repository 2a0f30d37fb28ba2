"""What pages of routes read in the same way: a route, a version, its drawing, its names."""

from dataclasses import dataclass

from django.http import Http404
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from relevo.directory.models import Term
from relevo.formats.flowchart import Chart, layout, svg_element
from relevo.kernel.actor import Actor
from relevo.kernel.text import LocalisedText
from relevo.pathways import access
from relevo.pathways.enums import VersionState
from relevo.pathways.errors import PathwayUnknown
from relevo.pathways.models import Pathway, PathwayVersion
from relevo.pathways.queries import versions
from relevo.pathways.rules.content import Content
from relevo.plumbing import clock
from relevo.web.desk.names import local
from relevo.web.flowchart import Names, chart_of, drawn, names_of
from relevo.web.pathway_phrases import SEED_MARK, VERSION_STATES
from relevo.web.phrases import COUNTRIES
from relevo.web.templatetags.relevo_web import day

NARROW, WIDE = 318, 1120
STEP_ANCHOR = "#paso-"


@dataclass(frozen=True, slots=True)
class Reading:
    """A version with what its pages need of it."""

    version: PathwayVersion
    content: Content
    names: Names

    @property
    def pathway(self) -> Pathway:
        return self.version.pathway


def pathway_or_404(key: str) -> Pathway:
    """The route with everything that a list shows."""
    try:
        return versions.get_pathway(key)
    except PathwayUnknown as unknown:
        raise Http404 from unknown


def version_or_404(key: str, number: int) -> PathwayVersion:
    """One version of a route."""
    try:
        return versions.get_version(key, number)
    except PathwayUnknown as unknown:
        raise Http404 from unknown


def read(version: PathwayVersion) -> Reading:
    """A version with its content and the names that are in it."""
    content = versions.content_of(version)
    return Reading(version, content, names_of([content]))


def title_of(pathway: Pathway) -> str:
    """The title in the language of the page; in Spanish where nobody has translated it."""
    return local(LocalisedText(pathway.title_es, pathway.title_en))


def territory_of(pathway: Pathway) -> str:
    """``Honduras – El Salvador · El Amatillo``."""
    countries = " – ".join(str(COUNTRIES[code]) for code in pathway.countries.split("|"))
    if pathway.crossing is None:
        return countries
    crossing = LocalisedText(pathway.crossing.name_es, pathway.crossing.name_en)
    return f"{countries} · {local(crossing)}"


def profile_names(pathways: list[Pathway]) -> dict[str, str]:
    """The words of every profile of these routes, in one query."""
    codes = {row.code for pathway in pathways for row in pathway.profiles.all()}
    return {
        term.code: local(LocalisedText(term.name_es, term.name_en))
        for term in Term.objects.filter(code__in=codes).order_by("code")
    }


def state_words(version: PathwayVersion) -> str:
    """How far a version is, in one sentence with its number."""
    values = {"number": version.number, "state": VERSION_STATES[version.state]}
    return _("Version %(number)d: %(state)s") % values


def is_demo(pathway: Pathway) -> bool:
    """Whether a route is invented: on a demonstration all are, but those from public sources."""
    return pathway.is_demo or (clock.is_demo() and not pathway.is_seed)


def caption_of(version: PathwayVersion) -> tuple[str, ...]:
    """What a drawing, sheet or text that leaves the page says of itself."""
    pathway = version.pathway
    lines = [territory_of(pathway), state_words(version)]
    if pathway.is_seed:
        lines.append(str(SEED_MARK))
    if pathway.network is not None:
        lines.append(local(LocalisedText(pathway.network.name_es, pathway.network.name_en)))
    if version.acta is not None:
        values = {"number": version.acta.number, "date": day(version.acta.adopted_on)}
        lines.append(_("Acta %(number)s of %(date)s") % values)
    if version.review_on is not None:
        lines.append(_("Review it by %(date)s") % {"date": day(version.review_on)})
    if is_demo(pathway):
        lines.append(_("DEMO: an invented route, agreed by nobody."))
    return tuple(lines)


def chart(reading: Reading, *, links_to: str = "", is_captioned: bool = False) -> Chart:
    """The flowchart of a version."""
    return chart_of(
        reading.content,
        title=title_of(reading.pathway),
        names=reading.names,
        caption=caption_of(reading.version) if is_captioned else (),
        links_to=links_to,
    )


def drawings(reading: Reading) -> dict[str, SafeString]:
    """The flowchart for a phone and for a desk; a style sheet shows the one that fits."""
    told = chart(reading, links_to=STEP_ANCHOR)
    return {
        name: drawn(svg_element(layout(told, width=width), prefix=name))
        for name, width in (("narrow", NARROW), ("wide", WIDE))
    }


def tools(actor: Actor, version: PathwayVersion) -> dict[str, bool]:
    """What somebody may do with a version; each action decides again."""
    pathway = version.pathway
    may_draft = access.may_draft(actor, pathway.network)
    in_work = version.state in {VersionState.DRAFT, VersionState.PROPOSED}
    works = version.state == VersionState.VALIDATED
    return {
        "may_edit": may_draft and version.state == VersionState.DRAFT,
        "may_propose": may_draft and version.state == VersionState.DRAFT,
        "may_withdraw": may_draft and in_work,
        "may_validate": version.state == VersionState.PROPOSED
        and access.may_validate(actor, pathway.network),
        "may_speak": works and access.may_speak(actor, version),
        "may_begin": may_draft,
    }
