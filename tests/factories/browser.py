"""Pressing a button as a browser does: the form's own address and its own fields."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin


@dataclass
class Sent:
    """A form of a page: where it goes and what stands in it."""

    action: str | None
    fields: dict[str, list[str]] = field(default_factory=dict)
    buttons: dict[str, str | None] = field(default_factory=dict)
    """The words of each button to the address that it sends to instead, if it names one."""


class _Forms(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found, self.open = [], False
        self.words, self.formaction, self.select, self.area = None, None, None, None

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        if tag == "form":
            self.found.append(Sent(told.get("action")))
            self.open = True
        if not self.open:
            return
        if tag == "input" and self._is_sent(told):
            self._add(told["name"], told.get("value") or "")
        elif tag == "select":
            self.select = told.get("name")
        elif tag == "option" and self.select and "selected" in told:
            self._add(self.select, told.get("value", ""))
        elif tag == "textarea":
            self.area = told.get("name")
            self._add(self.area, "")
        elif tag == "button":
            self.words, self.formaction = "", told.get("formaction")

    def _is_sent(self, told):
        if not told.get("name"):
            return False
        return told.get("type") not in {"radio", "checkbox"} or "checked" in told

    def _add(self, name, value):
        self.found[-1].fields.setdefault(name, []).append(value)

    def handle_endtag(self, tag):
        if tag == "form":
            self.open = False
        elif tag == "select":
            self.select = None
        elif tag == "textarea":
            self.area = None
        elif tag == "button" and self.words is not None:
            if self.open:
                self.found[-1].buttons[" ".join(self.words.split())] = self.formaction
            self.words = None

    def handle_data(self, data):
        if self.words is not None:
            self.words += data
        if self.area is not None:
            self.found[-1].fields[self.area][-1] += data.removeprefix("\n")


def press(client, response, words, **typed):
    """The answer to pressing the button of these words on a page that was answered.

    A form without an address goes to the page's own, with its query. ``typed``: what is filled in
    before.
    """
    reader = _Forms()
    reader.feed(response.content.decode())
    (form,) = [found for found in reader.found if words in found.buttons]
    request = response.request
    query = f"?{request['QUERY_STRING']}" if request["QUERY_STRING"] else ""
    here = f"{request['PATH_INFO']}{query}"
    told = form.buttons[words] if form.buttons[words] is not None else form.action
    address, _mark = urldefrag(urljoin(here, told or here))
    return client.post(address, {**form.fields, **typed})
