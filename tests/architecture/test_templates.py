"""Every template compiles and keeps the content security policy and the rules of translation."""

import re

import pytest
from django.template import engines
from tests.architecture.tree import TEMPLATES, relative, sources, templates

DATA_BLOCK = r"type=\"application/(?:ld\+)?json\""
FORBIDDEN = {
    "inline script": re.compile(rf"<script(?![^>]*\bsrc=)(?![^>]*{DATA_BLOCK})[^>]*>"),
    "inline style": re.compile(r"<style\b|<[^>]*\sstyle\s*="),
    "event attribute": re.compile(r"<[^>{}]*\son[a-z]+\s*="),
    "script address": re.compile(r"javascript:", re.IGNORECASE),
    "unescaped value": re.compile(r"\|\s*safe\b|\{%\s*autoescape\s+off|\|\s*safeseq\b"),
    "blocktranslate without trimmed": re.compile(
        r"\{%-?\s*blocktrans(?:late)?\b(?![^%]*\btrimmed\b)[^%]*%\}"
    ),
    "file of another host": re.compile(
        r"<(?:script|link|img|source|audio)[^>]*(?:src|href)=\"(?:https?:)?//"
    ),
}
COMMENT = re.compile(r"\{#.*?#\}|\{% comment.*?endcomment %\}", re.DOTALL)


def names():
    return [path.relative_to(TEMPLATES).as_posix() for path in templates()]


@pytest.mark.parametrize("name", names())
def test_template_compiles(name):
    engines["django"].get_template(name)


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_template_has(what):
    found = []
    for path in templates():
        text = COMMENT.sub("", path.read_text(encoding="utf-8"))
        found += [f"{relative(path)}: {match[0][:100]}" for match in FORBIDDEN[what].finditer(text)]
    assert found == []


def test_code_marks_no_text_as_safe():
    """``format_html`` escapes; these trust."""
    pattern = re.compile(r"\b(?:mark_safe|SafeString|SafeText)\((?!\"\"\))")
    assert [
        relative(path) for path in sources() if pattern.search(path.read_text(encoding="utf-8"))
    ] == []


@pytest.mark.parametrize(
    ("what", "sample"),
    [
        ("inline script", "<script>alert(1)</script>"),
        ("inline style", '<p style="color: red">'),
        ("inline style", "<style>"),
        ("event attribute", '<a href="#" onclick="go()">'),
        ("script address", '<a href="javascript:go()">'),
        ("unescaped value", "{{ name | safe }}"),
        ("blocktranslate without trimmed", "{% blocktranslate with n=1 %}"),
        ("file of another host", '<script src="https://cdn.example/x.js">'),
    ],
)
def test_pattern_finds_what_it_is_for(what, sample):
    assert FORBIDDEN[what].search(sample)


def test_pattern_lets_pass_what_is_allowed():
    allowed = (
        '<script src="/static/a.js" defer></script><script type="application/json" id="x">'
        '{% blocktranslate trimmed %}<p data-once="1">{{ count }}'
    )
    assert [what for what, pattern in FORBIDDEN.items() if pattern.search(allowed)] == []


def test_form_of_a_page_that_can_only_show_says_where_it_goes():
    """A form without an address goes to the page's own, where ``mostrar`` only shows."""
    shows = {path for path in templates() if "?mostrar=1" in path.read_text(encoding="utf-8")}
    names = {path.name for path in shows}
    pages = {
        path
        for path in templates()
        if path in shows or any(f"/{name}" in path.read_text(encoding="utf-8") for name in names)
    }
    found = [
        f"{relative(path)}: {form}"
        for path in sorted(pages)
        for form in re.findall(r"<form\b[^>]*>", path.read_text(encoding="utf-8"))
        if 'method="post"' in form and "action=" not in form
    ]
    assert len(pages) > len(shows) > 1
    assert found == []
