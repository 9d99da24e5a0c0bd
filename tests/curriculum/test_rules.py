"""The role finder."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicum.curriculum.api import fit_roles
from practicum.kernel.errors import Refusal
from tests.factories.curriculum import shipped_pack

PROGRAMME = shipped_pack().programme
KEYS = {question.key: [option.key for option in question.options] for question in PROGRAMME.finder}
ANSWERS = st.fixed_dictionaries({}, optional={key: st.sampled_from(options) for key, options in KEYS.items()}).filter(
    bool
)


@given(ANSWERS)
def test_every_role_is_named_once_and_the_best_stand_first(answers: dict[str, str]) -> None:
    fits = fit_roles(PROGRAMME.finder, PROGRAMME.roles, answers)
    assert {fit.role.key for fit in fits} == {role.key for role in PROGRAMME.roles}
    assert [fit.points for fit in fits] == sorted((fit.points for fit in fits), reverse=True)
    assert {fit.role.key for fit in fits if fit.is_best} == {
        fit.role.key for fit in fits if fit.points == fits[0].points > 0
    }


@given(ANSWERS)
def test_points_are_what_the_reasons_say_and_never_more_than_possible(answers: dict[str, str]) -> None:
    for fit in fit_roles(PROGRAMME.finder, PROGRAMME.roles, answers):
        assert fit.points == sum(reason.points for reason in fit.reasons) <= fit.possible
        assert 0 <= fit.percent <= 100
        assert all(reason.points > 0 for reason in fit.reasons)


@given(ANSWERS, st.sampled_from(sorted(KEYS)))
def test_a_question_left_out_counts_for_nobody(answers: dict[str, str], dropped: str) -> None:
    fewer = {key: value for key, value in answers.items() if key != dropped}
    if not fewer or len(fewer) == len(answers):
        return
    question = next(question for question in PROGRAMME.finder if question.key == dropped)
    option = next(option for option in question.options if option.key == answers[dropped])
    before = {fit.role.key: fit.points for fit in fit_roles(PROGRAMME.finder, PROGRAMME.roles, fewer)}
    for fit in fit_roles(PROGRAMME.finder, PROGRAMME.roles, answers):
        assert fit.points - before[fit.role.key] == option.weights.get(fit.role.key, 0)


def test_an_analyst_is_proposed_the_analysts_profile() -> None:
    answers = {"day": "data", "decision": "method", "tool": "query", "next-year": "trusted"}
    best = [fit.role.key for fit in fit_roles(PROGRAMME.finder, PROGRAMME.roles, answers) if fit.is_best]
    assert best == ["finops-analyst"]


def test_equal_sums_are_all_proposed() -> None:
    fits = fit_roles(PROGRAMME.finder, PROGRAMME.roles, {"tool": "plan"})
    assert {fit.role.key for fit in fits if fit.is_best} == {"budget-owner", "portfolio-management"}


@pytest.mark.parametrize(
    ("answers", "code", "field"),
    [({}, "no_answers", ""), ({"colour": "red"}, "no_answers", ""), ({"day": "sleeping"}, "answer_unknown", "day")],
)
def test_what_is_no_answer_is_refused(answers: dict[str, str], code: str, field: str) -> None:
    with pytest.raises(Refusal) as refused:
        fit_roles(PROGRAMME.finder, PROGRAMME.roles, answers)
    assert (refused.value.code, refused.value.field) == (code, field)
