"""What is known of a case in words: lines for ``<c-summary-list>``, a part at a time."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from relevo.cases.enums import FactorLevel, FactorSign
from relevo.cases.rules import facts as rules
from relevo.cases.rules.asking import NeededBy
from relevo.cases.rules.factors import factors_on
from relevo.cases.rules.facts import CaseFacts, Person
from relevo.cases.rules.prompts import Prompt, prompts
from relevo.places.models import Node
from relevo.web import phrases
from relevo.web.casework_phrases import (
    CHANNELS,
    FACTOR_LEVELS,
    FACTOR_SIGNS,
    MAY_SAY,
    NEEDED_BY,
    PROMPT_PROFILES,
    RELATIONS,
)
from relevo.web.desk.casework.context import here
from relevo.web.papers import told_papers
from relevo.web.templatetags.relevo_facts import language_name
from relevo.web.templatetags.relevo_web import day, moment

Lines = list[dict[str, str]]
SEXES = {
    "f": phrases.SEXES["female"],
    "m": phrases.SEXES["male"],
    "x": phrases.SEXES["other"],
}


def _lines(rows: Iterable[tuple[object, object]]) -> Lines:
    return [{"term": str(term), "text": str(text)} for term, text in rows if text]


def needs(facts: CaseFacts, *, urgency: str, names: dict[str, tuple[str, str]]) -> Lines:
    """Each need with its own urgency."""
    rows = [
        (names.get(need, ("", need))[1], phrases.URGENCIES[rules.urgency_of_need(facts, need)])
        for need in facts.needs
    ]
    return _lines([*rows, (pgettext("case", "Urgency of the case"), phrases.URGENCIES[urgency])])


def person(one: Person) -> str:
    """One person in a line: age, sex, relation, label."""
    parts = (
        phrases.AGE_BANDS[one.age_band],
        SEXES[one.sex] if one.sex else "",
        RELATIONS[one.relation] if one.relation else "",
        f"“{one.label}”" if one.label else "",
        "" if one.stays else pgettext("people", "may be apart"),
    )
    return ", ".join(str(part) for part in parts if part)


def people(facts: CaseFacts) -> Lines:
    """Everybody of the group, numbered."""
    rows = [
        (_("Person %(number)d") % {"number": number}, person(one))
        for number, one in enumerate(facts.people, start=1)
    ]
    alone = _("yes") if rules.is_child_alone(facts) else ""
    return _lines([*rows, (pgettext("case", "A child without parent or guardian"), alone)])


def situation(facts: CaseFacts) -> Lines:
    """Where, from where, to where, with what."""
    node = Node.objects.filter(pk=facts.start_node).first()
    where = f"{node.name}, {phrases.SIDES[node.country]}" if node else ""
    listed = told_papers(facts.documents)
    marks = [phrases.PROFILE_FACTORS.get(code, code) for code in sorted(facts.profiles)]
    return _lines(
        [
            (pgettext("case", "Where"), where),
            (
                pgettext("case", "Nationality"),
                phrases.COUNTRIES.get(facts.nationality, facts.nationality),
            ),
            (
                pgettext("case", "Heading for"),
                phrases.COUNTRIES.get(facts.heads_for, facts.heads_for),
            ),
            (pgettext("case", "Language"), language_name(facts.language)),
            (pgettext("case", "Papers"), ", ".join(map(str, listed)) or _("none stated")),
            (pgettext("case", "Also relevant"), ", ".join(map(str, marks))),
            (
                pgettext("case", "Must not be known to authorities"),
                _("yes") if facts.protection_sensitive else "",
            ),
        ]
    )


def contact(facts: CaseFacts) -> Lines:
    """How one gets in touch, and on which terms."""
    terms = facts.contact
    return _lines(
        [
            (pgettext("contact", "By what way?"), CHANNELS.get(terms.channel, "")),
            (pgettext("contact", "Number, place or words"), facts.safe_contact),
            (pgettext("contact", "Who may answer?"), terms.who),
            (pgettext("contact", "At which hours is it safe?"), terms.hours),
            (
                pgettext("contact", "In which language?"),
                language_name(terms.language) if terms.language else "",
            ),
            (
                pgettext("contact", "What may be said to who answers?"),
                MAY_SAY.get(terms.may_say, ""),
            ),
        ]
    )


def contact_line(facts: CaseFacts) -> str:
    """The same in one line: the number never without its terms."""
    return " · ".join(line["text"] for line in contact(facts))


def factors_told(facts: CaseFacts) -> Lines:
    """Risk and protection on each level, side by side; nothing is counted."""
    rows: list[tuple[object, object]] = []
    for level in FactorLevel:
        for sign in FactorSign:
            words = [here(f.words) for f in factors_on(level, sign) if f.code in facts.factors]
            rows.append((f"{FACTOR_LEVELS[level]} · {FACTOR_SIGNS[sign]}", "; ".join(words)))
    return _lines([*rows, (pgettext("factors", "In the person’s words"), facts.factor_note)])


def account(facts: CaseFacts) -> Lines:
    """What identifies, health, story."""
    return _lines(
        [
            (pgettext("account", "Name"), facts.name),
            (pgettext("account", "Health, as far as a clinic must know"), facts.health),
            (pgettext("account", "What happened, in the person’s words"), facts.narrative),
        ]
    )


def answers(facts: CaseFacts) -> list[tuple[str, Lines]]:
    """The answers to questions, by what they are about."""
    found: dict[str, list[tuple[object, object]]] = {}
    for prompt in prompts().values():
        if prompt.key in facts.answers:
            answer = answer_told(prompt, facts.answers[prompt.key])
            found.setdefault(prompt.profile, []).append((here(prompt.words), answer))
    return [(str(PROMPT_PROFILES[profile]), _lines(rows)) for profile, rows in found.items()]


def answer_told(prompt: Prompt, answer: str) -> str:
    """One answer as people read it."""
    if answer in prompt.choices:
        return here(prompt.choices[answer])
    when = prompt.moment_of(answer)
    if when is None:
        return answer
    return moment(when) if isinstance(when, datetime) else day(when)


def needed(found: Iterable[NeededBy]) -> list[str]:
    """What is urgent because of an answer, as sentences."""
    return [f"{NEEDED_BY[one.code]} {moment(one.at)}." for one in found]
