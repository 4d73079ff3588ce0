"""Measure several servers in alternating rounds, so that whatever else the machine does hits all of them alike."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median

from .client import load
from .servers import Server

SERVER_CORE, CLIENT_CORE = 0, 1
WARM_UP = 0.3  # seconds; whatever is done once is done then


@dataclass(frozen=True)
class Subject:
    """What is asked of whom, over how many connections."""

    name: str
    server: Server
    requests: list[bytes]
    status: bytes = b"200"
    connections: int = 8


@dataclass(frozen=True)
class Row:
    """Medians over the rounds: requests a second, microseconds of CPU a request, milliseconds until half and 99 of 100 were answered."""

    name: str
    rate: float
    cpu: float
    p50: float
    p99: float

    def __str__(self) -> str:
        return f"{self.name:<58} {self.rate:>9,.0f} {self.cpu:>9.1f} {self.p50:>8.2f} {self.p99:>8.2f}"


class WrongAnswers(Exception):
    """A server gave other answers than it should: its figures would say nothing."""


def print_head(title: str) -> None:
    print(f"\n{title:<58} {'req/s':>9} {'CPU µs':>9} {'p50 ms':>8} {'p99 ms':>8}", flush=True)


def measured(subjects: list[Subject], *, rounds: int, seconds: float) -> list[Row]:
    """One row for each subject, printed as soon as all rounds are over. Every second round goes backwards."""
    for subject in subjects:
        load(
            subject.server.port,
            subject.requests,
            seconds=WARM_UP,
            connections=subject.connections,
            status=subject.status,
        )
    found = {subject.name: [] for subject in subjects}
    for number in range(rounds):
        for subject in subjects if number % 2 == 0 else reversed(subjects):
            found[subject.name].append(one_round(subject, seconds=seconds, seed=number))
    rows = [Row(name, *(median(column) for column in zip(*figures, strict=True))) for name, figures in found.items()]
    for row in rows:
        print(row, flush=True)
    return rows


def one_round(subject: Subject, *, seconds: float, seed: int) -> tuple[float, float, float, float]:
    before = subject.server.cpu_seconds()
    answer = load(
        subject.server.port,
        subject.requests,
        seconds=seconds,
        connections=subject.connections,
        status=subject.status,
        seed=seed,
    )
    cpu = subject.server.cpu_seconds() - before
    if answer.faults:
        raise WrongAnswers(
            f"{subject.name}: {answer.faults} of {answer.answers} answers were not {subject.status.decode()}."
        )
    return answer.rate, cpu / answer.answers * 1e6, answer.p50, answer.p99


@dataclass(frozen=True)
class Goal:
    """One line of the table of goals. `limited_by` says what the figure is made of."""

    name: str
    value: float
    wanted: float
    limited_by: str
    is_at_most: bool = False
    unit: str = ""

    @property
    def is_met(self) -> bool:
        return self.value <= self.wanted if self.is_at_most else self.value >= self.wanted

    def __str__(self) -> str:
        sign = "≤" if self.is_at_most else "≥"
        verdict = "pass" if self.is_met else "MISSED"
        return f"| {self.name} | {self.value:.3g}{self.unit} | {sign} {self.wanted:g}{self.unit} | {verdict} | {self.limited_by} |"


@contextmanager
def everything(goals: list[Goal]) -> Iterator[None]:
    """Print the table of goals at the end, also of a run that was broken off."""
    try:
        yield
    finally:
        print("\n| goal | measured | wanted | | limited by |\n| --- | ---: | ---: | --- | --- |")
        for goal in goals:
            print(goal)
