"""Work on this very instance that leaves no trace: everything is rolled back at the end."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction


@contextmanager
def rolled_back() -> Iterator[None]:
    """A transaction whose writes are never kept; what pages refuse meanwhile is not logged.

    Recording an access insists on a transaction of its own; as in Django's test cases, the outer
    block says that it is one in which nothing is meant to last.
    """
    outer = transaction.atomic()
    outer._from_testcase = True  # type: ignore[attr-defined]  # noqa: SLF001 -- what TestCase does
    with outer:
        logging.disable(logging.WARNING)
        try:
            yield
        finally:
            logging.disable(logging.NOTSET)
            transaction.set_rollback(True)
