"""Accuracy on a team's own questions: what `iopsdata eval` and `iops.evaluate` run."""

from iopsdata_jupyter.evaluation.models import Attempt, Evaluation, Question, Score
from iopsdata_jupyter.evaluation.running import evaluate

__all__ = ["Attempt", "Evaluation", "Question", "Score", "evaluate"]
