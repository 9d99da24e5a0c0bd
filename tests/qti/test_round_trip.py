"""What is written is read back, to the last character; what is withheld is nowhere in the file."""

import zipfile
from decimal import Decimal
from io import BytesIO

from hypothesis import given, settings
from hypothesis import strategies as st

from practicum.qti.api import (
    Choice,
    Loss,
    MultipleChoice,
    NumericEntry,
    QtiItem,
    SingleChoice,
    Tolerance,
    export_package,
    has_key,
    read_item,
    read_package,
    without_key,
    write_item,
)
from tests.qti.strategies import items, refused_code

sets = st.lists(items(), min_size=1, max_size=4, unique_by=lambda item: item.identifier.lower())


@given(item=items())
@settings(max_examples=60, deadline=None)
def test_an_item_is_read_back_as_it_was(item: QtiItem) -> None:
    read = read_item(write_item(item, include_key=True))
    assert read.losses == ()
    assert read.item == item


@given(item=items())
@settings(max_examples=80, deadline=None)
def test_the_learners_file_is_the_same_for_every_key(item: QtiItem) -> None:
    shown = without_key(item)
    assert not has_key(shown)
    data = write_item(item, include_key=False)
    assert data == write_item(shown, include_key=True)
    read = read_item(data)
    assert read.losses == () and read.item == shown


@given(bank=sets)
@settings(max_examples=40, deadline=None)
def test_a_package_is_read_back_in_order_and_written_alike_twice(bank: list[QtiItem]) -> None:
    packed = export_package(bank, identifier="bank-1", include_key=True)
    assert packed.losses == () and packed == export_package(bank, identifier="bank-1", include_key=True)
    read = read_package(packed.data)
    assert read.losses == () and list(read.items) == bank


def _bank() -> list[QtiItem]:
    options = (Choice(identifier="A", text="one"), Choice(identifier="B", text="two"))
    return [
        QtiItem(identifier="s", title="S", stem=("?",), interaction=SingleChoice(choices=options, correct="B")),
        QtiItem(
            identifier="m", title="M", stem=("?",), interaction=MultipleChoice(choices=options, correct=frozenset("B"))
        ),
        QtiItem(
            identifier="n",
            title="N",
            stem=("?",),
            interaction=NumericEntry(
                correct=Decimal("271.828"),
                tolerance=Tolerance(mode="absolute", below=Decimal("0.375"), above=Decimal(0)),
            ),
        ),
    ]


def test_the_learners_package_holds_no_key_and_names_each_one_withheld() -> None:
    packed = export_package(_bank(), identifier="bank", include_key=False)
    assert packed.losses == tuple(Loss(where=code, construct="key", effect="withheld") for code in "smn")
    with zipfile.ZipFile(BytesIO(packed.data)) as package:
        everything = b"".join(package.read(name) for name in package.namelist())
    for trace in (b"correct", b"mapping", b"map-entry", b"response-processing", b"tolerance", b"271.828", b"0.375"):
        assert trace not in everything
    assert [has_key(item) for item in read_package(packed.data).items] == [False] * 3


def test_points_other_than_one_need_a_rule_of_their_own() -> None:
    """The standard's match_correct template knows 1 and 0 only."""
    one = _bank()[0]
    two = QtiItem(identifier="s", title="S", stem=("?",), interaction=one.interaction, points=Decimal("2.5"))
    assert b"rptemplates/match_correct" in write_item(one, include_key=True)
    written = write_item(two, include_key=True)
    assert b"rptemplates" not in written and b">2.5<" in written


def test_identifiers_must_differ_beyond_their_case() -> None:
    first = _bank()[0]
    second = QtiItem(identifier="S", title="S", stem=("?",), interaction=first.interaction)
    assert refused_code(export_package, [first, second], identifier="b", include_key=True) == "bad_items"
    assert refused_code(export_package, [], identifier="b", include_key=True) == "bad_items"
    assert refused_code(export_package, [first], identifier="1 b", include_key=True) == "bad_identifier"
