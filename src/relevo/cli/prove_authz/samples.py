"""What is put into addresses and forms: keys that exist, and bodies that would be right.

A body names an id of the world (``case_code``) or says the value itself.
"""

from relevo.borders.models import Requirement, Restriction
from relevo.directory.models import Service
from relevo.exchange.models import Exchange
from relevo.networks.models import Network
from relevo.pathways.models import Pathway
from relevo.places.models import Area, Crossing

BODIES: dict[str, dict[str, str]] = {
    "desk:case-close": {"reason": "helped"},
    "desk:case-search": {"q": "case_code", "text": "case_code", "code": "case_code"},
    "desk:plan": {"itinerary": "0"},
    "desk:consent": {"form": "oral", "said_yes": "on", "digest": "x"},
    "desk:referral-move": {"code": "no_capacity", "reason": "person_left"},
    "desk:exclusions": {"user_name": "demo-nacaome"},
    "desk:emergency": {"code": "case_code", "reason": "child_missing", "why": "x"},
    "desk:emergency-review": {"verdict": "justified"},
    "desk:run-step": {"kind": "done"},
    "desk:quick-attention": {
        "asked": "shelter",
        "told": "place",
        "language": "es",
        "sex": "f",
        "age_band": "60+",
    },
}

WORDS: dict[str, str] = {
    "token": "token",
    "language": "es",
    "kind": "pdf",
    "step_key": "s1",
    "verb": "accepted",
}

BY_ADDRESS: tuple[tuple[str, type], ...] = (
    ("desk:pathway", Pathway),
    ("desk:exchange", Exchange),
    ("desk:requirement", Requirement),
    ("desk:restriction", Restriction),
    ("desk:crossing", Crossing),
    ("public:crossing", Crossing),
    ("public:place", Area),
    ("public:service", Service),
    ("desk:service", Service),
    ("desk:consent", Service),
)
COMMITTED = (("desk:replay", "CAR2021J"),)
"""Of what is no row but a committed table: one that is always there."""

_KEYS: dict[str, str] = {}


def word_for(address: str, name: str) -> str:
    """What stands for a part of an address that is no id: a key that exists on this instance."""
    if name in WORDS:
        return WORDS[name]
    for start, key in COMMITTED:
        if address.startswith(start):
            return key
    kind = next((model for start, model in BY_ADDRESS if address.startswith(start)), Network)
    if kind.__name__ not in _KEYS:
        found = kind._default_manager.order_by("key").values_list("key", flat=True).first()  # type: ignore[attr-defined]  # noqa: SLF001
        _KEYS[kind.__name__] = found or "X"
    return _KEYS[kind.__name__]


def forget() -> None:
    """Another instance has other keys."""
    _KEYS.clear()
