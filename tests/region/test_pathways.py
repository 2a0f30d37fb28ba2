"""Draft routes from public sources: read whole or not at all, never as agreed."""

import json
import re
from datetime import UTC, date, datetime

import pytest
from tests.region import tiny

from relevo.directory.models import Institution
from relevo.kernel.ids import imported_id
from relevo.networks.models import Network
from relevo.pathways.enums import ChildrenHeard
from relevo.pathways.enums import FindingKind as F
from relevo.pathways.models import Pathway, PathwayVersion, StepReliance
from relevo.pathways.queries import findings, versions
from relevo.region.loader import DATA, load_region
from relevo.region.write_pathways import FILE, read_seeds
from relevo.web.desk.pathway_facts import forbidden_disclosures

AT = datetime(2020, 11, 20, 21, 40, tzinfo=UTC)
SEEDS, PROBLEMS = read_seeds(DATA)
STEP = {
    "key": "s1",
    "side": "HN",
    "action": {"es": "Recibir", "en": "Receive"},
    "institution_key": "HN-CRH",
    "service_key": "SP-1",
    "need": "shelter",
}
SEED = {
    "key": "SEED-X",
    "title_es": "Familias",
    "title_en": "Families",
    "profiles": ["family"],
    "countries": ["HN"],
    "crossing": "HNSV-AMA",
    "sources": ["https://example.org/a", "https://example.org/b"],
    "content": {"steps": [STEP]},
}


def written(folder, seeds):
    tiny.write(folder, tiny.region())
    (folder / FILE).write_text(seeds if isinstance(seeds, str) else json.dumps(seeds), "utf-8")
    return folder


def seeds_by_letter():
    return {seed.key.split("-")[1] for seed in SEEDS}


def test_the_committed_drafts_are_readable_and_there_is_one_for_each_profile():
    assert PROBLEMS == []
    assert seeds_by_letter() == set("ABCEFGHIJK")
    assert len(SEEDS) >= 10
    assert {len(seed.content.steps) for seed in SEEDS} <= set(range(4, 10))


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.key)
def test_each_draft_is_told_in_two_languages_with_its_sources(seed):
    assert seed.sources
    assert all(source.startswith("http") for source in seed.sources)
    assert seed.content.review_note.es.startswith("Borrador a partir de fuentes públicas.")
    for step in seed.content.steps:
        for text in (step.action, step.role):
            assert text.es
            assert text.en
            assert text.es != text.en
        assert step.institution_key
    for branch in seed.content.branches:
        assert branch.condition.es
        assert branch.condition.en


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.key)
def test_no_draft_says_that_children_were_heard(seed):
    concerned = "nna" in seed.profiles
    expected = ChildrenHeard.NOT_HEARD if concerned else ChildrenHeard.NOT_CONCERNED
    assert seed.content.children_heard == expected


def told(key):
    """Everything that one draft says, as it stands in the file."""
    raw = json.loads((DATA / FILE).read_text("utf-8"))
    return json.dumps(next(item for item in raw if item["key"] == key), ensure_ascii=False)


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("SEED-A-HN-SV", ["menor hasta los 21", "no se llama al consulado"]),
        ("SEED-H-GT-HN", ["menos de 21 años", "autorización notarial de ambos padres"]),
        ("SEED-A-GT-HN", ["nacionales, 72 horas como máximo; extranjeros, cerca de una semana"]),
        ("SEED-C-HN", ["72 horas", "120"]),
        ("SEED-C-SV", ["72 horas", "120"]),
        ("SEED-E-SV", ["5 días hábiles", "desde el día siguiente al ingreso", "3 días hábiles"]),
        ("SEED-E-GT", ["DRER, Ciudad de Guatemala", "cada 30 días", "10 días"]),
        ("SEED-B-HN", ["denunciar no es condición", "145"]),
        ("SEED-I-HN", ["10 días, sin multa"]),
        ("SEED-G-HN-SV", ["132 en El Salvador", "nunca el diagnóstico"]),
    ],
)
def test_the_traps_of_law_are_told_rightly(key, words):
    for word in words:
        assert word in told(key)


def test_no_draft_says_what_does_harm():
    text = re.sub(r"https?://\S+", "", (DATA / FILE).read_text("utf-8").lower())

    assert re.findall(r"oleada|ilegal|avalancha|caravana|illegal|caravan\b", text) == []


@pytest.mark.django_db
def test_the_drafts_are_loaded_as_drafts_that_nobody_agreed_to():
    load_region(at=AT)

    assert Pathway.objects.filter(is_seed=True).count() == len(SEEDS)
    for version in PathwayVersion.objects.select_related("pathway").filter(pathway__is_seed=True):
        pathway = version.pathway
        assert (version.state, version.number, version.acta, version.validated_at) == (
            "draft",
            1,
            None,
            None,
        )
        assert (pathway.network, pathway.institution, pathway.sourced, pathway.confidence) == (
            None,
            None,
            True,
            "low",
        )


