"""What no file may say. Patterns are put together in pieces so that this file passes itself."""

import re

import pytest
from tests.architecture.tree import committed_files, relative, sources, templates, text_files

MACHINE_PATH = re.compile(
    r"(?:^|[\s\"'(=:`])/(?:wo" + r"rk|ro" + r"ot|ho" + r"me/[a-z]|opt/py" + r"pi)/"
)
REGISTRY = re.compile(
    "|".join(
        (
            r"py" + r"pi\.org",
            r"python" + r"hosted\.org",
            r"registry\.npm" + r"js",
            r"deb\.deb" + r"ian\.org",
        )
    )
)
_MARK = "(?:TO" + "DO|FIX" + "ME|XX" + "X|HA" + "CK)"
# A mark opens a comment or is followed by what is left to do; todo is also a Spanish word.
UNFINISHED = re.compile(rf"(?:#|//|/\*|<!--)\s*{_MARK}\b|\b{_MARK}\s?[:(]")
NEVER_SAID = re.compile(
    r"\b(?:olea" + r"das?|ile" + r"gal(?:es)?|avalan" + r"chas?)\b", re.IGNORECASE
)
QUOTED = re.compile(r"«[^»]*»|“[^”]*”")


def lines_with(pattern, paths):
    return [
        f"{relative(path)}:{number}: {line.strip()[:120]}"
        for path in paths
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if pattern.search(line)
    ]


@pytest.mark.parametrize("pattern", [MACHINE_PATH, REGISTRY], ids=["machine path", "registry"])
def test_no_file_names_a_machine_or_a_registry(pattern):
    assert lines_with(pattern, text_files()) == []


def test_nothing_unfinished_is_committed():
    assert lines_with(UNFINISHED, [p for p in text_files() if p.suffix != ".csv"]) == []


def shown_to_people():
    """Pages, translations and the sentences in code; facts with quotations are data files."""
    catalogues = [path for path in committed_files() if path.suffix == ".po"]
    return [*templates(), *catalogues, *sources()]


def test_people_are_never_called_a_wave_an_avalanche_or_unlawful():
    assert lines_with(NEVER_SAID, shown_to_people()) == []


def test_caravan_is_only_quoted():
    said = re.compile(r"\bcara" + r"vanas?\b|\bcara" + r"vans?\b", re.IGNORECASE)
    assert [
        f"{relative(path)}:{number}"
        for path in shown_to_people()
        if path.suffix != ".py"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if said.search(QUOTED.sub("", line))
    ] == []


def test_patterns_find_what_they_are_for():
    assert MACHINE_PATH.search('see "/wo' + 'rk/main/x"')
    assert not MACHINE_PATH.search("a framewo" + "rk/main")
    assert REGISTRY.search("https://py" + "pi.org/simple")
    assert UNFINISHED.search("# TO" + "DO later")
    assert UNFINISHED.search("pass; FIX" + "ME(ana): later")
    assert not UNFINISHED.search("AQUÍ TO" + "DO ES GRATIS")
    assert NEVER_SAID.search("una Olea" + "da de gente")
    assert not NEVER_SAID.search("legales")
