import gc

from relevo.config import gunicorn
from relevo.plumbing import memory


def test_what_was_imported_is_looked_through_no_more():
    before = gc.get_threshold()
    try:
        gunicorn.when_ready(None)
        assert gc.get_threshold() == memory.OBJECTS_BETWEEN_LOOKS
        assert gc.get_freeze_count() > 10_000
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
