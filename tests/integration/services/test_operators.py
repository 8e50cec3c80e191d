"""Local accounts: no shared ones, no defaults, lockout."""

import pytest

from counter_app.domain.errors import RuleError
from counter_app.domain.states import Role
from counter_app.services.operators import add_operator
from tests.integration.services.desk import PASSWORD, Bench, cases_today


def code_of(bench: Bench, password: str, login: str = "li") -> str:
    with pytest.raises(RuleError) as refused:
        bench.counter.login(login, password)
    return refused.value.code


def test_five_wrong_passwords_lock_the_account_for_a_while(bench: Bench) -> None:
    """business.md 11: lock after failures; the right password waits as well."""
    for _ in range(5):
        assert code_of(bench, "wrong") == "rule.login_wrong"
    assert code_of(bench, PASSWORD) == "rule.login_locked"
    bench.clock.forward(minutes=16)
    assert bench.counter.login("li", PASSWORD).role is Role.CLERK


def test_unknown_names_look_like_wrong_passwords(bench: Bench) -> None:
    """An attacker learns no login names."""
    assert code_of(bench, PASSWORD, "nobody") == "rule.login_wrong"


def test_first_login_must_change_the_password(bench: Bench) -> None:
    """A password someone else made is good for one thing: changing it."""
    with bench.store.unit_of_work() as uow:
        add_operator(uow, "xinren", "新人", Role.CLERK, "Given-2026-x")
        uow.commit()
    counter = bench.counter
    assert counter.login("xinren", "Given-2026-x").must_change
    with pytest.raises(RuleError) as refused:
        cases_today(counter)
    assert refused.value.code == "rule.password_change"
    for weak in ("short", "alllowercase1", "xinren-Given-2026", "Given-2026-x"):
        with pytest.raises(RuleError) as refused:
            counter.change_password("Given-2026-x", weak)
        assert refused.value.code == "rule.password_weak"
    counter.change_password("Given-2026-x", "Mine-2026-abc")
    assert cases_today(counter) == ()
    assert not counter.login("xinren", "Mine-2026-abc").must_change


def test_idle_lock_opens_for_the_same_operator_only(bench: Bench) -> None:
    """The lock asks for the password of whoever is logged in."""
    with pytest.raises(RuleError):
        bench.counter.unlock("wrong")
    bench.counter.unlock(PASSWORD)
    session = bench.counter.session()
    assert session is not None
    assert session.login == "li"
