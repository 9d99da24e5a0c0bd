"""The life of a capstone and of a mark; how a capstone is weighed; who may mark whom. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction
from statistics import median

from practicum.kernel.errors import Refusal
from practicum.kernel.states import StateTable
from practicum.pack.api import Mode, Rubric, RubricKind

CAPSTONE_STATES = StateTable(
    noun="capstone",
    initial="draft",
    moves={"draft": ("submitted",), "submitted": ("marked",), "marked": ("final",), "final": ("draft",)},
)
ALLOCATION_STATES = StateTable(
    noun="marking", initial="allocated", moves={"allocated": ("marked", "withdrawn"), "marked": (), "withdrawn": ()}
)

TEXT_MOST = 200_000  # characters: far more than any word limit asks, tables and working included
TITLE_MOST = 200
STATEMENT_MOST = 4_000
COMMENT_MOST = 10_000
REASON_MOST = 2_000
EXAMINERS_MOST = 3
# Two marks that differ by so many levels on a criterion are read again by a third examiner.
LEVELS_APART = 2

_UNCOUNTED_PARTS = frozenset({"sources", "references", "working", "attached working", "figures"})
# Patterns without a way back: a text may be long, and is read again with every page.
_HEADING = re.compile(r"(#{1,6})\s+(\S.*)")
_IMAGE = re.compile(r"!\[[^\[\]]*\]\([^()]*\)")
_WORD = re.compile(r"[^\W_]+(?:[’'.,\-][^\W_]+)*")


# --- the text -----------------------------------------------------------------------------------------------------


def clean_text(text: str, *, field: str, most: int, name: str) -> str:
    """The text as it is kept: line ends made one. Refuses what cannot be stored, and what is too long."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\x00" in text:
        raise Refusal("text_unreadable", f"{name} holds a character that cannot be stored.", field=field)
    if len(text) > most:
        raise Refusal("text_long", f"{name} has {len(text)} characters; {most} are the most.", field=field)
    return text


def require_text(text: str, *, field: str, most: int, name: str, mend: str = "") -> str:
    """As `clean_text`, trimmed, and refused when nothing is left."""
    text = clean_text(text, field=field, most=most, name=name).strip()
    if not text:
        raise Refusal(f"{field}_missing", f"{name} is missing.", field=field, mend=mend)
    return text


def count_words(text: str) -> int:
    """Words that count towards the limits.

    Left out, as the brief says: tables (lines that begin with `|`), code blocks, images, and every part under a heading
    named Sources, References, Figures, Working or Attached working, up to the next heading of its height or above.
    """
    words, fenced, skipped_height = 0, False, 0
    for line in text.splitlines():
        stripped = line.strip()
        if stripped.startswith(("```", "~~~")):
            fenced = not fenced
            continue
        if fenced or stripped.startswith("|"):
            continue
        if heading := _HEADING.fullmatch(stripped):
            height, title = len(heading[1]), heading[2].rstrip("#").rstrip()
            if not skipped_height or height <= skipped_height:
                skipped_height = height if title.strip(" .:").casefold() in _UNCOUNTED_PARTS else 0
        if not skipped_height:
            words += len(_WORD.findall(_IMAGE.sub("", stripped)))
    return words


@dataclass(frozen=True, kw_only=True)
class Submission:
    """What is handed in, checked. `words` are those that count."""

    title: str
    text: str
    ai_use: str
    words: int


def decide_submission(
    *, state: str, title: str, text: str, ai_use: str, acknowledged: bool, words_min: int, words_max: int
) -> Submission:
    """Check what a candidate hands in. Refuses another state than draft, a missing title, a text outside the word limits,
    no words on the use of AI, and the programme's statement on AI not acknowledged."""
    CAPSTONE_STATES.require(state, ["draft"], act="handed in")
    title = require_text(title, field="title", most=TITLE_MOST, name="The title")
    text = require_text(text, field="text", most=TEXT_MOST, name="The text")
    words = count_words(text)
    if not words_min <= words <= words_max:
        raise Refusal(
            "words_out_of_range",
            f"The text has {words} words that count; {words_min} to {words_max} are asked.",
            field="text",
            mend="Tables, code and the parts under “Sources”, “Figures” and “Working” are not counted.",
        )
    ai_use = require_text(
        ai_use,
        field="ai_use",
        most=STATEMENT_MOST,
        name="Your statement on the use of AI",
        mend="Say which tool you used, for what, and how you checked it; or that you used none.",
    )
    if not acknowledged:
        raise Refusal(
            "ai_policy_unacknowledged",
            "Read the programme's statement on the use of AI and confirm that you did.",
            field="acknowledged",
        )
    return Submission(title=title, text=text, ai_use=ai_use, words=words)


# --- who may mark --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class ExaminerFacts:
    """What decides whether one person may mark one candidate's capstone.

    `conflict` is the reason that people.api gives (oneself, employer, declared interest), or empty; `has_trained` tells
    whether they trained the candidate within the scheme's years.
    """

    is_examiner: bool
    conflict: str
    has_trained: bool
    trainer_years: int
    mode: Mode


