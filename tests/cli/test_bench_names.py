"""The list of names, and how well it is told who is who: these figures no busy machine changes."""

from collections import Counter

import pytest

from relevo.cli import bench_names

PEERS = ("double metaphone", "soundex")


@pytest.fixture
def _few_comparisons(monkeypatch):
    monkeypatch.setattr(bench_names, "COMPARED", 20)


def test_list_has_enough_pairs_of_both_answers_and_none_twice():
    listed = bench_names.pairs()
    answers = Counter(pair.same for pair in listed)
    assert len(listed) >= 220
    assert min(answers.values()) >= 100
    assert len({frozenset((pair.a, pair.b)) for pair in listed}) == len(listed)
    assert {"maya", "garifuna"} <= {pair.kind for pair in listed if pair.same}
    assert {"maya", "garifuna"} <= {pair.kind for pair in listed if not pair.same}
    assert sum(pair.held_out for pair in listed) == len(listed) // 4


@pytest.mark.usefixtures("_few_comparisons")
def test_finds_nearly_all_and_mistakes_few_where_the_peers_do_neither():
    figures = bench_names.measure(full=False).figures
    for group in ("", ", seen", ", held out"):
        assert figures[f"relevo: recall{group}"] >= 0.95
        assert figures[f"relevo: false positives{group}"] <= 0.05
        for peer in PEERS:
            assert figures[f"{peer}: recall{group}"] <= 0.7
            assert figures[f"{peer}: false positives{group}"] >= 0.1


@pytest.mark.usefixtures("_few_comparisons")
def test_a_peer_that_is_not_installed_is_said_to_be_missing(monkeypatch):
    def absent(package):
        raise ModuleNotFoundError(package)

    monkeypatch.setattr(bench_names, "import_module", absent)
    outcome = bench_names.measure(full=False)
    for peer in PEERS:
        assert str(outcome.figures[peer]).startswith("not installed")
        assert f"{peer}: recall" not in outcome.figures
    assert outcome.figures["relevo: recall"] >= 0.95


def test_a_peer_without_a_code_for_a_word_compares_the_word_itself():
    metaphone = bench_names.methods()["double metaphone"]
    assert metaphone("Éctor 王", "Héctor 王 Paz") is False  # the vowel counts for it
    assert metaphone("Ana 王", "Anna 王 Paz") is True
    assert metaphone("Ana 王", "Ana 李 Paz") is False
