"""The pass rate of a form."""

from practicum.kernel.errors import Refusal
from practicum.psychometrics.facts.findings import Finding, too_few
from practicum.psychometrics.facts.intake import check_level
from practicum.psychometrics.facts.proportion import wilson


def pass_rate(*, n_passed: int, n_decided: int, level: float = 0.95) -> Finding:
    """Share of decided candidates who passed, with Wilson interval.

    Wilson's interval is honest from the first candidate on (1 of 1 gives 0.21 to 1), so only 0 decided are refused.
    """
    check_level(level)
    if not 0 <= n_passed <= n_decided:
        raise Refusal("bad_count", "Passed must lie between 0 and the number decided.", field="n_passed")
    if n_decided == 0:
        return too_few(what="decided candidates", n=0, n_needed=1)
    return wilson(proportion=n_passed / n_decided, n=n_decided, level=level)
