"""Alerts come in from configured sources; a bad copy replaces nothing, a failed try waits."""

import itertools
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st
from tests.factories.directory import actor_of, institution
from tests.factories.feeds import FAR, IOTA, atom, cap, storms
from tests.factories.networks import network, seat
from tests.factories.world import nothing_written

from relevo.formats.cap import CapRefused
from relevo.formats.feeds.reading import LARGEST, FeedUnreadable
from relevo.kernel.actor import SYSTEM
from relevo.plumbing.fetching import Fetched, FetchFailed
from relevo.situation import tasks
from relevo.situation.actions import feeds
from relevo.situation.actions.feeds import Taken
from relevo.situation.errors import FactRefused, NotAllowed, NotFound
from relevo.situation.models import Alert, Feed, FeedCopy
from relevo.situation.queries.feeds import list_feeds
from relevo.situation.rules.feeds import LONGEST_WAIT, OLD_AFTER, POLL, is_old, wait_after

NOON = datetime(2020, 11, 20, 18, tzinfo=UTC)
HOUR = timedelta(hours=1)
HERE = "https://alertas.ejemplo.org/feed"


def configured(kind="nhc", **told):
    return feeds.set_feed(
        **{
            "key": kind,
            "name": "Una fuente",
            "kind": kind,
            "source": "url",
            "address": HERE,
            "by": SYSTEM,
            "at": NOON,
        }
        | told
    )


class Outside:
    """What lies at each address; keeps what it was asked."""

    def __init__(self, **pages):
        self.pages = pages
        self.asked = []

    def __call__(self, address, *, limit, etag="", last_modified=""):
        assert limit == LARGEST
        self.asked.append((address, etag, last_modified))
        answer = self.pages[address.rsplit("/", 1)[1]]
        if isinstance(answer, Exception):
            raise answer
        return answer if isinstance(answer, Fetched) else Fetched(answer, '"e"', "then")


@given(st.integers(0, 10_000))
def test_a_feed_that_fails_is_asked_ever_more_seldom_but_again(failures):
    assert POLL <= wait_after(failures) <= wait_after(failures + 1) <= LONGEST_WAIT


def test_a_copy_is_old_after_six_hours():
    assert is_old(None, at=NOON)
    assert not is_old(NOON - OLD_AFTER, at=NOON)
    assert is_old(NOON - OLD_AFTER - timedelta(seconds=1), at=NOON)


@pytest.mark.django_db
class TestConfiguring:
    def test_only_the_administrator_of_the_instance_says_what_is_asked(self):
        monitors = institution("HN-MON")
        for role in ("officer", "coordinator", "institution_admin"):
            with nothing_written(), pytest.raises(NotAllowed):
                configured(by=actor_of(monitors, role))
        configured(by=actor_of(institution("HN-ADM"), "platform_admin"))
        assert [(feed.key, feed.address) for feed in Feed.objects.all()] == [("nhc", HERE)]

    @pytest.mark.parametrize(
        ("told", "field"),
        [
            ({"key": "No Key"}, "key"),
            ({"key": "../x"}, "key"),
            ({"name": " "}, "name"),
            ({"name": "x" * 121}, "name"),
            ({"kind": "rss"}, "kind"),
            ({"source": "upload"}, "source"),
            ({"address": "file:///etc/passwd"}, "address"),
            ({"address": "https://ejemplo.org/" + "x" * 500}, "address"),
            ({"source": "folder"}, "address"),
        ],
    )
    def test_what_is_no_source_is_refused_by_its_field(self, told, field):
        with nothing_written(), pytest.raises(FactRefused) as refused:
            configured(**told)
        assert refused.value.field == field

    def test_a_source_that_is_stopped_is_not_asked_and_keeps_what_it_gave(self):
        configured()
        feeds.take_copy(key="nhc", content=storms(IOTA), at=NOON)
        with pytest.raises(NotAllowed):
            feeds.stop_feed(key="nhc", by=actor_of(institution("HN-MON"), "officer"), at=NOON)
        feeds.stop_feed(key="nhc", by=SYSTEM, at=NOON)
        outside = Outside()
        tasks.ask_feeds(at=NOON + HOUR, ask=outside)
        assert outside.asked == []
        assert Alert.objects.count() == 1
        with pytest.raises(NotFound):
            feeds.stop_feed(key="none", by=SYSTEM, at=NOON)


