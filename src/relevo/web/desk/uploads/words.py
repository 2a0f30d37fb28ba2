"""What was noticed in a list, as whole sentences: what it is, and what to do about it."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from relevo.formats.tables import FileUnreadable

REFUSED_FILES: Mapping[str, Promise] = {
    "empty": _("There are no rows in it. Choose the file that has the list."),
    "too_large": _("The file is too large. Up to 5 MB are taken: save it without pictures."),
    "too_many_rows": _("Up to 3,000 rows are taken at once. Split the list."),
    "too_many_columns": _("Up to 40 columns are taken. Delete the columns you do not need."),
    "pdf": _("A PDF cannot be read row by row. Send the Word or Excel file it was made from."),
    "picture": _("This is a picture. Send the Word or Excel file, or paste the text."),
    "only_pictures": _("The document has pictures only. Send one with tables, or paste the text."),
    "old_word": _("This is the old Word format (.doc). Open it and save it as .docx."),
    "old_excel": _("This is the old Excel format (.xls). Open it and save it as .xlsx."),
    "open_document": _("Save it as .docx or .xlsx, then send that file."),
    "rtf": _("Save it as .docx, then send that file."),
    "markup": _("This is a web page and not a list. Save it as .xlsx or .csv."),
    "zip": _("This is an archive. Unpack it and send the file inside."),
    "password": _("It is protected with a password. Save it without one."),
    "broken": _("The file is damaged. Open it, save it again and send it."),
    "entities": _("The file refers to things outside itself. Save it anew as .docx or .xlsx."),
    "unknown": _("This is no list that can be read. Send .docx, .xlsx or .csv, or paste the text."),
}
OTHER_FILE = _("It cannot be read. Send .docx, .xlsx or .csv, or paste the text.")

REFUSED: Mapping[tuple[str, str], Promise] = {
    ("content", "missing"): _("Choose a file or paste the list."),
    ("content", "both"): _("Choose a file or paste the list, not both."),
    ("mapping", "no_institution"): _("Say which column has the name of the institution."),
    ("mapping", "field_twice"): _(
        "Two columns have the same meaning. Only telephones, needs and notes may come from several."
    ),
    ("mapping", "unknown_field"): _("One of the meanings does not exist. Choose from the list."),
    ("mapping", "unknown_column"): _("One of the columns does not exist. Open the page anew."),
    ("decision", "nothing_to_merge"): _("There is no entry to merge this row with."),
}
OTHERWISE = _("This cannot be written so. Look at what you filled in.")
SETTLED = _("This list was written or given up. Nothing was changed.")
NOT_READY = _("Settle what is marked in this row first, or leave the row out.")

TOLD: Mapping[str, Promise] = {
    "institution_missing": _("There is no name of an institution."),
    "country_missing": _("No country is named. The same number or place exists in several."),
    "country_unknown": _("“%(read)s” is none of the three countries."),
    "too_long": _("It has %(read)s signs; up to %(accepted)s are taken."),
    "phone_unreadable": _(
        "“%(read)s” is no telephone number. Write 8 digits, a short line, or + and the country."
    ),
    "email_unreadable": _("“%(read)s” is no e-mail address. Correct it or leave it empty."),
    "web_unreadable": _("“%(read)s” is no web address. Correct it or leave it empty."),
    "place_unknown": _("There is no place called “%(read)s” in this country."),
    "place_ambiguous": _("Several places are called “%(read)s”. Choose one."),
    "need_unknown": _("“%(read)s” is no need of the list. Choose the nearest."),
    "informal_crossing": _(
        "It speaks of an informal crossing. Such a row is never written: leave it out, or take "
        "the words away."
    ),
    "personal_contact": _(
        "A private person seems to stand here: “%(read)s”. The directory holds roles and lines of "
        "institutions, not persons."
    ),
    "protected_place": _(
        "It looks like a protected house. Nobody may find it through the directory: it is written "
        "with its line and without any place, or not at all."
    ),
    "same_as_row": _("It says nearly the same as row %(accepted)s (%(read)s %%)."),
    "hours_as_words": _("The hours are kept as words: “%(read)s”."),
    "kind_unknown": _("What kind of institution it is cannot be told from the list."),
    "no_phone": _("There is no telephone."),
    "no_place": _("There is no place."),
    "several_phones": _("Several numbers: %(accepted)s."),
    "several_emails": _("Of several addresses the first is kept: %(accepted)s."),
    "needs_guessed": _("The needs were taken from the words of the service: %(accepted)s."),
    "no_needs": _("It does not say which needs it answers."),
    "names_dropped": _("Names of persons are left out."),
    "kept_protected": _("It will be written as a protected house: a line and no place."),
    "merged_down": _("“%(read)s” was taken from a merged cell above."),
    "merged_across": _("“%(read)s” was taken from a merged cell beside."),
    "mojibake": _("Broken letters were repaired: “%(accepted)s”."),
    "lost_character": _("Letters were lost before it came here: “%(read)s”."),
    "control_characters": _("Signs that cannot be seen were taken out."),
    "formula_text": _("It begins like a formula and is kept as text: “%(read)s”."),
    "two_digit_year": _("A year has two digits: “%(read)s”. Is it “%(accepted)s”?"),
    "fewer_cells": _("It has %(read)s of %(accepted)s cells."),
    "more_cells": _("It has more cells than the header. Left over: “%(read)s”."),
    "cell_cut": _("A cell of %(read)s signs was cut to %(accepted)s."),
    "computed": _("A formula gave this value: “%(read)s”."),
    "not_computed": _("A formula has no value: open the file, save it and send it again."),
    "formula_error": _("A formula gave an error (%(read)s): the cell is empty."),
    "date_cell": _("A date was read as %(accepted)s."),
    "duplicate_id": _("Number %(read)s stands already in row %(accepted)s."),
    "inactive": _("The list says it does not work now: %(read)s."),
    "encoding": _("The letters were read as %(read)s. Look whether the accents are right."),
    "quotes_broken": _("Quotation marks do not close: each line was read for itself."),
    "header_guessed": _("The first row was taken for the header."),
    "no_header": _("No header was found: the columns are numbered."),
    "before_header": _("Above the header stood: “%(read)s”."),
    "header_again": _("The header came again and was left out."),
    "section": _("“%(read)s” was read as a heading over the rows below it."),
    "continued": _("A table without a header goes on with the one before."),
    "no_table": _("There was no table: the text was read by its labels."),
    "macros": _("The file has macros. They were not run."),
    "hidden_sheet": _("The hidden sheet “%(read)s” was read too."),
}


def file_sentence(refusal: FileUnreadable) -> str:
    """Why a file was refused, and what to send instead."""
    if refusal.code == "package":
        return gettext("The HSDS package has %(count)s problems. The first: %(told)s") % {
            "count": refusal.accepted,
            "told": refusal.read,
        }
    return str(REFUSED_FILES.get(refusal.code, OTHER_FILE))


def refusal_sentence(field: str, problem: str) -> str:
    return str(REFUSED.get((field, problem), OTHERWISE))


def told(note: Mapping[str, object], *, names: Mapping[str, str]) -> str:
    """The sentence of a problem or note; ``names``: of needs by their codes."""
    accepted = note.get("accepted", "")
    listed = accepted if isinstance(accepted, list) else [accepted]
    facts = {
        "read": str(note.get("read", "")),
        "accepted": ", ".join(names.get(str(one), str(one)) for one in listed if one),
    }
    return str(TOLD[str(note["code"])]) % facts


def place_words(place: str) -> str:
    """Where a row stands in the file, as a person looks for it."""
    kind, _sign, rest = place.partition(":")
    first, _sign, second = rest.rpartition(":")
    if kind == "table":
        return gettext("table %(table)s, row %(row)s") % {"table": first, "row": second}
    if kind == "sheet":
        return gettext("sheet “%(sheet)s”, row %(row)s") % {"sheet": first, "row": second}
    if kind == "hsds":
        return gettext("service %(row)s of the package") % {"row": rest}
    return gettext("line %(row)s") % {"row": rest}


def open_sentence(numbers: list[int]) -> str:
    """Which rows still wait; the first ten by number."""
    told_numbers = ", ".join(str(number) for number in numbers[:10])
    return ngettext(
        "Nothing was written: row %(numbers)s still waits for you.",
        "Nothing was written: these rows still wait for you: %(numbers)s.",
        len(numbers),
    ) % {"numbers": told_numbers}
