"""Every column is declared once in the register of data, with words for why and how long."""

from collections import Counter

from django.utils.module_loading import import_string
from tests.architecture.tree import PACKAGE

from relevo.web.desk.stewardship.register import columns, read_register
from relevo.web.stewardship_phrases import DATA_CLASSES, DATA_KEPT, DATA_PURPOSES

HOW = "add it to src/relevo/web/desk/stewardship/register.csv: class, purpose, kept until"


def test_every_column_is_declared_once_and_no_other():
    declared = Counter((entry.model, name) for entry in read_register() for name in entry.fields)
    there = set(columns())
    assert {
        "undeclared": sorted(there - set(declared)),
        "gone": sorted(set(declared) - there),
        "twice": sorted(pair for pair, times in declared.items() if times > 1),
    } == {"undeclared": [], "gone": [], "twice": []}, HOW


def test_every_code_of_the_register_has_words_and_none_is_idle():
    entries = read_register()
    assert {entry.data_class for entry in entries} == set(DATA_CLASSES)
    assert {entry.purpose for entry in entries} == set(DATA_PURPOSES)
    assert {entry.kept for entry in entries} == set(DATA_KEPT)


def test_what_is_sealed_can_kill():
    sealed = {"sealed", "content", "preview", "packet", "words", "about"}
    assert {
        (entry.model, entry.data_class)
        for entry in read_register()
        if entry.model.split(".")[0] in {"cases", "feedback", "journeys"}
        and sealed & set(entry.fields)
        and entry.data_class != "K"
    } == set()


ENDED_BY = {
    "case": "relevo.cases.actions.stewardship.shred_ended",
    "five_years": "relevo.cases.actions.stewardship.forget_words",
    "two_years": "relevo.feedback.tasks.forget",
    "until_delivered": "relevo.outbox.actions.forget_delivered",
}
BY_PEOPLE = {"membership", "network_life", "while_true"}
STAYS = {"forever", "record"}


def test_what_ends_by_itself_names_the_job_that_ends_it():
    assert set(ENDED_BY) | BY_PEOPLE | STAYS == set(DATA_KEPT)
    worker = (PACKAGE / "cli" / "worker.py").read_text(encoding="utf-8")
    clocks = (PACKAGE / "cases" / "tasks.py").read_text(encoding="utf-8")
    for job in ENDED_BY.values():
        name = job.rpartition(".")[2]
        assert callable(import_string(job))
        assert f"{name}(at=at)" in worker + clocks, f"{job} is never called"
