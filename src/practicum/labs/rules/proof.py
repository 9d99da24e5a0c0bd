"""A lab proven on many seeds: which tasks hold, and why the others do not."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from practicum.kernel.errors import Refusal
from practicum.labs.rules.building import FEWEST_TASKS, build_variant
from practicum.labs.rules.data import simulate_tables, write_tables
from practicum.pack.api import Lab


@dataclass(frozen=True, kw_only=True)
class SeedProof:
    """One variant. `reasons`: task -> why it is not proven, empty where it is. `fault` is why there is no variant."""

    seed: int
    reasons: dict[str, str]
    is_issuable: bool
    fault: str = ""


@dataclass(frozen=True, kw_only=True)
class TaskProof:
    """One task over all seeds. `reasons`: why it was not proven -> on how many seeds, the most frequent first."""

    task: str
    kind: str
    points: int
    proven: int
    failed: int
    reasons: dict[str, int]
    failing_seeds: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class LabProof:
    """A lab over all seeds: variants that could be issued, and those that carry every task."""

    lab: str
    version: str
    seeds: int
    issuable: int
    whole: int
    tasks: tuple[TaskProof, ...]
    not_issuable: tuple[tuple[int, str], ...]

    @property
    def holds(self) -> bool:
        return self.issuable == self.seeds > 0


def prove_seed(lab: Lab, seed: int) -> SeedProof:
    """The variant of one seed: simulated, written, read back, computed and proven as for a candidate."""
    try:
        variant = build_variant(lab, write_tables(simulate_tables(lab, seed)).read())
    except Refusal as refusal:
        fault = str(refusal)
        return SeedProof(seed=seed, reasons={task.key: fault for task in lab.tasks}, is_issuable=False, fault=fault)
    reasons = {task.key: "" for task in lab.tasks}
    for left in variant.left_out:
        reasons[left.task] = f"{left.reason} [{left.detail}]" if left.detail else left.reason
    fault = ""
    if not variant.is_issuable:
        fault = f"{len(variant.tasks)} tasks are proven; {FEWEST_TASKS} are needed."
    return SeedProof(seed=seed, reasons=reasons, is_issuable=variant.is_issuable, fault=fault)


def sum_up(lab: Lab, proofs: Iterable[SeedProof]) -> LabProof:
    """All seeds together."""
    done = sorted(proofs, key=lambda proof: proof.seed)
    tasks = []
    for task in lab.tasks:
        reasons = Counter(proof.reasons[task.key] for proof in done if proof.reasons[task.key])
        failing = tuple(proof.seed for proof in done if proof.reasons[task.key])
        tasks.append(
            TaskProof(
                task=task.key,
                kind=task.kind,
                points=task.points,
                proven=len(done) - len(failing),
                failed=len(failing),
                reasons=dict(reasons.most_common()),
                failing_seeds=failing[:10],
            )
        )
    return LabProof(
        lab=lab.key,
        version=lab.version,
        seeds=len(done),
        issuable=sum(proof.is_issuable for proof in done),
        whole=sum(not any(proof.reasons.values()) for proof in done),
        tasks=tuple(tasks),
        not_issuable=tuple((proof.seed, proof.fault) for proof in done if not proof.is_issuable),
    )
