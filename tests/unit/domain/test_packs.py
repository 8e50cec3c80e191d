"""Rule packs are data: checked on load, faults collected."""

from importlib import resources

import pytest

from counter_app.domain.errors import RuleError
from counter_app.domain.packs import load_pack, read_pack
from counter_app.domain.rulepack import FormalLift, OldCardPolicy, TempLossEnd


def text_of(name: str) -> str:
    """The shipped file."""
    return (resources.files("counter_app.domain.packs") / f"{name}.toml").read_text(
        "utf-8"
    )


def test_shipped_packs_differ_where_cities_differ() -> None:
    """R-22, R-24, R-31: the three packs prove that rules are data."""
    taizhou, jilin, shaoguan = map(load_pack, ("cn-js-taizhou", "cn-jl", "cn-gd-sg"))
    assert taizhou.old_card_policy is OldCardPolicy.ON_FIRST_USE
    assert not taizhou.take_back_old
    assert jilin.formal_lift is FormalLift.NEVER
    assert jilin.old_card_policy is OldCardPolicy.ON_ENABLE
    assert shaoguan.temp_loss_end is TempLossEnd.CANCEL


@pytest.mark.parametrize(
    ("before", "after", "named"),
    [
        ("temp_loss_days = 15", "temp_loss_days = 0", "temp_loss_days"),
        ("temp_loss_days = 15", 'temp_loss_days = "15"', "temp_loss_days"),
        ('temp_loss_end = "lift"', 'temp_loss_end = "stay"', "temp_loss_end"),
        ('hotline = "12333"', 'hotlin = "12333"', "hotlin: unknown"),
        ('region = "321200"', 'region = "3212"', "region"),
        ("take_back_old = false", "take_back_old = true", "take_back_old"),
        ('instant = "full"', 'instant = "maybe"', "offline"),
        ('replace = "full"\n', "", "offline"),
        (
            'lift_needs_card = ["formal"]',
            'lift_needs_card = ["all"]',
            "lift_needs_card",
        ),
        ("version = 1", "version = 1\n[broken", "faults"),
    ],
)
def test_bad_packs_are_refused_by_name(before: str, after: str, named: str) -> None:
    """A pack with a fault never comes into use, and the fault is named."""
    text = text_of("cn-js-taizhou")
    assert before in text
    with pytest.raises(RuleError) as refused:
        read_pack(text.replace(before, after, 1))
    assert refused.value.code == "rule.pack_invalid"
    assert named == "faults" or named in str(refused.value.params["faults"])


def test_all_faults_are_told_at_once() -> None:
    """Whoever mends a pack sees every fault in one go."""
    text = text_of("cn-jl").replace("minor_age = 16", "minor_age = 0.5")
    text = text.replace('formal_lift = "never"', 'formal_lift = "perhaps"')
    with pytest.raises(RuleError) as refused:
        read_pack(text)
    faults = str(refused.value.params["faults"])
    assert "minor_age" in faults
    assert "formal_lift" in faults


def test_unknown_pack_is_refused() -> None:
    """A name is never a path."""
    with pytest.raises(RuleError):
        load_pack("../../etc/passwd")
