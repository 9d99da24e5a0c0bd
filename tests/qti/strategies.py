"""Arbitrary items for the round-trip properties."""

from decimal import Decimal

from hypothesis import strategies as st

from practicum.kernel.errors import Refusal
from practicum.qti.api import Choice, Mapping, MultipleChoice, NumericEntry, QtiItem, SingleChoice, Tolerance
from practicum.qti.model import best_score

texts = st.text(
    st.characters(
        exclude_categories=["Cs", "Cc"], include_characters="\t\n<&>\"'\u00a0\u0085]", exclude_characters="\ufffe\uffff"
    ),
    min_size=1,
    max_size=20,
).filter(lambda text: bool(text.strip(" \t\n")))
titles = texts.map(lambda text: text.replace("\n", "x").replace("\t", "x"))
identifiers = st.from_regex(r"[A-Za-z_][A-Za-z0-9_.\-]{0,8}", fullmatch=True)
numbers = st.decimals(min_value=-(10**6), max_value=10**6, places=4)
amounts = st.decimals(min_value=0, max_value=100, places=2)
worth = st.decimals(min_value=Decimal("0.25"), max_value=9, places=2)


@st.composite
def choice_lists(draw: st.DrawFn) -> tuple[Choice, ...]:
    codes = draw(st.lists(identifiers, min_size=2, max_size=5, unique=True))
    return tuple(Choice(identifier=code, text=draw(texts), fixed=draw(st.booleans())) for code in codes)


@st.composite
def tolerances(draw: st.DrawFn) -> Tolerance:
    mode = draw(st.sampled_from(["exact", "absolute", "relative"]))
    return Tolerance() if mode == "exact" else Tolerance(mode=mode, below=draw(amounts), above=draw(amounts))


@st.composite
def interactions(draw: st.DrawFn) -> SingleChoice | MultipleChoice | NumericEntry:
    kind = draw(st.sampled_from(["single", "multiple", "mapped", "numeric"]))
    if kind == "numeric":
        return NumericEntry(correct=draw(numbers), tolerance=draw(tolerances()))
    choices, shuffle = draw(choice_lists()), draw(st.booleans())
    codes = [choice.identifier for choice in choices]
    if kind == "single":
        return SingleChoice(choices=choices, correct=draw(st.sampled_from(codes)), shuffle=shuffle)
    correct = frozenset(draw(st.lists(st.sampled_from(codes), min_size=1, unique=True)))
    most = draw(st.sampled_from([0, *range(len(correct), len(codes) + 1)]))
    if kind == "multiple":
        return MultipleChoice(choices=choices, correct=correct, max_choices=most, shuffle=shuffle)
    mapping = Mapping(
        entries=((codes[0], draw(worth)), *((code, draw(numbers)) for code in codes[2:])),
        default=draw(st.sampled_from([Decimal(0), Decimal("-0.5")])),
        lower_bound=draw(st.sampled_from([None, Decimal(0)])),
        upper_bound=draw(st.sampled_from([None, Decimal(2)])),
    )
    return MultipleChoice(choices=choices, correct=correct, mapping=mapping, max_choices=most, shuffle=shuffle)


@st.composite
def items(draw: st.DrawFn) -> QtiItem:
    asked = draw(interactions())
    return QtiItem(
        identifier=draw(identifiers),
        title=draw(titles),
        stem=tuple(draw(st.lists(texts, min_size=1, max_size=3))),
        interaction=asked,
        points=best_score(asked) or draw(worth),
        language=draw(st.sampled_from(["en", "de-CH", "und"])),
    )


def refused_code(call: object, *args: object, **named: object) -> str:
    """The code of the refusal that a call raises, empty where it raises none."""
    try:
        call(*args, **named)  # type: ignore[operator]
    except Refusal as refusal:
        return refusal.code
    return ""