@pytest.mark.django_db
class TestAsking:
    def test_what_is_new_becomes_alerts_and_the_copy_is_kept(self):
        configured()
        tasks.ask_feeds(at=NOON, ask=Outside(feed=storms(IOTA, FAR)))
        (alert,) = Alert.objects.all()
        assert (alert.sender, alert.status, alert.message) == ("nhc.noaa.gov", "Actual", "Alert")
        assert (alert.feed.key, alert.known_from) == ("nhc", NOON)
        assert bytes(FeedCopy.objects.get().content) == storms(IOTA, FAR)
        (line,) = list_feeds(at=NOON)
        assert (line.good_at, line.problem, line.is_old) == (NOON, "", False)

    def test_what_was_told_before_is_asked_for_by_its_tag_and_nothing_is_doubled(self):
        configured()
        outside = Outside(feed=storms(IOTA))
        tasks.ask_feeds(at=NOON, ask=outside)
        tasks.ask_feeds(at=NOON + POLL, ask=outside)
        assert outside.asked == [(HERE, "", ""), (HERE, '"e"', "then")]
        outside.pages["feed"] = Fetched(None)
        tasks.ask_feeds(at=NOON + 2 * POLL, ask=outside)
        assert Alert.objects.count() == 1
        assert Feed.objects.get().good_at == NOON + 2 * POLL

    def test_a_newer_telling_takes_the_place_of_the_older(self):
        configured()
        newer = IOTA | {"lastUpdate": "2020-11-17T09:00:00.000Z", "intensity": "90"}
        tasks.ask_feeds(at=NOON, ask=Outside(feed=storms(IOTA)))
        tasks.ask_feeds(at=NOON + POLL, ask=Outside(feed=storms(newer)))
        first, second = Alert.objects.order_by("sent_at", "id")
        assert second.message == "Update"
        assert [reference[1] for reference in second.references] == [first.identifier]

    def test_it_is_not_asked_before_it_is_due(self):
        configured()
        outside = Outside(feed=storms(IOTA))
        tasks.ask_feeds(at=NOON, ask=outside)
        tasks.ask_feeds(at=NOON + POLL - timedelta(seconds=1), ask=outside)
        assert len(outside.asked) == 1

    @pytest.mark.parametrize(
        ("answer", "code"),
        [
            (FetchFailed("timeout"), "timeout"),
            (b"{", "not_json"),
            (b"", "empty"),
        ],
    )
    def test_a_try_that_fails_keeps_the_last_good_copy_and_waits_longer_each_time(
        self, answer, code
    ):
        configured()
        tasks.ask_feeds(at=NOON, ask=Outside(feed=storms(IOTA)))
        at = NOON
        waits = []
        for _ in range(3):
            at = Feed.objects.get().due_at
            tasks.ask_feeds(at=at, ask=Outside(feed=answer))
            feed = Feed.objects.get()
            waits.append(feed.due_at - at)
            assert (feed.problem, feed.tried_at, feed.good_at) == (code, at, NOON)
        assert waits == [2 * POLL, 4 * POLL, 8 * POLL]
        assert bytes(FeedCopy.objects.get().content) == storms(IOTA)
        tasks.ask_feeds(at=at + LONGEST_WAIT, ask=Outside(feed=storms(IOTA)))
        assert (Feed.objects.get().problem, Feed.objects.get().failures) == ("", 0)

    def test_one_that_fails_does_not_stop_the_others(self):
        configured(key="a-uno", address=f"{HERE}/uno")
        configured(key="b-dos", address=f"{HERE}/dos")
        outside = Outside(uno=FetchFailed("http_500"), dos=storms(IOTA))
        tasks.ask_feeds(at=NOON, ask=outside)
        assert [feed.problem for feed in Feed.objects.order_by("key")] == ["http_500", ""]
        assert Alert.objects.count() == 1

    @pytest.mark.parametrize(
        ("kind", "answer", "code"),
        [
            ("cap", cap("x" * 201), "identifier_too_long"),
            ("cap", cap(sender="s" * 201), "sender_too_long"),
            ("cap", cap(sender=settings.RELEVO_CAP_SENDER), "sender_ours"),
            ("cap", cap(sent="9999-12-31T23:00:00-06:00"), "time"),
            ("nhc", RuntimeError("nobody foresaw it"), "unexpected"),
            ("cap", RecursionError(), "unexpected"),
        ],
    )
    def test_whatever_goes_wrong_is_noted_of_its_source_and_waits_and_the_others_are_asked(
        self, kind, answer, code, caplog
    ):
        configured(kind, key="a-uno", address=f"{HERE}/uno")
        configured(key="b-dos", address=f"{HERE}/dos")
        tasks.ask_feeds(at=NOON, ask=Outside(uno=answer, dos=storms(IOTA)))
        first, second = Feed.objects.order_by("key")
        assert (first.problem, first.due_at) == (code, NOON + 2 * POLL)
        assert (second.problem, Alert.objects.count()) == ("", 1)
        traces = [record for record in caplog.records if record.exc_info]
        assert len(traces) == (code == "unexpected")

    def test_a_storm_that_cannot_be_kept_does_not_keep_the_others_out(self):
        configured()
        odd = ({"id": "a" * 300}, {"name": "\ud800"}, {"lastUpdate": "9999-12-31T23:59:59Z"})
        tasks.ask_feeds(at=NOON, ask=Outside(feed=storms(*(IOTA | told for told in odd), IOTA)))
        assert Alert.objects.get().identifier.startswith("al312020.")
        assert Feed.objects.get().problem == ""


