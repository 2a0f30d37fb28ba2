"""Page numbers from an address: wrong ones are the first page, never an error."""

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

LAST_PAGE = 500
MOST_DIGITS = 4


def whole_number(text: str) -> int | None:
    """A number as people type it; None for anything else, however long."""
    is_one = text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS
    return int(text) if is_one else None


def page_of(request: HttpRequest, param: str = "page") -> int:
    """The asked page, 1 when it is no number."""
    return min(max(whole_number(request.GET.get(param, "")) or 1, 1), LAST_PAGE)


def page_links(total: int, *, number: int, size: int) -> Page[int]:
    """What ``<c-pagination>`` shows for a list that the database has already cut."""
    return Paginator(range(total), size).get_page(number)
