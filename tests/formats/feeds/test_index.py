"""Which CAP files a feed lists: those of its own host, and no other."""

import pytest

from relevo.formats.feeds.index import is_index, read_links
from relevo.formats.feeds.reading import FeedUnreadable

HERE = "https://alertas.ejemplo.org/cap/feed.atom"


def atom(*links):
    entries = "".join(f"<entry>{link}</entry>" for link in links)
    return f'<feed xmlns="http://www.w3.org/2005/Atom">{entries}</feed>'.encode()


def test_addresses_of_the_same_host_are_followed_once():
    data = atom(
        '<link type="application/cap+xml" href="uno.xml"/>',
        '<link href="/cap/dos.xml"/><link type="text/html" href="/dos.html"/>',
        '<link type="application/cap+xml" href="https://alertas.ejemplo.org/cap/uno.xml"/>',
    )
    read = read_links(data, address=HERE)
    assert read.addresses == (
        "https://alertas.ejemplo.org/cap/uno.xml",
        "https://alertas.ejemplo.org/cap/dos.xml",
    )
    assert read.elsewhere == 0


@pytest.mark.parametrize(
    "link",
    [
        "http://alertas.ejemplo.org/cap/uno.xml",
        "https://alertas.ejemplo.org:8443/uno.xml",
        "https://otra.ejemplo.org/uno.xml",
        "//otra.ejemplo.org/uno.xml",
        "file:///etc/passwd",
        "https://alertas.ejemplo.org@otra.ejemplo.org/",
        "http://169.254.169.254/latest",
    ],
)
def test_another_host_is_counted_and_never_asked(link):
    rss = f"<rss><channel><item><link>{link}</link></item></channel></rss>".encode()
    for data in (atom(f'<link href="{link}"/>'), rss):
        read = read_links(data, address=HERE)
        assert (read.addresses, read.elsewhere) == ((), 1)


@pytest.mark.parametrize("link", ["http://[bad/x", "https://[::1/uno.xml", "//[bad/x"])
def test_what_is_no_address_is_passed_over_and_the_others_are_asked(link):
    read = read_links(atom(f'<link href="{link}"/>', '<link href="uno.xml"/>'), address=HERE)
    assert (read.addresses, read.elsewhere) == (("https://alertas.ejemplo.org/cap/uno.xml",), 1)


def test_a_cap_message_is_no_list_of_them():
    message = b'<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"/>'
    assert not is_index(message)
    assert is_index(atom())
    with pytest.raises(FeedUnreadable) as refused:
        read_links(message, address=HERE)
    assert refused.value.code == "not_a_feed"
