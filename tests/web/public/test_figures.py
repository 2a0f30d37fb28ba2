"""Figures for everybody, and the list of releases at the desk."""

from datetime import date, datetime, timedelta

import pytest
from tests.factories.added_only import changeable
from tests.factories.pages import main_words, said

from relevo.kernel.actor import SYSTEM
from relevo.kernel.disclosure import Name, rounded
from relevo.places.models import Crossing
from relevo.plumbing import clock
from relevo.situation import tasks
from relevo.situation.actions import counts
from relevo.situation.models import Count, Release

OCTOBER = date(2020, 10, 1)
END = datetime(2020, 10, 31, 23, tzinfo=clock.LOCAL)
DUE = datetime(2020, 11, 15, 1, tzinfo=clock.LOCAL)


def tell(crossing, value, *, country="GT", at=None, **changed):
    told = {
        "direction": "in",
        "category": "entered",
        "since_at": END - timedelta(days=20),
        "cut_off_at": END,
        "said_by": "Puesto",
    }
    return counts.tell_count(
        crossing_key=crossing,
        country=country,
        value=value,
        by=SYSTEM,
        at=at or END + timedelta(hours=2),
        **told | changed,
    )


@pytest.fixture
def october(instance):
    """Two posts in Jutiapa and two in Chiquimula, one in Izabal."""
    for crossing, value in (
        ("GTSV-HAC", 1244),
        ("GTSV-CHI", 633),
        ("GTHN-AGC", 2731),
        ("GTHN-FLO", 870),
        ("GTHN-COR", 512),
        ("GTSV-ANG", 401),
    ):
        tell(crossing, value)
    assert tasks.release_due_months(at=DUE) == 1


def shown(value, row):
    return f"{rounded(value, Name('border_flows', '2020-10-01', 'entered_in', row)):,}"


def test_before_anything_is_published_it_says_so(visitor):
    page = visitor.get("/es/cifras/")
    assert said("No month has been published yet") in main_words(page)


def test_a_month_is_told_by_department_and_never_by_crossing(visitor, october):
    assert "octubre de 2020" in main_words(visitor.get("/es/cifras/"))
    page = visitor.get("/es/cifras/2020-10/")
    told = main_words(page)
    assert "Chiquimula" in told
    assert shown(1244 + 633 + 2731 + 870 + 512 + 401, "GT") in told
    assert said("How to read this") in told
    names = Crossing.objects.values_list("name_es", flat=True)
    assert not [name for name in names if name in told]
    english = main_words(visitor.get("/en/cifras/2020-10/"))
    assert "October 2020" in english


def test_the_file_has_p_codes_and_hxl_tags(visitor, october):
    answer = visitor.get("/es/cifras/2020-10.csv")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[1].startswith("#date+month,#country+code+iso2,#adm1+code,#adm1+name,#indicator")
    assert lines[-1].split(",")[:4] == ["2020-10", "GT", "GT", "Guatemala"]
    assert {line.split(",")[2] for line in lines[2:-1]} == {"GT18", "GT20", "GT22"}
    assert '2020-10-v1.csv"' in answer["Content-Disposition"]


@pytest.mark.parametrize("month", ["2020-13", "2020-10-01", "x", "2019-01", "1999-01"])
def test_a_month_that_is_none_is_not_there(visitor, october, month):
    assert visitor.get(f"/es/cifras/{month}/").status_code == 404
    assert visitor.get(f"/es/cifras/{month}.csv").status_code == 404


def test_what_is_counted_today_is_on_no_public_page(visitor, october):
    before = [visitor.get(f"/es/cifras/{path}").content for path in ("", "2020-10/", "2020-10.csv")]
    now = clock.now()
    tell("GTHN-FLO", 4321, cut_off_at=now, since_at=now - timedelta(hours=3), at=now)
    tell("GTHN-FLO", 1, since_at=END, cut_off_at=END + timedelta(minutes=30), at=now)
    tasks.release_due_months(at=now)
    after = [visitor.get(f"/es/cifras/{path}").content for path in ("", "2020-10/", "2020-10.csv")]
    assert before == after


HERE = "/es/mesa/situacion/cifras/publicadas/"


def test_analysts_publish_a_month_anew(desk, october):
    analyst = desk("demo-universidad")
    assert "octubre de 2020" in main_words(analyst.get(HERE))
    answer = analyst.post(f"{HERE}2020-10/otra-vez/", follow=True)
    assert said("Nothing that is published would change: there is no new release.") in main_words(
        answer
    )
    wrong = Count.objects.get(crossing__key="GTHN-AGC")
    tell("GTHN-AGC", 2999, corrects=wrong.pk, at=END + timedelta(days=5))
    earlier = {"known_at": (END + timedelta(days=1)).isoformat()}
    with changeable(Release):
        Release.objects.update(content=Release.objects.get().content | earlier)
    answer = analyst.post(f"{HERE}2020-10/otra-vez/", follow=True)
    assert said("The month is published anew. The first version stays.") in main_words(answer)
    assert list(Release.objects.order_by("version").values_list("version", flat=True)) == [1, 2]


def test_others_do_not(desk, october):
    monitor = desk("demo-monitor")
    assert said("Publish it anew with the corrections") not in main_words(monitor.get(HERE))
    answer = monitor.post(f"{HERE}2020-10/otra-vez/", follow=True)
    assert said("Analysts and the administration publish a month anew.") in main_words(answer)
    assert Release.objects.count() == 1


def test_a_month_that_was_never_published_is_not_published_anew(desk, october):
    analyst = desk("demo-universidad")
    answer = analyst.post(f"{HERE}2020-09/otra-vez/", follow=True)
    assert said("This month has not been published yet. It goes out by itself.") in main_words(
        answer
    )
    assert analyst.post(f"{HERE}ayer/otra-vez/").status_code == 404


def test_before_the_first_month_the_desk_says_when(desk):
    told = main_words(desk("demo-monitor").get(HERE))
    assert said("No month has been published yet") in told
    assert said("Next day of the calendar: %(day)s.", day="15 dic 2020") in told
