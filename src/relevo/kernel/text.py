"""Text in the languages of the interface."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LocalisedText:
    """One statement in Spanish and English."""

    es: str
    en: str

    def in_language(self, language: str) -> str:
        """The text for a language code such as ``es`` or ``en-US``; Spanish when it is neither."""
        return self.en if language.startswith("en") and self.en else self.es
