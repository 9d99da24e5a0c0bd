"""Charts of a proposed plan. Each has its table."""

from collections import Counter

from practicum.charts.api import Chart, progress_bars, stacked_bar
from practicum.cohorts.queries.proposals import SeenProposal

SHOWN = 5  # role profiles with a part of their own in the chart; the rest is one part


def chart_plan(seen: SeenProposal) -> list[Chart]:
    """The size of each proposed cohort, and how its role profiles are mixed."""
    least, most = seen.size
    names = [f"{one.number}. {one.hour}" for one in seen.cohorts]
    counts = [dict(one.roles) for one in seen.cohorts]
    every: Counter[str] = Counter()
    for one in counts:
        every.update(one)
    shown = [role for role, _ in every.most_common(SHOWN)]
    rows = [
        (name, [*(one.get(role, 0) for role in shown), sum(n for role, n in one.items() if role not in shown)])
        for name, one in zip(names, counts, strict=True)
    ]
    return [
        progress_bars(
            [(name, len(one.members), most) for name, one in zip(names, seen.cohorts, strict=True)],
            id="sizes",
            title=f"Members of each cohort; {least} are the least, {most} the most",
            head=("Cohort", "Members", "Most"),
        ),
        stacked_bar(
            rows,
            series=[*(role or "Not said" for role in shown), "Other role profiles"],
            id="roles",
            title="Role profiles in each cohort",
            head="Cohort",
        ),
    ]
