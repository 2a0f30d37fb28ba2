"""Spanish is complete: every sentence of pages and code, no doubtful one, the same placeholders."""

import pytest
from tests.architecture.messages import (
    CATALOGUE,
    SentenceNotPlain,
    extract,
    in_module,
    in_template,
    of_catalogue,
)
from tests.architecture.tree import ROOT

from relevo.plumbing.locales import find_problems

RENEW = "bin/messages.sh"


def test_catalogue_has_every_sentence_and_no_other():
    said, known = set(extract()), set(of_catalogue())
    assert {
        "missing": sorted(map(str, said - known)),
        "said no more": sorted(map(str, known - said)),
    } == {
        "missing": [],
        "said no more": [],
    }, f"renew it with: {RENEW}"


def test_catalogue_is_complete():
    assert find_problems(CATALOGUE) == []


def test_catalogue_names_the_rule_for_plurals():
    text = CATALOGUE.read_text(encoding="utf-8")
    assert "Plural-Forms: nplurals=2; plural=(n != 1);" in text


@pytest.fixture
def written(tmp_path, monkeypatch):
    """A page or module of the project with the given text."""
    monkeypatch.setattr("tests.architecture.messages.relative", lambda path: path.name)

    def write(name, text):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_sentences_of_a_module_are_found_under_any_name(written):
    module = written(
        "views.py",
        "from django.utils.translation import gettext_lazy as _, npgettext, gettext as say\n"
        'a = _("Open " "now")\n'
        'b = say("Closed")\n'
        'c = npgettext("count", "one person", "%d people", 3)\n'
        'd = other("not a sentence")\n',
    )
    assert in_module(module) == [
        ((None, "Open now", None), 2),
        ((None, "Closed", None), 3),
        (("count", "one person", "%d people"), 4),
    ]


def test_sentence_put_together_at_run_time_is_refused(written):
    module = written(
        "views.py",
        'from django.utils.translation import gettext as _\na = _(f"Open at {hour}")\n',
    )
    with pytest.raises(SentenceNotPlain, match=r"views\.py:2"):
        in_module(module)


def test_sentences_of_a_page_are_found(written):
    page = written(
        "page.html",
        "{% load i18n %}{% translate 'Open' %} {{ _(\"Closed\") }}\n"
        "{% translate 'May' context 'month' %}\n"
        "<c-button label=\"{% translate 'Call (now)' %}\" :hint=\"_('Ask first')\" />\n"
        "{% blocktranslate trimmed count n=n %}\n  one person\n{% plural %}\n  {{ n }} people\n"
        "{% endblocktranslate %}{# _('not this') #}\n",
    )
    assert sorted(str(key) for key, _line in in_template(page)) == sorted(
        str(key)
        for key in [
            (None, "Open", None),
            (None, "Closed", None),
            ("month", "May", None),
            (None, "Call (now)", None),
            (None, "Ask first", None),
            (None, "one person", "%(n)s people"),
        ]
    )


def test_catalogue_lies_where_django_looks(settings):
    assert list(settings.LOCALE_PATHS) == [ROOT / "locale"]
    assert CATALOGUE.is_relative_to(settings.LOCALE_PATHS[0])
