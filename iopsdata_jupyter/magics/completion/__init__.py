"""Completion inside the magics' cells and lines, in the kernel, so that consoles and remote kernels have it.

Registered as an IPython matcher. It imports an engine only once a magic has been used, and reads a catalog
only where that is quick or already done: completion must never wait for a server.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from IPython.core.completer import CompletionContext, SimpleMatcherResult
    from IPython.core.interactiveshell import InteractiveShell


def register_completion(shell: InteractiveShell) -> None:
    """Adds the matcher to the shell's completer, once."""
    from IPython.core.completer import context_matcher

    completer = getattr(shell, "Completer", None)
    if completer is None or any(
        getattr(matcher, "__name__", "") == "iopsdata_matcher" for matcher in completer.custom_matchers
    ):
        return

    @context_matcher(identifier="iopsdata")  # type: ignore[untyped-decorator]
    def iopsdata_matcher(context: CompletionContext) -> SimpleMatcherResult:
        from IPython.core.completer import SimpleCompletion

        from iopsdata_jupyter.magics.completion.cells import complete

        found = complete(context.full_text, _offset(context))
        if found is None:
            return {"completions": [], "suppress": False}
        return {
            "completions": [SimpleCompletion(entry.text, type=entry.kind) for entry in found.entries],
            "matched_fragment": found.fragment,
            "suppress": True,
            "ordered": True,
        }

    completer.custom_matchers.append(iopsdata_matcher)


def _offset(context: CompletionContext) -> int:
    lines = context.full_text.split("\n")[: context.cursor_line]
    return sum(len(line) + 1 for line in lines) + context.cursor_position
