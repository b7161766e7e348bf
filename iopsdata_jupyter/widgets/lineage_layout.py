"""Where the cards of a static lineage picture stand; the live widget has a layout in TypeScript."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

CARD_WIDTH = 220
RANK_GAP = 90
CARD_GAP = 20
SWEEPS = 6
"""Passes over the ranks; each puts cards beside the mean of their neighbours."""

Pair = tuple[str, str]
_Neighbours = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Place:
    """A card's corner and size, in pixels."""

    x: float
    y: float
    height: float


def place_cards(heights: Mapping[str, float], pairs: Iterable[Pair]) -> dict[str, Place]:
    """A place for each card, right of all that it reads; pairs that close a circle do not count."""
    edges = _without_circles(list(heights), [pair for pair in dict.fromkeys(pairs) if pair[0] != pair[1]])
    ranks = _ranks(list(heights), edges)
    layers = _layers(ranks)
    before, after = _neighbours(edges)
    tops: dict[str, float] = {}
    for layer in layers:
        _stack(layer, heights, tops)
    for sweep in range(SWEEPS):
        forwards = sweep % 2 == 0
        for layer in layers if forwards else reversed(layers):
            _settle(layer, heights, tops, before if forwards else after)
    lowest = min(tops.values(), default=0)
    return {
        key: Place(rank * (CARD_WIDTH + RANK_GAP), tops[key] - lowest, heights[key])
        for key, rank in ranks.items()
    }


def _without_circles(keys: Sequence[str], pairs: Sequence[Pair]) -> list[Pair]:
    """The pairs left when a depth-first walk drops those back to a card that is still open."""
    after = _neighbours(pairs)[1]
    fed = {target for _, target in pairs}
    is_open: dict[str, bool] = {}
    kept: list[Pair] = []
    for start in (*(key for key in keys if key not in fed), *keys):
        if start in is_open:
            continue
        is_open[start] = True
        stack = [(start, iter(after.get(start, ())))]
        while stack:
            key, rest = stack[-1]
            following = next(rest, None)
            if following is None:
                is_open[key] = False
                stack.pop()
            elif not is_open.get(following, False):
                kept.append((key, following))
                if following not in is_open:
                    is_open[following] = True
                    stack.append((following, iter(after.get(following, ()))))
    return kept


def _ranks(keys: Sequence[str], pairs: Sequence[Pair]) -> dict[str, int]:
    """Longest paths; what nothing feeds stands just before its first reader."""
    before, after = _neighbours(pairs)
    waiting = {key: len(before.get(key, ())) for key in keys}
    ready = [key for key in keys if not waiting[key]]
    ranks = dict.fromkeys(keys, 0)
    for key in ready:
        for target in after.get(key, ()):
            ranks[target] = max(ranks[target], ranks[key] + 1)
            waiting[target] -= 1
            if not waiting[target]:
                ready.append(target)
    for key in keys:
        if key not in before and key in after:
            ranks[key] = min(ranks[target] for target in after[key]) - 1
    return ranks


def _layers(ranks: Mapping[str, int]) -> list[list[str]]:
    layers: list[list[str]] = [[] for _ in range(max(ranks.values(), default=-1) + 1)]
    for key, rank in ranks.items():
        layers[rank].append(key)
    return layers


def _neighbours(pairs: Iterable[Pair]) -> tuple[_Neighbours, _Neighbours]:
    before: _Neighbours = {}
    after: _Neighbours = {}
    for source, target in pairs:
        before.setdefault(target, []).append(source)
        after.setdefault(source, []).append(target)
    return before, after


def _stack(layer: Sequence[str], heights: Mapping[str, float], tops: dict[str, float]) -> None:
    y = 0.0
    for key in layer:
        tops[key] = y
        y += heights[key] + CARD_GAP


def _settle(
    layer: list[str], heights: Mapping[str, float], tops: dict[str, float], beside: _Neighbours
) -> None:
    """Sorts a rank by where its cards want to be, and moves them there as far as they do not overlap."""
    wanted = {key: _mean([tops[other] for other in beside.get(key, ())], tops[key]) for key in layer}
    layer.sort(key=wanted.__getitem__)
    lowest = float("-inf")
    for key in layer:
        tops[key] = max(wanted[key], lowest)
        lowest = tops[key] + heights[key] + CARD_GAP
    shift = _mean([wanted[key] - tops[key] for key in layer], 0.0)
    for key in layer:
        tops[key] += shift


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise
