"""Run CP-SAT so that a search can be repeated, watched and stopped.

Repeatable: one worker, a fixed seed and a limit in CP-SAT's deterministic time, which counts work and not seconds.
The price: a second core stays idle, and the work is fixed before the speed of the machine is known. `Budget` therefore
also holds a wall-clock limit; when that one strikes, the result says `cut_short`.
"""

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ortools.sat.python import cp_model

from practicum.matching.program import Program
from practicum.matching.result import Cohort

WORK_PER_SECOND = 0.3
"""Work that a search may do per second asked for. One unit is one of CP-SAT's deterministic time, or the building of a
model with 20,000 variables. Measured: a free core does 0.7 units a second on neighbourhoods, one that others load as
heavily 0.45; what is left over is for slower machines. An unloaded search therefore ends before its seconds do."""
BUILD_WORK = 5e-5  # per variable of a model: Python builds it, CP-SAT does not count it
BASE_WORK = 0.01  # per model, so that a chain of trivial models ends
POLL_SECONDS = 0.1


@dataclass
class Budget:
    """How much may still be done: `work` in deterministic time, `seconds` on the caller's clock."""

    seconds: float
    clock: Callable[[], float]
    should_stop: Callable[[], bool] | None = None

    def __post_init__(self) -> None:
        self.started = self.clock()
        self.work = self.seconds * WORK_PER_SECOND
        self.cut_short = False

    @property
    def elapsed(self) -> float:
        return self.clock() - self.started

    def must_stop(self) -> bool:
        """Whether clock or caller end the search. Once true, it stays true."""
        if self.elapsed >= self.seconds or (self.should_stop is not None and self.should_stop()):
            self.cut_short = True
        return self.cut_short

    @property
    def is_spent(self) -> bool:
        return self.work <= 0 or self.must_stop()


@dataclass(frozen=True)
class Found:
    """The end of one run: a plan if any was found, the bound on the objective, and whether the plan is optimal."""

    plan: tuple[Cohort, ...] | None
    bound: float
    optimal: bool


class _Watcher(cp_model.CpSolverSolutionCallback):
    def __init__(self, solutions: "queue.SimpleQueue[tuple[Cohort, ...] | None]", program: Program) -> None:
        super().__init__()
        self._solutions = solutions
        self._program = program

    def on_solution_callback(self) -> None:
        self._solutions.put(self._program.read_plan(self.boolean_value))


def run(
    program: Program,
    *,
    budget: Budget,
    work: float,
    seed: int,
    on_plan: Callable[[tuple[Cohort, ...]], None] | None = None,
) -> Found:
    """Solve the program's current objective with at most `work` deterministic time of the budget.

    The solver runs in a thread of its own; `on_plan` and the budget's `should_stop` are called in the caller's thread.
    """
    solver = cp_model.CpSolver()
    set_limits(solver, budget=budget, work=work, seed=seed)
    solutions: queue.SimpleQueue[tuple[Cohort, ...] | None] = queue.SimpleQueue()
    watcher = _Watcher(solutions, program) if on_plan else None
    status: list[Any] = []

    def work_on() -> None:
        try:
            status.append(solver.solve(program.model, watcher))
        finally:
            solutions.put(None)

    thread = threading.Thread(target=work_on, daemon=True)
    thread.start()
    while True:
        try:
            plan = solutions.get(timeout=POLL_SECONDS)
        except queue.Empty:
            if budget.must_stop():
                solver.stop_search()
            continue
        if plan is None:
            break
        if on_plan:
            on_plan(plan)
    thread.join()
    budget.must_stop()
    budget.work -= spent(solver, variables=len(program.model.proto.variables))
    if status and status[0] in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Found(
            program.read_plan(solver.boolean_value), solver.best_objective_bound, status[0] == cp_model.OPTIMAL
        )
    return Found(None, solver.best_objective_bound, optimal=False)


def set_limits(solver: cp_model.CpSolver, *, budget: Budget, work: float, seed: int) -> None:
    """One worker, the seed, and both limits."""
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed % (2**31)
    solver.parameters.max_deterministic_time = max(min(work, budget.work), 0.001)
    solver.parameters.max_time_in_seconds = max(budget.seconds - budget.elapsed, 0.01)


def spent(solver: cp_model.CpSolver, *, variables: int) -> float:
    """Work that building and solving a model of so many variables has used."""
    return float(solver.response_proto.deterministic_time) + BASE_WORK + BUILD_WORK * variables