@pytest.mark.django_db
class TestFeedsOfCapFiles:
    def test_a_message_itself(self):
        configured("cap")
        tasks.ask_feeds(at=NOON, ask=Outside(feed=cap()))
        assert Alert.objects.get().identifier == "UNO"

    def test_the_files_of_its_own_host_and_no_other(self):
        configured("cap")
        outside = Outside(feed=atom("/uno.xml", "https://otra.org/x.xml"), **{"uno.xml": cap()})
        tasks.ask_feeds(at=NOON, ask=outside)
        assert [asked for asked, _, _ in outside.asked] == [
            HERE,
            "https://alertas.ejemplo.org/uno.xml",
        ]
        assert Alert.objects.get().identifier == "UNO"

    def test_a_file_that_is_bad_does_not_stop_the_rest(self):
        configured("cap")
        pages = {"uno.xml": b"<x/>", "dos.xml": cap("DOS"), "tres.xml": FetchFailed("http_404")}
        tasks.ask_feeds(
            at=NOON, ask=Outside(feed=atom("/uno.xml", "/dos.xml", "/tres.xml"), **pages)
        )
        assert Alert.objects.get().identifier == "DOS"
        assert Feed.objects.get().problem == ""

    def test_a_file_that_nobody_foresaw_does_not_stop_the_rest(self, caplog):
        configured("cap")
        links = ("/uno", "http://[bad/x", "/dos", "/tres")
        pages = {"uno": RuntimeError("odd"), "dos": cap("x" * 201), "tres": cap("TRES")}
        tasks.ask_feeds(at=NOON, ask=Outside(feed=atom(*links), **pages))
        assert Alert.objects.get().identifier == "TRES"
        assert Feed.objects.get().problem == ""
        assert len([record for record in caplog.records if record.exc_info]) == 1

    def test_a_list_is_asked_for_by_its_own_tag_once_all_of_it_was_taken(self):
        configured("cap")
        pages = {"feed": Fetched(atom("/uno", "/dos"), '"list"', "list"), "uno": cap()}
        outside = Outside(**pages, dos=FetchFailed("http_500"))
        tasks.ask_feeds(at=NOON, ask=outside)
        outside.pages["dos"] = cap("DOS")
        tasks.ask_feeds(at=NOON + POLL, ask=outside)
        tasks.ask_feeds(at=NOON + 2 * POLL, ask=outside)
        of_the_list = [asked for asked in outside.asked if asked[0] == HERE]
        assert of_the_list == [(HERE, "", ""), (HERE, "", ""), (HERE, '"list"', "list")]

    def test_a_slow_list_is_left_and_gone_on_with_the_next_time(self, monkeypatch):
        configured("cap")
        ticks = itertools.count(0, tasks.INDEX_SECONDS / 2)
        monkeypatch.setattr(tasks, "monotonic", lambda: next(ticks))
        names = ("uno", "dos", "tres", "cuatro")
        outside = Outside(feed=atom(*(f"/{name}" for name in names)), **{n: cap(n) for n in names})
        told = []
        for round_ in range(4):
            outside.asked.clear()
            tasks.ask_feeds(at=NOON + round_ * POLL, ask=outside)
            told.append([address.rsplit("/", 1)[1] for address, _, _ in outside.asked][1:])
        assert told == [["uno"], ["dos"], ["tres"], ["cuatro"]]
        assert Alert.objects.count() == 4
        assert Feed.objects.get().problem == ""

    def test_a_long_list_is_gone_on_with_the_next_time_and_not_called_whole(self):
        configured("cap")
        names = [f"n{number}" for number in range(tasks.MOST_LINKS + 20)]
        pages = {name: cap(name) for name in names}
        listed = atom(*(f"/{name}" for name in names))
        outside = Outside(feed=Fetched(listed, '"list"', "list"), **pages)
        for round_, known in enumerate((tasks.MOST_LINKS, len(names))):
            outside.asked.clear()
            tasks.ask_feeds(at=NOON + round_ * POLL, ask=outside)
            assert outside.asked[0] == (HERE, "", "")
            assert len(outside.asked) == 1 + tasks.MOST_LINKS
            assert Alert.objects.count() == known
        assert Feed.objects.get().problem == ""

    @pytest.mark.parametrize(("length", "kept"), [(500, 500), (501, 0)])
    def test_where_to_go_on_is_kept_where_there_is_room_for_it(self, length, kept):
        configured("cap")
        feeds.keep_place(key="cap", etag="", last_modified="", next_link="x" * length)
        assert len(Feed.objects.get().next_link) == kept

    def test_a_list_of_another_host_alone_is_no_good_copy(self):
        configured("cap")
        elsewhere = atom("https://otra.org/x.xml", "http://[bad/x")
        outside = Outside(feed=Fetched(elsewhere, '"list"', "list"))
        tasks.ask_feeds(at=NOON, ask=outside)
        feed = Feed.objects.get()
        assert (feed.problem, feed.good_at, feed.etag) == ("other_host", None, "")
        assert len(outside.asked) == 1

    def test_where_none_can_be_read_the_try_failed(self):
        configured("cap")
        tasks.ask_feeds(at=NOON, ask=Outside(feed=atom("/u"), u=FetchFailed("http_404")))
        assert Feed.objects.get().problem == "http_404"

    def test_an_empty_list_is_good(self):
        configured("cap")
        tasks.ask_feeds(at=NOON, ask=Outside(feed=atom()))
        assert (Feed.objects.get().problem, Feed.objects.get().good_at) == ("", NOON)


