"""The second process of a demonstration: it acts in order, tells how far it is, fails in the open, and never outlives us."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from practicum.kernel.errors import Refusal
from practicum.site.demo.second_hand import SecondHand


def count_to(number: int, *, tick: Callable[[], None]) -> int:
    for _ in range(number):
        tick()
    return os.getpid()


def refuse(*, tick: Callable[[], None]) -> None:
    raise Refusal("no", "Not this way.", field="way")


def dawdle(*, tick: Callable[[], None]) -> None:
    tick()
    time.sleep(60)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


class Stage:
    def __init__(self) -> None:
        self.ticks = 0

    @contextmanager
    def scene(self) -> Iterator[Callable[[], None]]:
        yield self.tick

    def tick(self) -> None:
        self.ticks += 1


def test_acts_in_another_process_and_ticks_here() -> None:
    stage = Stage()
    with SecondHand() as hand:
        answers = [hand.ask(count_to, number, scene=stage.scene()) for number in (2, 3)]
        pids = {answer.result(60) for answer in answers}
    assert len(pids) == 1
    assert os.getpid() not in pids
    assert stage.ticks == 5
    assert not is_alive(pids.pop())


def test_a_failure_is_raised_where_the_act_was_asked_for_and_the_next_act_is_done() -> None:
    with SecondHand() as hand:
        failing = hand.ask(refuse, scene=Stage().scene())
        following = hand.ask(count_to, 1, scene=Stage().scene())
        with pytest.raises(Refusal, match="Not this way"):
            failing.result(60)
        assert following.result(60) != os.getpid()


def test_an_interrupt_here_ends_the_other_process_in_the_middle_of_its_act() -> None:
    stage = Stage()
    pid = 0
    with pytest.raises(KeyboardInterrupt), SecondHand() as hand:
        pid = hand.ask(count_to, 0, scene=Stage().scene()).result(60)
        hand.ask(dawdle, scene=stage.scene())
        while not stage.ticks:
            time.sleep(0.01)
        raise KeyboardInterrupt
    assert not is_alive(pid)
