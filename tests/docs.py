"""Writes the pages of the documentation that come from the code: `python -m tests.docs`."""

from __future__ import annotations

import ast
import importlib
import inspect
from pathlib import Path

from iopsdata_jupyter import config
from iopsdata_jupyter.magics.options import as_markdown

DOCS = Path(__file__).parents[1] / "docs"
MAGICS = ("connect", "sql", "ask", "profile", "lineage")


def magics_page() -> str:
    """Usage and options of each magic."""
    parts = ["# Magics\n\nEvery magic answers `--help`.\n"]
    for name in MAGICS:
        module = importlib.import_module(f"iopsdata_jupyter.magics.{name}")
        summary = inspect.getdoc(getattr(module, name)) or ""
        usage, options = module.SYNTAX.usage, as_markdown(module.SYNTAX.options)
        parts.append(f"## %{name}\n\n{summary}\n\n```\n{usage}\n```\n\n{options}\n")
    iops = importlib.import_module("iopsdata_jupyter.magics.iops")
    rows = "\n".join(f"| `{name}` | {text} |" for name, (text, _) in iops.SUBCOMMANDS.items())
    parts.append(f"## %iops\n\n| subcommand | does |\n|---|---|\n{rows}\n")
    return "\n".join(parts)


def settings_page() -> str:
    """Each setting with its default and the text under its field."""
    tree = ast.parse(inspect.getsource(config))
    settings = next(node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == "Settings")
    rows = []
    for field, text in zip(settings.body, settings.body[1:], strict=False):
        if isinstance(field, ast.AnnAssign) and isinstance(text, ast.Expr):
            default = "Jupyter's data folder" if "factory" in ast.unparse(field) else ast.unparse(field.value)
            rows.append(f"| `{field.target.id}` | `{default}` | {ast.literal_eval(text.value)} |")
    intro = (
        "# Settings\n\n"
        "For one notebook: `%iops settings NAME=VALUE`. For a user: the environment's `IOPSDATA_NAME`, "
        "or `iopsdata.toml` in Jupyter's configuration folder. An option of a magic comes before all.\n\n"
        "| setting | default | meaning |\n|---|---|---|\n"
    )
    return intro + "\n".join(rows) + "\n"


def dtypes_page() -> str:
    """The table in the docstring of the module that decides dtypes."""
    text = inspect.getdoc(importlib.import_module("iopsdata_jupyter.execution.result")) or ""
    table = "\n".join(line for line in text.splitlines() if line.startswith("|"))
    return f"# Dtypes\n\nThe columns of a result have these pandas dtypes, on every engine.\n\n{table}\n"


PAGES = {"magics.md": magics_page, "settings.md": settings_page, "dtypes.md": dtypes_page}

if __name__ == "__main__":
    for name, page in PAGES.items():
        (DOCS / name).write_text(page())
