"""What a person is told before they write: who reads it, who never does, and what comes next.

The newest reviewed text of a language, if somebody added one; else the one that is shipped, in
Spanish and English. Other languages are never translated by a machine: no text, no slot.
"""

from django.utils import translation
from django.utils.translation import gettext

from relevo.texts import queries as texts
from relevo.texts.enums import TextKind

SHIPPED = frozenset({"es", "en"})


def introduction(language: str) -> tuple[str, ...]:
    """The sentences, in a language; read out the same way to somebody who tells a member."""
    return introduction_of(language[:2]) or _shipped(language)


def in_other_languages() -> list[tuple[str, tuple[str, ...]]]:
    """The same in every other language that somebody added, by its code."""
    added = sorted(texts.languages_of(TextKind.COMPLAINT) - SHIPPED)
    return [(language, introduction_of(language)) for language in added]


def introduction_of(language: str) -> tuple[str, ...]:
    """The newest text that was added in a language; empty: none."""
    stored = texts.current_text(TextKind.COMPLAINT, language=language)
    return stored.paragraphs if stored is not None else ()


def _shipped(language: str) -> tuple[str, ...]:
    with translation.override(language):
        return (
            gettext("Help is free. Nobody may ask you for money, work, favors or sex for it."),
            gettext("You need not say your name. We keep nothing that says who you are."),
            gettext(
                "If you tell of something serious, only two persons whom the network named read "
                "it. They belong to different institutions."
            ),
            gettext(
                "The place you complain about never reads it, if you choose it from the list. Nor "
                "does the coordination of the network: it learns only how many complaints there "
                "were."
            ),
            gettext(
                "If you give the code of your slip, nobody who works on your case reads it either."
            ),
            gettext(
                "If you only say that a place was closed, or that something was not given, the "
                "place and the coordination learn that, without who said it."
            ),
            gettext(
                "You get a code. They have to read it within five working days; with the code you "
                "can see whether it has been read and what was answered."
            ),
            gettext("Nobody may refuse you help because you complained."),
        )
