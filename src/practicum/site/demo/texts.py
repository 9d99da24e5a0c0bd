"""What simulated people write. Short, and recognisably made up; a few variants so that pages do not read like copies."""

ABSENCES = ("Quarter-end close", "On call during an incident", "Travelling to a customer", "Ill")

MEMO = """## Who pays for the shared data platform

I propose that we allocate the platform by measured query time, not by the head count of the teams that use it.

- **Direct first.** Accounts and tags attribute all but {percent} percent of the effective cost. That remainder stays visible as a line of
  its own with an owner and a target.
- **Driver.** Query time follows what the teams do, is measured hourly already, and cannot be moved by renaming a team.
- **Commitments.** Their effective cost is spread by use; unused hours go to the central team, which bought them.
- **Reversal.** If a driver proves wrong we restate two closed months at most, with the finance partner's signature.

What I am unsure of: the nightly rebuild serves everybody and nobody. I would split it evenly for a quarter, then look again.

{name}
"""

FEEDBACK = (
    "The driver is well chosen and you say why. Put a number on what changes for the two largest teams before you send it.",
    "Clear, and honest about the remainder. What would you do if a team disputes the measured hours? One sentence is missing.",
    "Good structure. You treat unused commitments as the buyer's cost: say who decides how much to buy next time.",
    "You convince me on the method. For finance, show one month before and after, with the totals that must agree.",
)

CAPSTONE_TITLES = (
    "One cost model for two merged estates",
    "From savings targets to unit cost",
    "Leading FinOps across cloud, SaaS and AI",
    "A practice that survives the reorganisation",
    "Commitments as a portfolio",
)
_PARAGRAPHS = (
    "The organisation runs eleven business units on two clouds, a data platform that all of them share, and a growing AI service whose "
    "cost nobody owned when I began. I describe what I measured, what I decided, and what I would not do again.",
    "I started with the data. Four feeds, two currencies and three calendars went into one table in FOCUS columns; the reconciliation with the "
    "invoices closed to the tolerance of the specification in the second month, and stayed there.",
    "Allocation came next. Direct attribution reached ninety-one percent of the effective cost after the account structure was mended, "
    "ninety-four after the tag policy with its exceptions. The rest is a line of its own, with an owner, and it has been shrinking since.",
    "For the shared platform we took query time as the driver, after a trial of two quarters against storage and head count. The largest team's "
    "share rose by a fifth. I showed them the hours before I showed them the money, and asked what they would change.",
    "Forecasts were made by trend and corrected by plans. Signed error over six months was under four percent for stable services and eleven for "
    "the AI service, where I now give a range with its assumptions instead of a figure.",
    "On rates we bought in layers, each sized on the demand that was there in seven hours of ten, and none longer than the contract of the "
    "product that needed it. Utilisation stayed above ninety-six percent; the break-even of each layer is on the register.",
    "On usage the teams own the queue. Each finding carries its cost per month, its risk and its owner; what is not worth doing is closed with a "
    "reason, so that nobody finds it again next spring. Half of the saving came from schedules that anyone could have switched on.",
    "Governance is four guardrails and a way to be excused from each. The exception expires. In a year twelve were asked for, nine granted, two "
    "renewed, and one became the new rule because it was better than ours.",
    "The executive board sees three numbers: cost per order, the share of commitments at risk, and carbon per order. Each has a sentence on what "
    "we decided because of it. When nothing was decided, we say so.",
    "What I would not do again: I promised a saving before the baseline was agreed, and spent a quarter defending the baseline. The plan for the "
    "next year therefore starts with the definition, then the figure, then the promise.",
)


def capstone_text(words: int, offset: int) -> str:
    """A made-up capstone of about so many words. `offset` turns the order, so that no two begin alike."""
    turned = [*_PARAGRAPHS[offset % len(_PARAGRAPHS) :], *_PARAGRAPHS[: offset % len(_PARAGRAPHS)]]
    text: list[str] = ["## What I found and did"]
    number = 0
    while sum(len(part.split()) for part in text) < words:
        if number and number % len(turned) == 0:
            text.append(f"## Part {number // len(turned) + 1}")
        text.append(turned[number % len(turned)])
        number += 1
    return "\n\n".join(text)


MARKS = (
    "A diagnosis that rests on reconciled data, and a plan that names who loses something by it. The stakeholder story is the weakest part.",
    "Strong numbers with their definitions. Governance is described rather than argued; the exceptions would have shown more.",
    "Convincing throughout; the forecast range with its assumptions is what a board needs and rarely gets.",
    "Sound practice, honestly told. The benefit of the commitment layers is claimed before its cost is set against it.",
)
FAILING_MARK = "The plan does not follow from the diagnosis, and the savings have no baseline. Define the figure first, then hand in again."
APPEAL = (
    "During my attempt the fire alarm in the building sounded, and I lost about ten minutes although the clock went on. I told the supervisor "
    "the same day. I ask that other people look at whether this attempt should count."
)
