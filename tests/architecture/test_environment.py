"""Every variable that is read is documented, and every documented one is read."""

import re

from tests.architecture.tree import PACKAGE, ROOT, sources

READ_IN_CODE = re.compile(r"\benv\.(text|word|flag|whole|path|secret)\(\s*\"(RELEVO_[A-Z_]+)\"")
READ_IN_SHELL = re.compile(r"\$\{?(RELEVO_[A-Z_]+)")
DOCUMENTED = re.compile(r"^\| `(RELEVO_[A-Z_]+)` \|", re.MULTILINE)
SHELL = ("run", "test", "relevo", "bin/bootstrap.sh", "bin/checks.sh")


def read_variables():
    found = set()
    for path in sources():
        for reader, name in READ_IN_CODE.findall(path.read_text(encoding="utf-8")):
            found.add(name)
            if reader == "secret":
                found.add(f"{name}_FILE")
    for name in SHELL:
        found |= set(READ_IN_SHELL.findall((ROOT / name).read_text(encoding="utf-8")))
    return found


def test_read_and_documented_variables_are_the_same():
    page = (ROOT / "docs/reference/environment.md").read_text(encoding="utf-8")
    documented = DOCUMENTED.findall(page)
    assert documented == sorted(documented), "in alphabetical order, each once"
    assert set(documented) == read_variables()


def test_environment_is_read_in_one_place():
    readers = [
        path.relative_to(PACKAGE).as_posix()
        for path in sources()
        if re.search(
            r"\bos\.(environ(?!\.setdefault\(\"DJANGO_SETTINGS_MODULE\")|getenv)\b",
            path.read_text(encoding="utf-8"),
        )
    ]
    assert readers == ["plumbing/env.py"]