@pytest.mark.django_db
class TestDropFolders:
    @pytest.fixture
    def folder(self, tmp_path):
        configured("cap", source="folder", address="")
        (tmp_path / "cap").mkdir()
        return tmp_path / "cap"

    def test_good_files_are_taken_and_laid_aside_and_bad_ones_beside_their_reason(self, folder):
        (folder / "1.xml").write_bytes(cap())
        (folder / "2.xml").write_bytes(b"<html/>")
        (folder / "3.xml").symlink_to("/etc/passwd")
        tasks.read_folders(at=NOON, root=folder.parent)
        assert Alert.objects.get().identifier == "UNO"
        laid = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))
        assert laid == [
            "3.xml",
            "done",
            "done/20201120T180000-1.xml",
            "refused",
            "refused/20201120T180000-2.xml",
            "refused/20201120T180000-2.xml.why.txt",
        ]
        why = (folder / "refused" / "20201120T180000-2.xml.why.txt").read_text()
        assert "accepted" in why

    def test_what_cannot_be_opened_is_laid_aside_with_its_reason(self, folder, monkeypatch):
        (folder / "1.xml").write_bytes(cap())
        (folder / "2.xml").write_bytes(cap("DOS"))
        opened = Path.open

        def shut(path, *how, **more):
            if path.name == "1.xml":
                raise PermissionError(13, "Permission denied")
            return opened(path, *how, **more)

        monkeypatch.setattr(Path, "open", shut)
        tasks.read_folders(at=NOON, root=folder.parent)
        assert Alert.objects.get().identifier == "DOS"
        assert "Permission denied" in (
            folder / "refused" / "20201120T180000-1.xml.why.txt"
        ).read_text("utf-8")

    def test_what_nobody_foresaw_is_noted_and_waits(self, folder):
        (folder / "1.xml").write_bytes(cap("x" * 201))
        tasks.read_folders(at=NOON, root=folder.parent)
        assert Feed.objects.get().problem == "identifier_too_long"
        (folder / "done").rmdir()
        (folder / "done").write_bytes(b"")
        tasks.read_folders(at=NOON + HOUR, root=folder.parent)
        feed = Feed.objects.get()
        assert (feed.problem, feed.failures) == ("unexpected", 2)

    def test_bad_files_keep_no_good_one_waiting(self, folder):
        for number in range(5):
            (folder / f"{number}.xml").write_bytes(b"<html/>")
        tasks.read_folders(at=NOON, root=folder.parent)
        assert Feed.objects.get().problem
        (folder / "good.xml").write_bytes(cap())
        tasks.read_folders(at=NOON + POLL, root=folder.parent)
        assert Alert.objects.get().identifier == "UNO"
        assert Feed.objects.get().problem == ""

    @pytest.mark.parametrize("content", [cap(), b"<x/>"])
    def test_the_longest_name_is_laid_aside_too(self, folder, content):
        name = "ñ" * 125 + ".xml"
        (folder / name).write_bytes(content)
        tasks.read_folders(at=NOON, root=folder.parent)
        assert not (folder / name).exists()
        laid = [path.name for path in folder.rglob("*ñ.xml")]
        assert laid == ["20201120T180000-" + "ñ" * 113 + ".xml"]

    def test_an_empty_folder_is_good_and_is_made_where_it_is_missing(self, folder):
        folder.rmdir()
        tasks.read_folders(at=NOON, root=folder.parent)
        assert (folder / "done").is_dir()
        assert Feed.objects.get().good_at == NOON


