"""The life of a standard setting, a cut score and an appeal; how results are computed, reviewed and released. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_CEILING, ROUND_HALF_EVEN, Decimal, InvalidOperation
from statistics import median

from practicum.kernel.errors import NotPermitted, Refusal
from practicum.kernel.states import StateTable

SETTING_STATES = StateTable(
    noun="standard setting",
    initial="first_round",
    # a cut score that was rejected gives the judges their second round back
    moves={"first_round": ("second_round",), "second_round": ("closed",), "closed": ("second_round",)},
)
CUT_STATES = StateTable(
    noun="cut score",
    initial="computed",
    moves={"computed": ("adopted", "rejected"), "adopted": ("replaced",), "rejected": (), "replaced": ()},
)
APPEAL_STATES = StateTable(
    noun="appeal",
    initial="lodged",
    moves={"lodged": ("upheld", "dismissed", "withdrawn"), "upheld": (), "dismissed": (), "withdrawn": ()},
)

MIN_JUDGES = 6
ROUNDS = (1, 2)
REASON_MOST = 4_000
GROUNDS_LEAST = 40  # characters: a sentence that says what went wrong
GROUNDS_MOST = 8_000
APPEAL_OUTCOMES = ("upheld", "dismissed")
HUNDREDTH = Decimal("0.01")
# Attempts that still run, or may still begin: a released result would tell their candidates about the form.
RUNNING = ("scheduled", "checked_in", "in_progress")
CLOSED = ("submitted", "expired")


def require_words(text: str, *, field: str, name: str, least: int = 1, most: int = REASON_MOST) -> str:
    """The text, trimmed. Refused when too short, too long, or holding what cannot be stored."""
    text = text.replace("\r\n", "\n").strip()
    if "\x00" in text:
        raise Refusal("text_unreadable", f"{name} holds a character that cannot be stored.", field=field)
    if not text:
        raise Refusal(f"{field}_missing", f"{name} is missing.", field=field)
    if not least <= len(text) <= most:
        raise Refusal(f"{field}_length", f"{name} needs {least} to {most} characters; it has {len(text)}.", field=field)
    return text


# What each rung of psychometrics.evidence_ladder means to somebody who knows no statistics.
RUNG_WORDS = {
    "judgement": "Too few people have sat this form for their answers to say anything about it. The cut score rests on the "
    "judges alone, and every result close to it is looked at by a person.",
    "description": "The answers describe the form roughly, with wide margins. They do not yet tell good questions from bad "
    "ones, and the cut score still rests on the judges.",
    "anchored_rasch": "The answers begin to check the judges: this form can be tied to earlier ones by the questions that they "
    "share. Single questions are watched, not yet sorted out.",
    "rasch": "The answers carry the cut score from form to form, and show questions that drift or that treat one group "
    "differently.",
    "two_parameter": "The answers tell how sharply each question separates, and forms can be made equal by calculation.",
    "adaptive": "There is enough to fit the questions to each candidate.",
}

# --- judgements ----------------------------------------------------------------------------------------------------


def check_probability(value: object, *, field: str = "probability") -> Decimal:
    """How many of 100 just qualified candidates are right, as a share from 0 to 1 in hundredths."""
    try:
        number = Decimal(str(value)) if not isinstance(value, bool) else Decimal("NaN")
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or not 0 <= number <= 1 or number != number.quantize(HUNDREDTH):
        raise Refusal("probability_range", "A judgement is a whole number of percent from 0 to 100.", field=field)
    return number.quantize(HUNDREDTH)


def check_round(state: str, round_: int) -> None:
    """Refuse judgements in a round that is not open. The first ends for all when the second begins."""
    if round_ not in ROUNDS:
        raise Refusal("round_unknown", "There are two rounds.", field="round")
    SETTING_STATES.require(state, ["first_round", "second_round"], act="added to")
    if round_ == 2 and state == "first_round":
        raise Refusal(
            "round_not_open",
            "The second round has not begun.",
            field="round",
            mend="It begins when enough judges have finished the first.",
        )
    if round_ == 1 and state == "second_round":
        raise Refusal(
            "round_over", "The first round is over: its medians have been shown to the judges.", field="round"
        )


def complete_judges(judgements: Mapping[int, Iterable[int]], places: Iterable[int]) -> tuple[int, ...]:
    """The judges (in rising order) who judged every place of the form. `judgements`: judge -> item versions judged."""
    wanted = frozenset(places)
    return tuple(sorted(judge for judge, versions in judgements.items() if wanted <= frozenset(versions)))


def require_panel(complete: Sequence[int], *, round_: int) -> None:
    """Refuse to go on with fewer judges than the method needs."""
    if len(complete) < MIN_JUDGES:
        done = "judge has" if len(complete) == 1 else "judges have"
        raise Refusal(
            "judges_too_few",
            f"{len(complete)} {done} finished round {round_}; the method needs at least {MIN_JUDGES}.",
            mend="Ask the others to finish, or more people to judge.",
        )


def panel_medians(probabilities: Mapping[int, Sequence[Decimal]]) -> dict[int, Decimal]:
    """The median of the panel per item version."""
    return {version: Decimal(median(values)) for version, values in probabilities.items() if values}


# --- cut scores ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class AdoptionFacts:
    """`has_results`: somebody was already scored against the cut score that is adopted now."""

    state: str
    computed_by: str
    adopter: str
    has_results: bool


def decide_adoption(facts: AdoptionFacts) -> None:
    """Whether this person may adopt. Computing and adopting are two people's acts: a slip or a wish of one is seen by the
    other. Once somebody was scored, everybody on the form is judged by the same cut score."""
    CUT_STATES.move(facts.state, "adopted")
    if facts.computed_by == facts.adopter:
        raise NotPermitted("You computed this cut score, so another person adopts it.")
    if facts.has_results:
        raise Refusal(
            "cut_in_use",
            "Attempts have been scored against the cut score that is adopted now.",
            mend="All candidates of a form are judged by one cut score.",
        )


# --- scores --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class ItemScore:
    """Points of one place of the form, 0 to 1."""

    version: int
    area: str
    points: Decimal


@dataclass(frozen=True, kw_only=True)
class Score:
    """The sum. `by_area`: area -> (points, items), in the order in which areas first come up."""

    raw: Decimal
    most: Decimal
    passed: bool
    by_area: Mapping[str, tuple[Decimal, int]]


def add_up(items: Sequence[ItemScore], *, cut: Decimal) -> Score:
    """The raw score, exactly, against the cut score. Reaching the cut passes."""
    raw = sum((item.points for item in items), Decimal(0))
    by_area: dict[str, tuple[Decimal, int]] = {}
    for item in items:
        points, count = by_area.get(item.area, (Decimal(0), 0))
        by_area[item.area] = (points + item.points, count + 1)
    return Score(raw=raw, most=Decimal(len(items)), passed=raw >= cut, by_area=by_area)


def points_needed(cut: Decimal) -> int:
    """The least whole number of points that reaches the cut."""
    return int(cut.to_integral_value(ROUND_CEILING))


@dataclass(frozen=True, kw_only=True)
class Precision:
    """How exact a raw score is. `sem` with its interval in raw points and `n` attempts behind it.

    `n` is 0 where too few have sat the form: then `sem` is Lord's binomial error, which needs no group, and has no
    interval. `low` to `high` is the band of one SEM around the score, within the scale. `is_borderline`: the cut score
    lies within one SEM of the score.
    """

    sem: Decimal
    sem_low: Decimal | None
    sem_high: Decimal | None
    n: int
    method: str
    low: Decimal
    high: Decimal
    is_borderline: bool


def binomial_error(raw: Decimal, most: Decimal) -> Decimal:
    """Lord's (1955) standard error of a number-right score: sqrt(x (k - x) / (k - 1)), from the score and the length alone.

    It supposes items drawn at random from a pool, so it is somewhat larger than the error on a form that is balanced by
    a blueprint: with few candidates, too wide a band is the honest side to err on. 0 at both ends of the scale.
    """
    if most < 2:
        return Decimal(0)
    return (raw * (most - raw) / (most - 1)).sqrt()


def describe_precision(
    *,
    raw: Decimal,
    most: Decimal,
    cut: Decimal,
    sem: float | None,
    sem_low: float | None,
    sem_high: float | None,
    n: int,
    method: str,
) -> Precision:
    """The band of one SEM around a score. Without a SEM of the form, Lord's binomial error at the score or at the cut,
    whichever is larger, so that a score near an end of the scale is not shown as free of error."""
    if sem is None:
        error = max(binomial_error(raw, most), binomial_error(min(cut, most), most))
        interval: tuple[Decimal | None, Decimal | None] = (None, None)
        n, method = 0, "binomial error model (Lord), from the length of the form alone"
    else:
        error = Decimal(repr(sem))
        interval = (
            None if sem_low is None else _hundredths(Decimal(repr(sem_low))),
            None if sem_high is None else _hundredths(Decimal(repr(sem_high))),
        )
    return Precision(
        sem=_hundredths(error),
        sem_low=interval[0],
        sem_high=interval[1],
        n=n,
        method=method,
        low=max(Decimal(0), _hundredths(raw - error)),
        high=min(most, _hundredths(raw + error)),
        is_borderline=abs(raw - cut) <= error,
    )


# --- release -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class AttemptFacts:
    """One attempt of a sitting. `is_reviewed` counts for borderline results only. An attempt that never began has no
    result: nobody waits for it."""

    code: str
    state: str
    window_closes_at: datetime
    has_started: bool = True
    is_borderline: bool = False
    is_reviewed: bool = False


def decide_release(attempts: Sequence[AttemptFacts], *, now: datetime) -> tuple[str, ...]:
    """The codes of the attempts whose results may be released together.

    Refuses while somebody may still sit the form, while a closed attempt is not scored, and while a result within one
    SEM of the cut score has not been reviewed by a person.
    """
    if running := [one.code for one in attempts if one.state in RUNNING and one.window_closes_at > now]:
        raise Refusal(
            "sitting_open",
            f"{len(running)} of {len(attempts)} attempts are not over yet.",
            mend="Release all results of a sitting together, when its window has closed.",
        )
    if unscored := [one.code for one in attempts if one.state in CLOSED and one.has_started]:
        raise Refusal("attempts_unscored", f"Not scored yet: {', '.join(unscored)}.", mend="Score them first.")
    ready = [one for one in attempts if one.state == "scored"]
    if not ready:
        raise Refusal("nothing_to_release", "No scored result of this sitting waits for its release.")
    if unreviewed := [one.code for one in ready if one.is_borderline and not one.is_reviewed]:
        raise Refusal(
            "borderline_unreviewed",
            f"Within one standard error of the cut score and not reviewed: {', '.join(unreviewed)}.",
            mend="Look at each and write down what you found.",
        )
    return tuple(one.code for one in ready)


# --- appeals -------------------------------------------------------------------------------------------------------


def appeal_deadline(released_at: datetime, *, days: int) -> datetime:
    return released_at + timedelta(days=days)


def decide_lodging(
    *,
    released_at: datetime | None,
    passed: bool,
    is_newest: bool,
    attempt_state: str,
    earlier: Sequence[str],
    grounds: str,
    days: int,
    now: datetime,
) -> str:
    """The grounds, trimmed, if the candidate may appeal now. `earlier` are the states of appeals against this result."""
    if released_at is None or not is_newest or attempt_state == "voided":
        raise Refusal("result_not_open", "This result cannot be appealed.")
    if passed:
        raise Refusal("result_passed", "You have passed: there is no decision against you.")
    if "lodged" in earlier:
        raise Refusal("appeal_lodged", "You have appealed against this result; the appeal is being decided.")
    if {"upheld", "dismissed"} & set(earlier):
        raise Refusal("appeal_decided", "An appeal against this result has been decided.")
    if now > appeal_deadline(released_at, days=days):
        raise Refusal("appeal_late", f"An appeal is possible within {days} days of the release of the result.")
    return require_words(grounds, field="grounds", name="What went wrong", least=GROUNDS_LEAST, most=GROUNDS_MOST)


@dataclass(frozen=True, kw_only=True)
class AppealDeciderFacts:
    """What decides whether one person may decide one appeal. `parts` names what they did in the original decision."""

    is_decider: bool
    conflict: str
    parts: tuple[str, ...]
    has_trained: bool
    has_examined: bool


def appeal_blocks(facts: AppealDeciderFacts) -> tuple[str, ...]:
    """Every reason why this person may not decide the appeal, each as half a sentence; none means that they may.

    An appeal goes to other persons than the original decision in both modes of a programme.
    """
    blocks = []
    if not facts.is_decider:
        blocks.append("they are not a decider")
    if facts.conflict:
        blocks.append(facts.conflict)
    blocks += [f"they {part}" for part in facts.parts]
    if facts.has_trained:
        blocks.append("they trained the candidate")
    if facts.has_examined:
        blocks.append("they marked the candidate's capstone")
    return tuple(blocks)


def _hundredths(value: Decimal) -> Decimal:
    return value.quantize(HUNDREDTH, ROUND_HALF_EVEN)
