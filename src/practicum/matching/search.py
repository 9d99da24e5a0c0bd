"""Run CP-SAT so that a search can be repeated, watched and stopped.

Repeatable: one worker for each model, a fixed seed and a limit in CP-SAT's deterministic time, which counts work and
not seconds. For two cores there are two lanes: two models at once, whose answers are taken in a fixed order, whichever
came first. The price: the work is fixed before the speed of the machine is known. `Budget` therefore also holds a
wall-clock limit; when that one strikes, the result says `cut_short`.
"""

import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from practicum.kernel.later import Later
from practicum.matching.result import Cohort

if TYPE_CHECKING:
    from ortools.sat.python import cp_model
else:
    cp_model = Later("ortools.sat.python.cp_model")

Answer = TypeVar("Answer")

LANES = 2
WORK_PER_SECOND = 0.5
"""Work that each lane of a search may do per second asked for. One unit is one of CP-SAT's deterministic time, or the
building of a model with 20,000 variables. Measured: a free core does 0.7 units a second on neighbourhoods, one that
others load as heavily 0.45; what is left over is for slower machines. An unloaded search ends before its seconds do."""
BUILD_WORK = 5e-5  # per variable of a model: Python builds it, CP-SAT does not count it
BASE_WORK = 0.01  # per model, so that a chain of trivial models ends
POLL_SECONDS = 0.05


@dataclass
class Budget:
    """How much may still be done: `work` in deterministic time, `seconds` on the caller's clock."""

    seconds: float
    clock: Callable[[], float]
    should_stop: Callable[[], bool] | None = None

    def __post_init__(self) -> None:
        self.started = self.clock()
        self.work = self.seconds * WORK_PER_SECOND
        self.until = self.seconds
        self.cut_short = self.stopped = False

    @property
    def elapsed(self) -> float:
        return self.clock() - self.started

    def must_stop(self) -> bool:
        """Whether the clock ends this stretch of the search, or the caller the whole of it."""
        if not self.stopped and self.should_stop is not None and self.should_stop():
            self.stopped = True
        if self.stopped or self.elapsed >= self.until:
            self.cut_short = True
            return True
        return False

    @property
    def is_spent(self) -> bool:
        return self.work <= 0 or self.must_stop()


@dataclass(frozen=True)
class Found:
    """The end of one run: a plan if any was found, the bound on the objective, and whether the plan is optimal."""

    plan: tuple[Cohort, ...] | None
    bound: float
    optimal: bool


@dataclass(frozen=True)
class Job:
    """A model to be solved with at most `work`. `read` makes a plan of a solution; a model without it gives a bound."""

    model: "cp_model.CpModel"
    work: float
    seed: int
    read: Callable[[Any], tuple[Cohort, ...]] | None = None


def _watcher(
    tell: Callable[[tuple[Cohort, ...]], None], read: Callable[[Any], tuple[Cohort, ...]]
) -> "cp_model.CpSolverSolutionCallback":
    class Watcher(cp_model.CpSolverSolutionCallback):
        def on_solution_callback(self) -> None:
            tell(read(self.boolean_value))

    return Watcher()


def run(
    jobs: Sequence[Job], *, budget: Budget, on_plan: Callable[[int, tuple[Cohort, ...]], None] | None = None
) -> list[Found]:
    """Solve jobs side by side, each in a thread of its own (CP-SAT lets go of Python's lock); answers in their order.

    `on_plan`, told the place of the job and each plan that it finds, and the budget's `should_stop` are called in the
    caller's thread. The budget pays for the most expensive of the jobs.
    """
    said: queue.SimpleQueue[tuple[int, tuple[Cohort, ...] | None]] = queue.SimpleQueue()
    solvers = [_solver(job, budget) for job in jobs]
    status: list[Any] = [None] * len(jobs)

    def work_on(place: int) -> None:
        job = jobs[place]
        watcher = _watcher(lambda plan: said.put((place, plan)), job.read) if on_plan and job.read else None
        try:
            status[place] = solvers[place].solve(job.model, watcher)
        finally:
            said.put((place, None))

    threads = [threading.Thread(target=work_on, args=(place,), daemon=True) for place in range(len(jobs))]
    for thread in threads:
        thread.start()
    running = len(jobs)
    while running:
        try:
            place, plan = said.get(timeout=POLL_SECONDS)
        except queue.Empty:
            if budget.must_stop():
                for solver in solvers:
                    solver.stop_search()
            continue
        if plan is None:
            running -= 1
        elif on_plan:
            on_plan(place, plan)
    for thread in threads:
        thread.join()
    budget.must_stop()
    budget.work -= max(
        float(solver.response_proto.deterministic_time)
        + BASE_WORK
        + BUILD_WORK * len(jobs) * len(job.model.proto.variables)
        for job, solver in zip(jobs, solvers, strict=True)
    )
    return [_found(job, solver, ended) for job, solver, ended in zip(jobs, solvers, status, strict=True)]


def side_by_side(tasks: Sequence[Callable[[Callable[[], bool]], Answer]], *, budget: Budget) -> list[Answer | None]:
    """Do tasks that let go of Python's lock, as many at once as there are lanes; their answers in their order.

    Each task is given a question to ask now and then: must it end? Those not begun by then are left, their answer None.
    """
    todo: queue.SimpleQueue[int] = queue.SimpleQueue()
    said: queue.SimpleQueue[tuple[int, Answer | BaseException | None]] = queue.SimpleQueue()
    given_up = threading.Event()
    for place in range(len(tasks)):
        todo.put(place)

    def work_on() -> None:
        while True:
            try:
                place = todo.get_nowait()
            except queue.Empty:
                return
            try:
                said.put((place, None if given_up.is_set() else tasks[place](given_up.is_set)))
            except BaseException as error:  # told to the caller, in whose thread it is raised again
                said.put((place, error))

    threads = [threading.Thread(target=work_on, daemon=True) for _ in range(min(LANES, len(tasks)))]
    for thread in threads:
        thread.start()
    answers: list[Answer | None] = [None] * len(tasks)
    broken: list[BaseException] = []
    running = len(tasks)
    while running:
        try:
            place, answer = said.get(timeout=POLL_SECONDS)
        except queue.Empty:
            if budget.must_stop():
                given_up.set()
            continue
        running -= 1
        if isinstance(answer, BaseException):
            broken.append(answer)
            given_up.set()
        else:
            answers[place] = answer
    for thread in threads:
        thread.join()
    if broken:
        raise broken[0]
    return answers


def _solver(job: Job, budget: Budget) -> "cp_model.CpSolver":
    """One worker, the seed, and the limit in work; `run` keeps the clock, so that an end by it never goes untold."""
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.catch_sigint_signal = False  # else a Ctrl-C after the first model ends the whole program
    solver.parameters.random_seed = job.seed % (2**31)
    solver.parameters.max_deterministic_time = max(min(job.work, budget.work), 0.001)
    return solver


def _found(job: Job, solver: "cp_model.CpSolver", status: Any) -> Found:
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        known = status == cp_model.UNKNOWN
        return Found(None, solver.best_objective_bound if known else float("inf"), optimal=False)
    plan = job.read(solver.boolean_value) if job.read else None
    return Found(plan, solver.best_objective_bound, optimal=status == cp_model.OPTIMAL)
