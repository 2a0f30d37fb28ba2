"""What is read of both versions, and every refusal with its place."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.formats.cap.messages import FULL

from relevo.formats.cap import CapReference, CapRefused, Finding, parse_cap, read_cap, render_cap

NS = "urn:oasis:names:tc:emergency:cap:1.2"
OLD = "urn:oasis:names:tc:emergency:cap:1.1"
INFO = (
    "<info><category>Met</category><event>Iota</event><urgency>Past</urgency>"
    "<severity>Minor</severity><certainty>Likely</certainty>{more}</info>"
)


def told(*, before="", more="", info=INFO, namespace=NS, sent="2020-11-16T09:00:00-06:00"):
    """A small message with something more in its head or its info."""
    return (
        f'<alert xmlns="{namespace}"><identifier>a</identifier><sender>b</sender>'
        f"<sent>{sent}</sent><status>Actual</status><msgType>Alert</msgType>"
        f"<scope>Public</scope>{before}{info.format(more=more)}</alert>"
    ).encode()


def refusal(data):
    with pytest.raises(CapRefused) as refused:
        parse_cap(data)
    error = refused.value
    return (error.code, error.where, error.line)


def test_a_message_without_a_language_is_english():
    alert = parse_cap(told())
    assert (alert.infos[0].language, alert.infos[0].areas) == ("en-US", ())


def test_the_older_version_has_two_words_fewer_and_needs_no_type_of_a_resource():
    resource = "<resource><resourceDesc>Mapa</resourceDesc></resource>"
    reading = read_cap(told(namespace=OLD, more=resource))
    assert reading.version == "1.1"
    assert [found.code for found in reading.findings] == ["mime_type_missing"]
    newer = INFO.replace("<urgency>", "<responseType>Avoid</responseType><urgency>")
    assert parse_cap(told(info=newer)).infos[0].responses == ("Avoid",)
    assert refusal(told(info=newer, namespace=OLD)) == (
        "unknown_word",
        "alert/info[1]/responseType[1]",
        1,
    )
    assert refusal(told(more=resource))[:2] == ("missing", "alert/info[1]/resource[1]/mimeType")


def test_a_letter_for_the_zone_and_parts_of_seconds_are_read_and_reported():
    reading = read_cap(told(sent="2020-11-16T15:00:00.5Z"))
    assert reading.alert.sent == datetime(2020, 11, 16, 15, tzinfo=UTC)
    assert reading.findings == (
        Finding("time_fraction", "alert/sent", "2020-11-16T15:00:00.5Z"),
        Finding("time_z", "alert/sent", "2020-11-16T15:00:00.5Z"),
    )


def test_a_reference_that_cannot_be_read_is_reported_and_left_out():
    text = (
        "b,x,2020-11-16T08:00:00-06:00 kaputt b,y,2020-13-45T08:00:00-06:00 ,z,2020-11-16T08:00:00Z"
    )
    reading = read_cap(told(before=f"<references>{text}</references>"))
    at = datetime(2020, 11, 16, 14, tzinfo=UTC)
    assert reading.alert.references == (CapReference("b", "x", at),)
    assert [(found.code, found.read) for found in reading.findings] == [
        ("reference", "kaputt"),
        ("reference", "b,y,2020-13-45T08:00:00-06:00"),
        ("reference", ",z,2020-11-16T08:00:00Z"),
    ]


def test_a_signature_is_passed_over():
    signed = render_cap(FULL).replace(
        b"</alert>",
        b'<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><a/></Signature></alert>',
    )
    assert parse_cap(signed) == FULL


def test_what_breaks_a_rule_of_geography_is_reported_and_kept_as_it_came():
    area = (
        "<area><areaDesc>Valle</areaDesc><polygon>13,-87 14,-87 14,-86</polygon>"
        "<polygon>-87,13 -87,14 -86,14 -87,13</polygon><polygon>95,1 95,2 95,3 95,1</polygon>"
        "<polygon>13,-87 14,-87 14,-86 12,-87</polygon><circle>91,0 1</circle>"
        "<circle>13.5,-87.5 -1</circle><ceiling>5</ceiling></area>"
    )
    reading = read_cap(told(more=area))
    where = "alert/infos[1]/areas[1]"
    assert [(found.code, found.where) for found in reading.findings] == [
        ("polygon_too_short", f"{where}/polygons[1]"),
        ("not_on_earth", f"{where}/polygons[3]"),
        ("polygon_open", f"{where}/polygons[4]"),
        ("not_on_earth", f"{where}/circles[1]"),
        ("radius", f"{where}/circles[2]"),
        ("ceiling", f"{where}/ceiling"),
    ]


AREA = "<area><areaDesc>x</areaDesc>{}</area>"
OUT_OF_PLACE = [
    (told(sent="ayer"), ("time", "alert/sent", 1)),
    (told(sent="2020-11-16T09:00:00"), ("time", "alert/sent", 1)),
    (told(sent="2020-02-30T09:00:00-06:00"), ("time", "alert/sent", 1)),
    (told(sent="2020-11-16T25:00:00-06:00"), ("time", "alert/sent", 1)),
    (told(sent="0001-01-01T00:00:00+14:00"), ("time", "alert/sent", 1)),
    (told(sent="9999-12-31T00:00:00-06:00"), ("time", "alert/sent", 1)),
    (told(sent="2100-01-01T00:00:00-06:00"), ("time", "alert/sent", 1)),
    (told(before="<note>a</note><note>b</note>"), ("too_often", "alert/note", 1)),
    (told(before="<incidents>a</incidents><note>b</note>"), ("order", "alert/note", 1)),
    (told(before="<foto>a</foto>"), ("unknown_element", "alert/foto", 1)),
    (told(before="<note><b>a</b></note>"), ("unknown_element", "alert/note/b", 1)),
    (told(before='<note xmlns="x">a</note>'), ("unknown_element", "alert/note", 1)),
    (told(before="palabras"), ("stray_text", "alert", 1)),
    (told(more="<expires>mañana</expires>"), ("time", "alert/info[1]/expires", 1)),
    (told(info=INFO.replace("Met", "Nube")), ("unknown_word", "alert/info[1]/category[1]", 1)),
    (
        told(info=INFO.replace("<event>Iota</event>", "")),
        ("missing", "alert/info[1]/event", 1),
    ),
    (
        told(info=INFO.replace("Iota", " ")),
        ("empty", "alert/info[1]/event", 1),
    ),
    (
        told(info=INFO.replace("<info>", "<info><language>español!</language>")),
        ("language", "alert/info[1]/language", 1),
    ),
    (
        told(more=AREA.format("<polygon>13;-87</polygon>")),
        ("point", "alert/info[1]/area[1]/polygon[1]", 1),
    ),
    (
        told(more=AREA.format("<polygon> </polygon>")),
        ("point", "alert/info[1]/area[1]/polygon[1]", 1),
    ),
    (
        told(more=AREA.format("<polygon>NaN,1 1,1</polygon>")),
        ("point", "alert/info[1]/area[1]/polygon[1]", 1),
    ),
    (
        told(more=AREA.format("<circle>13,-87</circle>")),
        ("circle", "alert/info[1]/area[1]/circle[1]", 1),
    ),
    (
        told(more=AREA.format("<altitude>alto</altitude>")),
        ("number", "alert/info[1]/area[1]/altitude", 1),
    ),
    (
        told(
            more="<resource><resourceDesc>x</resourceDesc><mimeType>y</mimeType>"
            "<size>1e3</size></resource>"
        ),
        ("number", "alert/info[1]/resource[1]/size", 1),
    ),
    (told(namespace="urn:otra"), ("not_cap", "alert", 1)),
    (told(namespace="urn:oasis:names:tc:emergency:cap:1.0"), ("not_cap", "alert", 1)),
    (b"<alert/>", ("not_cap", "alert", 1)),
    (f'<rss xmlns="{NS}"/>'.encode(), ("not_cap", "rss", 1)),
    (f'<alert xmlns="{NS}"/>'.encode(), ("missing", "alert/identifier", 1)),
]


@pytest.mark.parametrize(("data", "expected"), OUT_OF_PLACE)
def test_what_the_dictionary_does_not_allow_is_refused_with_its_place(data, expected):
    assert refusal(data) == expected


def test_a_refusal_says_what_was_read_and_what_is_accepted():
    with pytest.raises(CapRefused) as refused:
        parse_cap(told(before="\n<note>a</note>\n<note>" + "b" * 200 + "</note>"))
    error = refused.value
    assert (error.line, error.read, error.accepted) == (3, "2", "at most 1")
    assert str(error) == "too_often at alert/note, line 3: read '2'; accepted: at most 1"
    assert str(CapRefused("empty")) == "empty at file: read ''; accepted: none"
    assert str(CapRefused("order", where="a")) == "order at a: read ''; accepted: none"
    assert len(CapRefused("x", read="y" * 500).read) == 80


def test_empty_texts_of_what_may_be_missing_are_as_missing():
    alert = parse_cap(
        told(
            before="<note> </note>",
            more=AREA.format("<geocode><valueName>a</valueName><value/></geocode><altitude/>") + "",
        )
    )
    assert (alert.note, alert.infos[0].areas[0].geocodes) == ("", (("a", ""),))
    assert alert.infos[0].areas[0].altitude is None


def test_an_offset_of_its_own_is_kept():
    assert parse_cap(told()).sent.utcoffset() == timedelta(hours=-6)
