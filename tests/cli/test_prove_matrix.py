"""What the matrix calls a problem, on invented answers: no page is asked."""

import pytest
from tests.factories.cases import NOON

from relevo.cli.prove_authz.matrix import Answer, Cell, Subject, problems_of
from relevo.cli.prove_authz.policy import Row
from relevo.cli.prove_authz.world import World

CODE = "ABCDEFGHJKMNP"
STRANGER = Subject("stranger", "officer", object(), "stranger")
VISITOR = Subject("anonymous", "nobody", None, "")


class Asker:
    """Knows the page of nothing."""

    world = World(at=NOON, canaries={"case_code": CODE, "name": "Canaria"})

    def nothing_there(self, _subject):
        return b"nothing"


def answer(status=404, *, body=b"nothing", location="", writes=0):
    return Answer(status=status, location=location, body=body, headers="", writes=writes)


def found(given, *, row=("team", "team", "-"), subject=STRANGER, method="GET", never=None):
    cell = Cell("desk:case", subject, method)
    return list(
        problems_of(
            cell,
            Row("desk:case", *row),
            given,
            asker=Asker(),
            of_nothing=lambda: never or answer(),
        )
    )


@pytest.mark.parametrize(
    ("given", "told", "asked"),
    [
        (answer(), [], {}),
        (answer(500, body=b""), ["answered 500", "answered 500 where nothing is"], {}),
        (answer(200), ["answered 200 where nothing is"], {}),
        (answer(body=b"other"), ["the page is not the one of what never was"], {}),
        (answer(body=b""), [], {"method": "HEAD", "row": ("team", "-", "-")}),
        (answer(writes=2), ["wrote 2 times though refused"], {}),
        (answer(405), ["answered 405 where nothing is"], {}),
        (answer(405), [], {"method": "PUT"}),
        (answer(200), ["answered 200 to a method that is nobody's"], {"method": "PUT"}),
        (answer(302, location="/x/"), [], {"never": answer(302, location="/x/")}),
        (
            answer(302, location="/x/"),
            ["answered 302, and otherwise than for what never was"],
            {},
        ),
        (answer(200, body=b"Canaria"), ["leaked name"], {"row": ("desk", "desk", "-")}),
        (answer(200, body=b"ABCD-EFGH-JKMN-P"), ["leaked case_code"], {"row": ("open",) * 3}),
        (answer(302, location="/es/entrar/"), [], {"subject": VISITOR}),
        (
            answer(200, writes=1),
            ["a visitor got 200, not the way to sign in", "a visitor wrote 1 times"],
            {"subject": VISITOR},
        ),
    ],
)
def test_problems_of_an_answer(given, told, asked):
    assert found(given, **asked) == told
