"""pass@k and pass^k of repeated answers."""

from __future__ import annotations

from math import comb


def pass_at(k: int, repeats: int, right: int) -> float:
    """The chance that at least one of `k` answers is right, where `right` of `repeats` were.

    The unbiased estimator of Chen et al., "Evaluating Large Language Models Trained on Code" (2021).
    """
    return 1 - comb(repeats - right, k) / comb(repeats, k)


def pass_all(k: int, repeats: int, right: int) -> float:
    """The chance that all of `k` answers are right (pass^k), where `right` of `repeats` were.

    The estimator of Yao et al., "tau-bench" (2024).
    """
    return comb(right, k) / comb(repeats, k)
