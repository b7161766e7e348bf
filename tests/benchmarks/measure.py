"""CPU time of a call in this process, and a shell to call magics in."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config


def cpu_ms(call: Callable[[], object], *, calls: int = 200, repetitions: int = 7) -> float:
    """Median over the repetitions of the mean CPU milliseconds of one call."""
    call()
    figures = []
    for _ in range(repetitions):
        started = time.process_time()
        for _ in range(calls):
            call()
        figures.append(1000 * (time.process_time() - started) / calls)
    return statistics.median(figures)


def shell() -> InteractiveShell:
    config = Config()
    config.HistoryManager.enabled = False
    return InteractiveShell.instance(config=config)
