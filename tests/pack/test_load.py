from datetime import date
from decimal import Decimal

import pytest

from practicum.kernel.errors import Refusal
from practicum.pack.api import (
    ItemState,
    Level,
    NumericItem,
    PackInvalid,
    Programme,
    check_pack,
    explain_pack,
    load_pack,
)
from tests.pack.builder import changed, small_pack, write_pack


@pytest.fixture
def pack(tmp_path):
    return load_pack(write_pack(tmp_path, small_pack()))


def test_a_loaded_pack_holds_everything_in_its_place(pack):
    assert pack.programme.code == "tiny"
    assert pack.programme.framework.published_date == date(2026, 3, 19)
    assert [week.number for week in pack.programme.weeks] == [1, 2]
    assert pack.learning["seeing"].body == "Text."
    assert len(pack.items) == 9
    numeric = next(item for item in pack.items if isinstance(item, NumericItem))
    assert numeric.key.value == Decimal("12.5")
    assert pack.labs[0].tasks[0].wrong_methods[0].key == "list"


def test_weeks_are_in_order_beyond_nine(tmp_path):
    data = small_pack()
    for number in range(3, 12):
        data[f"weeks/week-{number}.yaml"] = {**data["weeks/week-2.yaml"], "number": number}
    loaded = load_pack(write_pack(tmp_path, data))
    assert [week.number for week in loaded.programme.weeks] == list(range(1, 12))


def test_a_programme_goes_to_json_and_back_without_loss(pack):
    text = pack.programme.to_json()
    again = Programme.from_json(text)
    assert again == pack.programme
    assert again.to_json() == text
    assert again.digest == pack.digest


def test_a_programme_tells_no_secret(pack):
    text = pack.programme.to_json()
    for item in pack.items:
        assert item.stem not in text
        assert item.rationale not in text
    assert "cost_total" not in text


def test_foreign_json_is_refused():
    with pytest.raises(Refusal) as caught:
        Programme.from_json('{"code": 5}')
    assert caught.value.code == "programme_unreadable"


def test_a_loaded_pack_cannot_be_changed(pack):
    with pytest.raises(ValueError, match="frozen"):
        pack.programme.code = "other"
    with pytest.raises(ValueError, match="frozen"):
        pack.items[0].stem = "other"


def test_an_invalid_pack_raises_all_problems(tmp_path):
    data = changed(small_pack(), "programme.yaml", ("code",), "Tiny Code")
    data = changed(data, "capstone.yaml", ("words_min",), 999)
    with pytest.raises(PackInvalid) as caught:
        load_pack(write_pack(tmp_path, data))
    assert caught.value.code == "pack_invalid"
    assert caught.value.problems == check_pack(tmp_path).problems
    assert [problem.file for problem in caught.value.problems] == ["capstone.yaml", "programme.yaml"]
    assert caught.value.message.startswith("The pack has 2 problems. The first: capstone.yaml, line ")


def test_coverage_counts_per_capability(tmp_path):
    coverage = {row.key: row for row in check_pack(write_pack(tmp_path, small_pack())).coverage}
    doing = coverage["doing"]
    assert (doing.learning_minutes, doing.weeks, doing.labs, doing.items) == (10, (2,), ("bill",), 6)
    assert doing.items_by_level == {Level.UNDERSTAND: 2, Level.APPLY: 2, Level.ANALYSE: 2}
    assert doing.items_by_state[ItemState.DRAFT] == 6
    assert sum(doing.items_by_state.values()) == 6
    assert coverage["seeing"].weeks == (1, 2)
    assert coverage["seeing"].labs == ("bill",)


def test_explain_gives_the_figures(pack):
    summary = explain_pack(pack)
    assert (summary.domains, summary.capabilities, summary.items, summary.labs) == (2, 2, 9, 1)
    assert summary.study_minutes == 2 * (90 + 60) + 30
    assert [(area.key, area.items_on_form, area.items_in_bank) for area in summary.areas] == [
        ("see", 3, 3),
        ("do", 3, 3),
        ("both", 1, 3),
    ]
    assert summary.items_by_kind == {"multiple_choice": 3, "numeric": 3, "single_choice": 3}
    assert summary.digest == pack.digest
