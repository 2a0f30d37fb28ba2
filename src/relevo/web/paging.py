"""Page numbers from an address: wrong ones are the first page, never an error."""

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

LAST_PAGE = 500


def page_of(request: HttpRequest) -> int:
    """The asked page, 1 when it is no number."""
    text = request.GET.get("page", "")
    return min(max(int(text), 1), LAST_PAGE) if text.isascii() and text.isdigit() else 1


def page_links(total: int, *, number: int, size: int) -> Page[int]:
    """What ``<c-pagination>`` shows for a list that the database has already cut."""
    return Paginator(range(total), size).get_page(number)