@pytest.mark.django_db
class TestUploads:
    @pytest.fixture
    def keeper(self):
        """A coordinator of an institution that keeps a network."""
        mine = institution("HN-MON")
        seat(network(), mine, role="secretariat")
        return actor_of(mine, "coordinator")

    def test_a_coordinator_takes_a_file_in(self, keeper):
        by = keeper
        taken = feeds.take_upload(kind="nhc", content=storms(IOTA, FAR), by=by, at=NOON)
        assert taken == Taken(new=1, elsewhere=1)
        again = feeds.take_upload(kind="nhc", content=storms(IOTA, {}), by=by, at=NOON)
        assert again == Taken(known=1, left_out=1)
        assert feeds.take_upload(kind="cap", content=cap(), by=by, at=NOON) == Taken(new=1)
        assert feeds.take_upload(kind="cap", content=cap(), by=by, at=NOON) == Taken(known=1)
        assert {row.brought_by_id for row in Alert.objects.all()} == {by.institution_id}

    def test_what_was_brought_keeps_no_source_from_telling_it(self, keeper):
        configured()
        later = IOTA | {"lastUpdate": "2020-11-19T03:00:00.000Z"}
        feeds.take_upload(kind="nhc", content=storms(later), by=keeper, at=NOON)
        feeds.take_copy(key="nhc", content=storms(IOTA), at=NOON)
        by_feed = Alert.objects.get(feed__isnull=False)
        assert (by_feed.message, by_feed.references) == ("Alert", [])

    def test_civil_protection_takes_a_file_in_without_a_network(self):
        by = actor_of(institution("HN-CIV", kind="civil_protection"), "coordinator")
        assert feeds.take_upload(kind="cap", content=cap(), by=by, at=NOON) == Taken(new=1)

    def test_nobody_else_does_and_what_cannot_be_read_leaves_nothing(self, keeper):
        coordinator = keeper
        alone = actor_of(institution("HN-SOLA"), "coordinator")
        police = actor_of(institution("HN-POL", kind="police"), "coordinator")
        officer = actor_of(institution("HN-OFI"), "officer")
        with nothing_written():
            for by in (police, officer, alone):
                with pytest.raises(NotAllowed):
                    feeds.take_upload(kind="nhc", content=storms(IOTA), by=by, at=NOON)
            with pytest.raises(FactRefused):
                feeds.take_upload(kind="rss", content=b"", by=coordinator, at=NOON)
            with pytest.raises(FeedUnreadable):
                feeds.take_upload(kind="gdacs", content=b"<x/>", by=coordinator, at=NOON)
            with pytest.raises(CapRefused):
                feeds.take_upload(kind="cap", content=b"<x/>", by=coordinator, at=NOON)
