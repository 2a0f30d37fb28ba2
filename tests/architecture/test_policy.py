"""Every address says who may ask there; a new one fails until its row is written."""

import pytest

from relevo.cli.prove_authz import policy


def test_policy_names_every_address_and_no_other():
    policy.check_complete(policy.read_policy())


def test_message_says_what_to_write():
    rows = policy.read_policy()
    del rows["desk:case"], rows["public:start"]
    rows["desk:gone"] = policy.Row("desk:gone", "team", "-", "-")
    with pytest.raises(policy.PolicyIncomplete) as refused:
        policy.check_complete(rows)
    for line in (
        "  desk:case,team,team,-",
        "  public:start,open,open,open",
        "Take away: desk:gone",
    ):
        assert line in str(refused.value)


def test_word_that_means_nothing_is_refused(tmp_path, monkeypatch):
    table = tmp_path / "policy.csv"
    table.write_text("pattern,get,post,other\ndesk:case,everybody,-,-\n", encoding="utf-8")
    monkeypatch.setattr(policy, "TABLE", table)
    with pytest.raises(policy.PolicyIncomplete, match="everybody"):
        policy.read_policy()


def test_table_is_sorted_so_that_rows_are_found():
    names = list(policy.read_policy())
    assert names == sorted(names)
