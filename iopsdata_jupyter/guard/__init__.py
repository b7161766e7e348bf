"""Decides whether a statement may reach an engine: `analyze(sql) -> decide(analysis, policy)`."""

from iopsdata_jupyter.guard.analysis import Analysis, analyze
from iopsdata_jupyter.guard.decision import Allowed, Decision, Policy, Rejected, check, decide

__all__ = ["Allowed", "Analysis", "Decision", "Policy", "Rejected", "analyze", "check", "decide"]
