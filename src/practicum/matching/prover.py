"""A long proof in a process of its own: HiGHS cannot be interrupted, but a process can be ended.

The other process is a fresh interpreter that inherits nothing (no database connection, no lock); it reads a relaxed
problem from its standard input and writes the proof to its output.
"""

import os
import pickle
import subprocess
import sys
from collections.abc import Callable

from practicum.matching.linear import Proof, Relaxation

LOOK_SECONDS = 0.05


def prove_apart(relaxation: Relaxation, *, seconds: float, must_end: Callable[[], bool]) -> Proof | None:
    """`Relaxation.prove` in another process; None when it had to end first, or when HiGHS, which looks at the clock only
    between its steps, overstays by a quarter. Raises RuntimeError if the other process broke down.
    """
    child = subprocess.Popen(
        [sys.executable, "-m", "practicum.matching.prover"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
    )
    asked: bytes | None = pickle.dumps((relaxation, seconds))
    try:
        for _ in range(int(1.25 * seconds / LOOK_SECONDS) + 1):
            if must_end():
                break
            try:
                answer, _ = child.communicate(asked, timeout=LOOK_SECONDS)
            except subprocess.TimeoutExpired:
                asked = None  # communicate goes on with what it was given first
                continue
            if child.returncode:
                raise RuntimeError(f"The proof of the bound broke down (exit {child.returncode}).")
            proof: Proof = pickle.loads(answer)  # noqa: S301 - of our own process
            return proof
        return None
    finally:
        child.kill()
        child.communicate()


def main() -> None:
    relaxation, seconds = pickle.load(sys.stdin.buffer)  # noqa: S301 - of the process that started this one
    sys.stdout.buffer.write(pickle.dumps(relaxation.prove(seconds=seconds)))


if __name__ == "__main__":
    main()
