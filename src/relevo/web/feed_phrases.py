"""Words of the sources of alerts, and of what was wrong with what came in."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from relevo.web.phrases import Words

FEED_KINDS: Words = {
    "cap": pgettext_lazy("source of alerts", "CAP messages"),
    "gdacs": pgettext_lazy(
        "source of alerts", "GDACS, the alerts of the United Nations and the EU"
    ),
    "nhc": pgettext_lazy("source of alerts", "Storms of the National Hurricane Center (NHC)"),
}

FEED_SOURCES: Words = {
    "url": pgettext_lazy("source of alerts", "asked over the network"),
    "folder": pgettext_lazy("source of alerts", "files left in a folder"),
    "upload": pgettext_lazy("source of alerts", "brought by hand"),
}

FEED_PROBLEMS: Words = {
    "empty": _("It was empty."),
    "too_large": _("It was larger than what is taken."),
    "too_many": _("It had more entries than are taken."),
    "not_xml": _("It was no readable XML."),
    "not_json": _("It was no readable JSON."),
    "document_type": _("It had a document type or entities, which are never taken."),
    "not_rss": _("It was no RSS feed."),
    "not_storms": _("It was no list of storms."),
    "not_a_feed": _("It was no feed of CAP messages."),
    "other_host": _("All that it lists lies on another host, and only its own is asked."),
    "address": _("Its address is no address."),
    "timeout": _("It did not answer in time."),
    "unreachable": _("Nobody answered there."),
    "time": _("A time in it was none that is possible."),
    "sender_ours": _("It was an alert of our own."),
    "sender_too_long": _("The sender of an alert in it was longer than what is taken."),
    "identifier_too_long": _("The name of an alert in it was longer than what is taken."),
    "unexpected": _("Something went wrong that nobody foresaw; the administrator's log says what."),
}
FEED_ACCEPTED: Words = {
    "empty": _("something that is not empty"),
    "too_large": _("2 MB at most"),
    "too_many": _("500 entries at most"),
    "too_many_elements": _("a shorter message"),
    "too_many_points": _("areas with fewer points"),
    "too_deep": _("a message of the protocol, no deeper than it"),
    "too_often": _("each part as often as the protocol says"),
    "missing": _("a message with every part that the protocol asks for"),
    "stray_text": _("text only inside the parts of the protocol"),
    "processing_instruction": _("a message without instructions"),
    "document_type": _("XML without a document type and without entities"),
    "not_xml": _("a well-formed XML document"),
    "not_well_formed": _("a well-formed XML document"),
    "not_json": _("a JSON document in UTF-8"),
    "not_rss": _("RSS with a channel"),
    "not_storms": _("the list of storms of the NHC"),
    "not_a_feed": _("an Atom or RSS feed of CAP files"),
    "time": _("a possible time with its offset, such as 2020-11-16T09:00:00-06:00"),
    "number": _("a number"),
    "point": _("latitude and longitude, such as 13.61,-87.77"),
    "circle": _("latitude, longitude and kilometers"),
    "language": _("a language tag, such as es-HN"),
}
"""What is taken, by the code of what was wrong; others name words of the protocol itself."""

FEED_PROBLEM = _("It could not be read.")
"""For a code that has no words of its own; the code stands in the log."""
