"""A second process in which simulated people act at the same time, as real ones do."""

import multiprocessing
import pickle
import signal
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager
from multiprocessing.connection import Connection
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar

if TYPE_CHECKING:  # the other process reads this file before its Django is set up
    from practicum.site.demo.play import Tick

STOP_SECONDS = 5.0
R = TypeVar("R")


class SecondHand:
    """Does one act after another beside this process, on the same database; ends with it, however that ends."""

    def __enter__(self) -> Self:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_act_until_told, args=(theirs,), daemon=True)
        # Ctrl-C reaches the whole group of processes. This one hears of it, and ends the other.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        self._process.start()
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        theirs.close()
        self._listener = ThreadPoolExecutor(max_workers=1)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        self._process.join(STOP_SECONDS)
        self._process.kill()
        self._listener.shutdown(cancel_futures=True)
        self._pipe.close()

    def ask(self, act: Callable[..., R], *args: Any, scene: "AbstractContextManager[Tick]") -> "Future[R]":
        """Have `act(*args, tick=…)` done after what was asked before; the scene's tick is called in this process. What
        the act raises is raised by the answer's `result`."""
        # What is there now is what the act sees: this process plays on meanwhile.
        return self._listener.submit(self._ask, pickle.dumps((act, args)), scene)

    def _ask(self, asked: bytes, scene: "AbstractContextManager[Tick]") -> Any:
        with scene as tick:
            self._pipe.send_bytes(asked)
            while True:
                word, value = self._pipe.recv()
                if word == "tick":
                    tick()
                elif word == "failed":
                    raise value
                else:
                    return value


def _act_until_told(pipe: Connection) -> None:
    from practicum.site.demo.stage import wait_for_the_disk  # noqa: PLC0415  Django must be set up first
    from practicum.site.runtime import set_up  # noqa: PLC0415  only the acting process needs it

    set_up()
    wait_for_the_disk(False)
    while True:
        try:
            act, args = pickle.loads(pipe.recv_bytes())  # noqa: S301  our own process wrote it
        except EOFError:  # whoever asked is gone
            return
        try:
            answer = act(*args, tick=lambda: pipe.send(("tick", None)))
        except Exception as error:
            pipe.send(("failed", error))
        else:
            pipe.send(("done", answer))