@pytest.mark.django_db
@pytest.mark.parametrize("on", [date(2020, 11, 20), date(2026, 1, 5)])
def test_what_is_found_in_the_drafts_is_what_changed_since_their_sources(on):
    load_region(at=AT)
    at = datetime(on.year, on.month, on.day, 18, tzinfo=UTC)
    kinds = set()
    for version in PathwayVersion.objects.filter(pathway__is_seed=True):
        kinds |= {
            finding.kind
            for finding in findings.list_findings(version, at=at, forbidden=forbidden_disclosures)
        }

    assert kinds <= {
        F.CHILDREN_NOT_HEARD,
        F.NO_ACTIVE_INSTITUTION,
        F.NO_ACTIVE_SERVICE,
        F.NO_ALTERNATE,
    }


@pytest.mark.django_db
def test_a_draft_is_written_with_all_it_says_and_loading_twice_is_loading_once(tmp_path):
    folder = written(tmp_path, [SEED])

    report = load_region(at=AT, folder=folder)

    assert (report.problems, report.loaded[FILE]) == ([], 1)
    pathway = Pathway.objects.get()
    assert pathway.pk == imported_id("pathway", "SEED-X")
    assert (pathway.key, pathway.countries, pathway.crossing.key, pathway.is_seed) == (
        "SEED-X",
        "HN",
        "HNSV-AMA",
        True,
    )
    assert pathway.source == "https://example.org/a https://example.org/b"
    assert [profile.code for profile in pathway.profiles.all()] == ["family"]
    assert versions.content_of(pathway.versions.get()).step("s1").action.en == "Receive"
    assert StepReliance.objects.get().service.key == "SP-1"
    assert load_region(at=AT, folder=folder).is_unchanged


@pytest.mark.django_db
def test_a_changed_draft_is_written_anew_and_a_vanished_one_goes(tmp_path):
    load_region(at=AT, folder=written(tmp_path, [SEED, SEED | {"key": "SEED-Y"}]))

    report = load_region(
        at=AT, folder=written(tmp_path, [SEED | {"title_es": "Otra", "crossing": ""}])
    )

    assert report.kept == []
    pathway = Pathway.objects.get()
    assert (pathway.key, pathway.title_es, pathway.crossing) == ("SEED-X", "Otra", None)
    assert pathway.versions.count() == 1


@pytest.mark.django_db
def test_a_vanished_draft_that_a_network_took_up_stays(tmp_path):
    load_region(at=AT, folder=written(tmp_path, [SEED]))
    seed = PathwayVersion.objects.get()
    network = Network.objects.order_by("key").first()
    own = Pathway.objects.create(
        key="OWN", network=network, title_es="Propia", sort_key="propia", countries="HN"
    )
    PathwayVersion.objects.create(
        pathway=own, number=1, state="draft", content={}, based_on=seed, changed_at=AT
    )

    report = load_region(at=AT, folder=written(tmp_path, []))

    assert report.kept == [f"{FILE} {seed.pathway_id}"]
    assert Pathway.objects.count() == 2


@pytest.mark.django_db
def test_a_region_without_the_file_has_no_drafts(tmp_path):
    tiny.write(tmp_path, tiny.region())

    report = load_region(at=AT, folder=tmp_path)

    assert (report.problems, FILE in report.loaded, Pathway.objects.count()) == ([], False, 0)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("seeds", "places"),
    [
        ("{", [(0, "")]),
        ("{}", [(0, "")]),
        (b"\xff".decode("latin-1"), [(0, "")]),
        ([SEED, 7], [(2, "")]),
        ([{**SEED, "more": 1}], [(1, "")]),
        ([{**SEED, "profiles": "family"}], [(1, "")]),
        ([{**SEED, "sources": [1]}], [(1, "")]),
        ([{**SEED, "title_es": None}], [(1, "")]),
        ([SEED, SEED], [(0, "key")]),
        (
            [{**SEED, "content": {"steps": [{"key": "x"}]}}],
            [(1, "steps[0].key"), (1, "steps[0].side")],
        ),
        ([{**SEED, "profiles": ["nobody"], "crossing": "NONE"}], [(1, "SEED-X"), (1, "SEED-X")]),
        (
            [{**SEED, "content": {"steps": [{**STEP, "institution_key": "XX", "need": "no"}]}}],
            [(1, "SEED-X"), (1, "SEED-X")],
        ),
    ],
)
def test_every_problem_is_told_and_nothing_is_written(tmp_path, seeds, places):
    report = load_region(at=AT, folder=written(tmp_path, seeds))

    assert {problem.file for problem in report.problems} == {FILE}
    assert [(problem.row, problem.column) for problem in report.problems] == places
    assert (Pathway.objects.count(), Institution.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_a_file_too_large_to_be_one_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("relevo.region.write_pathways.LARGEST_FILE", 10)

    (problem,) = load_region(at=AT, folder=written(tmp_path, [SEED])).problems

    assert (problem.file, problem.row) == (FILE, 0)
