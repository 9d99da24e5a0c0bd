"""Long work of HiGHS in a process of its own: HiGHS cannot be interrupted, but a process can be ended.

The other process is a fresh interpreter that inherits nothing (no database connection, no lock); it reads a relaxed
problem from its standard input and writes what it found to its output.
"""

import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from tempfile import TemporaryFile
from typing import Literal

from practicum.matching.linear import Answer, Proof, Relaxation

LOOK_SECONDS = 0.05
Ask = Literal["bound", "dive", "prove"]


def ask_apart(
    relaxation: Relaxation, what: Ask, *, seconds: float, must_end: Callable[[], bool]
) -> Proof | Answer | float | None:
    """A method of `Relaxation` in another process; None when it had to end first, or when HiGHS, which looks at the clock
    only between its steps, overstays by a quarter. Raises RuntimeError if the other process broke down.
    """
    with TemporaryFile() as handed:  # a pipe would have to be fed beside the waiting
        pickle.dump((relaxation, what, seconds), handed)
        handed.seek(0)
        child = subprocess.Popen(
            [sys.executable, "-m", "practicum.matching.prover"],
            stdin=handed,
            stdout=subprocess.PIPE,
            start_new_session=True,  # a Ctrl-C in the terminal is for us: we end it
            env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        )
    try:
        for _ in range(int(1.25 * seconds / LOOK_SECONDS) + 1):
            if must_end():
                break
            try:
                answer, _ = child.communicate(timeout=LOOK_SECONDS)
            except subprocess.TimeoutExpired:
                continue
            if child.returncode:
                raise RuntimeError(f"HiGHS broke down (exit {child.returncode}).")
            found: Proof | Answer | float | None
            found, ran_out = pickle.loads(answer)  # noqa: S301 - of our own process
            relaxation.ran_out |= ran_out
            return found
        relaxation.ran_out = True
        return None
    finally:
        child.kill()
        child.communicate()


def main() -> None:
    relaxation, what, seconds = pickle.load(sys.stdin.buffer)  # noqa: S301 - of the process that started this one
    found = getattr(relaxation, what)(seconds=seconds)
    sys.stdout.buffer.write(pickle.dumps((found, relaxation.ran_out)))


if __name__ == "__main__":
    main()
