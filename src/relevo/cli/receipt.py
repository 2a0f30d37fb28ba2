"""``./relevo receipt``: the public key of receipts, and whether one is genuine. No database."""

import argparse
import json
import sys

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from relevo.cases.rules.clocks import LOCAL
from relevo.cli.admin import day
from relevo.plumbing import receipts
from relevo.plumbing.clock import real_now
from relevo.web.consent_phrases import RECEIPT_PROBLEMS


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command with its two verbs."""
    parser = commands.add_parser("receipt", help="the public key of receipts; verify one")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    key = verbs.add_parser("key", help="print the public key, to be kept anywhere")
    key.set_defaults(run=_key)
    verify = verbs.add_parser("verify", help="say whether a receipt is genuine and holds today")
    verify.add_argument("text", type=receipt_text, help="what the picture on the receipt says")
    verify.add_argument("--key", type=public_key, help="a published key (default: our own)")
    verify.add_argument("--on", type=day, help="as of this day")
    verify.add_argument("--json", action="store_true")
    verify.set_defaults(run=_verify)


def receipt_text(text: str) -> str:
    """What a receipt says, for argparse: whole, in its letters."""
    try:
        receipts.check_shape(text)
    except receipts.ReceiptRefused as refusal:
        raise argparse.ArgumentTypeError(str(RECEIPT_PROBLEMS[refusal.problem])) from refusal
    return text


def public_key(text: str) -> Ed25519PublicKey:
    """A published key, for argparse."""
    try:
        return receipts.key_of(text)
    except receipts.ReceiptRefused as refusal:
        raise argparse.ArgumentTypeError(str(RECEIPT_PROBLEMS[refusal.problem])) from refusal


def _key(_asked: argparse.Namespace) -> int:
    print(receipts.key_text(receipts.public_key()))
    return 0


def _verify(asked: argparse.Namespace) -> int:
    """0: genuine and holds on that day; 1: it does not."""
    key = asked.key or receipts.public_key()
    today = asked.on or real_now().astimezone(LOCAL).date()
    try:
        statement = receipts.verify(asked.text, key=key, today=today)
    except receipts.ReceiptRefused as refusal:
        if asked.json:
            print(json.dumps({"holds": False, "problem": refusal.problem}))
        else:
            print(str(RECEIPT_PROBLEMS[refusal.problem]), file=sys.stderr)
        return 1
    told = {
        "holds": True,
        "code": statement.code,
        "given_on": statement.given_on.isoformat(),
        "until": statement.until.isoformat(),
        "digest": statement.digest,
        "key_id": statement.key_id,
    }
    if asked.json:
        print(json.dumps(told))
    else:
        print("\n".join(f"{name}: {value}" for name, value in told.items() if name != "holds"))
    return 0
