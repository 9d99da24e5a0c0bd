"""Numbers as people type them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practicum.kernel.errors import Refusal
from practicum.labs.rules.typed_numbers import read_number


def refused(typed: str, unit: str = "USD") -> Refusal:
    with pytest.raises(Refusal) as caught:
        read_number(typed, unit=unit, field="total")
    assert caught.value.field == "total"
    assert caught.value.mend
    return caught.value


@pytest.mark.parametrize(
    ("typed", "unit", "number"),
    [
        ("1234.5", "USD", "1234.5"),
        ("1234,5", "USD", "1234.5"),
        ("1,234.50", "USD", "1234.50"),
        ("1.234,50", "USD", "1234.50"),
        ("1 234,50", "USD", "1234.50"),
        ("1\u00a0234,50", "USD", "1234.50"),
        ("1\u202f234\u202f567,5", "USD", "1234567.5"),
        ("1'234.50", "CHF", "1234.50"),
        ("1\u2019234\u2019567", "CHF", "1234567"),
        ("1,234,567", "USD", "1234567"),
        ("1.234.567", "EUR", "1234567"),
        ("12,34,567.89", "INR", "1234567.89"),
        ("1 234,567", "USD", "1234.567"),
        ("1.234,567", "USD", "1234.567"),
        ("0,123", "percent", "0.123"),
        ("0.123", "percent", "0.123"),
        (".5", "percent", "0.5"),
        (",5", "percent", "0.5"),
        ("1234.567", "USD", "1234.567"),
        ("-12.5", "percent", "-12.5"),
        ("\u221212.5", "percent", "-12.5"),
        ("+12.5 %", "percent", "12.5"),
        ("12,5%", "percent", "12.5"),
        ("12.5 percent", "percent", "12.5"),
        ("$1,234.50", "USD", "1234.50"),
        ("-$1,234.50", "USD", "-1234.50"),
        ("$ -5", "USD", "-5"),
        ("($1,234.50)", "USD", "-1234.50"),
        ("US$ 7", "USD", "7"),
        ("1 234,50 €", "EUR", "1234.50"),
        ("USD 1 234.50", "USD", "1234.50"),
        ("1234.50 usd", "USD", "1234.50"),
        ("  22 ", "count", "22"),
        ("007", "count", "7"),
    ],
)  # fmt: skip
def test_what_people_write_is_read(typed: str, unit: str, number: str) -> None:
    assert read_number(typed, unit=unit) == Decimal(number)


@pytest.mark.parametrize("typed", ["1,234", "1.234", "12,345", "999.999", "-1,234", "$1,234", "1.234 $"])
def test_two_readings_are_refused_with_both_ways_to_write_it(typed: str) -> None:
    refusal = refused(typed)
    assert refusal.code == "number_ambiguous"
    for written in refusal.mend.removeprefix("Write ").removesuffix(" for the second.").split(" for the first, "):
        assert isinstance(read_number(written, unit="USD"), Decimal)


@pytest.mark.parametrize(
    "typed",
    [
        "", " ", "abc", "NaN", "inf", "1e5", "1E+05", "12..5", "1,,2", "5.", ",", "-", "--5", "-(5)", "1,23,4", "1,2345,678",
        "1.2.3", "1,234.567.8", "1 23", "1'2", "0x10", "½", "١٢٣", "12\x003", "(5", "5)", "1/2", "5 5.5", "%5", "1_000",
    ],
)  # fmt: skip
def test_nonsense_is_refused(typed: str) -> None:
    assert refused(typed).code == "number_nonsense"


@pytest.mark.parametrize(
    ("typed", "unit", "wanted"),
    [
        ("€5", "USD", "USD"),
        ("5 EUR", "USD", "USD"),
        ("5 %", "USD", "USD"),
        ("$5", "percent", "percentage"),
        ("5 USD", "count", "count"),
        ("5 days", "USD", ""),
    ],
)
def test_another_unit_is_refused_and_the_asked_one_is_named(typed: str, unit: str, wanted: str) -> None:
    refusal = refused(typed, unit)
    assert refusal.code in {"number_wrong_unit", "number_nonsense"}
    assert wanted in str(refusal)


def test_a_very_long_text_is_refused() -> None:
    assert refused("1" * 61).code == "number_too_long"


@given(st.text(max_size=80), st.sampled_from(["USD", "EUR", "percent", "count"]))
def test_any_text_is_a_finite_number_or_a_refusal(typed: str, unit: str) -> None:
    try:
        number = read_number(typed, unit=unit, field="x")
    except Refusal as refusal:
        assert (refusal.field, bool(refusal.mend)) == ("x", True)
    else:
        assert number.is_finite()


@given(st.text(alphabet="0123456789.,' -+$€%()USDE", max_size=16))
def test_near_numbers_never_crash(typed: str) -> None:
    try:
        assert read_number(typed, unit="USD").is_finite()
    except Refusal as refusal:
        assert refusal.code.startswith("number_")


@given(
    st.decimals(min_value=-(10**12), max_value=10**12, places=2),
    st.sampled_from([(",", "."), (".", ","), (" ", ","), ("\u202f", ","), ("'", "."), ("", "."), ("", ",")]),
)
def test_every_custom_of_writing_gives_the_number_back(number: Decimal, custom: tuple[str, str]) -> None:
    thousands, mark = custom
    written = f"{number:,.2f}".replace(",", "T").replace(".", mark).replace("T", thousands)
    assert read_number(written, unit="USD") == number