def trainers_are_barred(mode: Mode) -> bool:
    """A certification keeps marking apart from training, always. A certificate that ends a training need not."""
    return mode is Mode.CERTIFICATION


def blocks_of(facts: ExaminerFacts) -> tuple[str, ...]:
    """Every reason why this person may not mark, each as half a sentence; none means that they may."""
    blocks = []
    if not facts.is_examiner:
        blocks.append("they are not an examiner")
    if facts.conflict:
        blocks.append(facts.conflict)
    if facts.has_trained and trainers_are_barred(facts.mode):
        years = "year" if facts.trainer_years == 1 else "years"
        blocks.append(f"they trained the candidate within the last {facts.trainer_years} {years}")
    return tuple(blocks)


# --- the marks -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Weighed:
    """Levels on a rubric as a share of what is possible. `exact` in percent decides; `percent` is shown and stored.

    `percent` is cut off after two places, never rounded up: a figure that reaches the pass mark has really reached it.
    """

    exact: Fraction
    percent: Decimal
    passed: bool


def pass_mark(rubric: Rubric) -> int:
    """The percent needed to pass. Refuses a formative rubric: it decides nothing."""
    if rubric.kind is not RubricKind.SUMMATIVE or rubric.pass_percent is None:
        raise Refusal("rubric_formative", "A formative rubric decides nothing.")
    return rubric.pass_percent


def check_levels(rubric: Rubric, levels: Mapping[str, object]) -> dict[str, int]:
    """A level of the scale for every criterion and for nothing else. Refuses with the criterion as field."""
    pass_mark(rubric)
    scale = {step.level for step in rubric.scale}
    known = {criterion.key for criterion in rubric.criteria}
    if unknown := sorted(str(key)[:40] for key in levels if key not in known):
        raise Refusal("criterion_unknown", f"The rubric has no criterion “{unknown[0]}”.")
    checked = {}
    for criterion in rubric.criteria:
        level = levels.get(criterion.key)
        if isinstance(level, bool) or not isinstance(level, int) or level not in scale:
            raise Refusal("level_missing", f"Choose a level for “{criterion.name}”.", field=criterion.key)
        checked[criterion.key] = level
    return checked


def weigh_levels(rubric: Rubric, levels: Mapping[str, int]) -> Weighed:
    """The weighted percent of checked levels: sum of weight x level over sum of weight x highest level, exactly."""
    highest = max(step.level for step in rubric.scale)
    got = sum(criterion.weight * levels[criterion.key] for criterion in rubric.criteria)
    possible = sum(criterion.weight for criterion in rubric.criteria) * highest
    return _weighed(Fraction(100 * got, possible), rubric)


@dataclass(frozen=True, kw_only=True)
class Settled:
    """The marks agree well enough, or a third one has settled them: this is the outcome."""

    weighed: Weighed
    marks: int


@dataclass(frozen=True, kw_only=True)
class Unsettled:
    """More marks are needed, and why."""

    reason: str


def settle_marks(rubric: Rubric, marks: Sequence[Mapping[str, int]], *, still_open: int) -> Settled | Unsettled:
    """What the marks of one submission add up to.

    One mark stands for itself. Two stand as their mean, unless they differ by two levels on a criterion or only one of
    them passes: then a third examiner reads it, and the middle one of the three percentages decides. While an allocation
    is `still_open`, nothing is settled: nobody's mark may lean on another's.
    """
    if not marks:
        return Unsettled(reason="Nobody has marked it yet.")
    if still_open:
        return Unsettled(reason="Another examiner has not marked it yet.")
    weighed = [weigh_levels(rubric, levels) for levels in marks]
    if len(marks) == 2 and (why := disagreement(rubric, marks[0], marks[1])):
        return Unsettled(reason=f"{why} A third examiner is needed.")
    exact = [one.exact for one in weighed]
    value = Fraction(sum(exact), len(exact)) if len(exact) < 3 else Fraction(median(exact))
    return Settled(weighed=_weighed(value, rubric), marks=len(marks))


def disagreement(rubric: Rubric, first: Mapping[str, int], second: Mapping[str, int]) -> str:
    """Why two marks are too far apart to stand, or an empty text."""
    if weigh_levels(rubric, first).passed != weigh_levels(rubric, second).passed:
        return "One examiner passes it and the other does not."
    for criterion in rubric.criteria:
        if abs(first[criterion.key] - second[criterion.key]) >= LEVELS_APART:
            return f"The examiners are {LEVELS_APART} levels or more apart on “{criterion.name}”."
    return ""


def _weighed(exact: Fraction, rubric: Rubric) -> Weighed:
    percent = (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(Decimal("0.01"), ROUND_DOWN)
    return Weighed(exact=exact, percent=percent, passed=exact >= pass_mark(rubric))
