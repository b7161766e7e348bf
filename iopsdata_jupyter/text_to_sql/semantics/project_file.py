"""The project's `iopsdata.yml`: metrics and synonyms, beside the notebook or in a folder above.

```yaml
metrics:
  revenue: sum(order_items.line_total)          # short form
  active customers:
    expression: count(distinct orders.customer_id)
    description: Customers with a completed order
    grain: orders
    filters: ["orders.status = 'completed'"]
    synonyms: [buyers]
synonyms:
  stores.region: [territory]
  customers: [shoppers]
```
Only plain YAML is read: a tag that would make an object is an error, as is anything that is not listed above.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from iopsdata_jupyter.errors import ConfigurationError, did_you_mean
from iopsdata_jupyter.store.records import Metric
from iopsdata_jupyter.text_to_sql.semantics.models import NO_SEMANTICS, Semantics

FILE_NAMES = ("iopsdata.yml", "iopsdata.yaml")
_PARTS = ("metrics", "synonyms")
_FIELDS = ("expression", "description", "grain", "filters", "synonyms")
_LISTS = ("filters", "synonyms")
MAX_BYTES = 1_000_000
"""No file of metrics is longer; what is, is something else."""


def find(folder: Path) -> Path | None:
    """The project's file for a notebook in `folder`: the nearest, up to the root of its repository."""
    for place in (folder, *folder.parents):
        for name in FILE_NAMES:
            if (place / name).is_file():
                return place / name
        if (place / ".git").exists():
            return None
    return None


def read(path: Path) -> Semantics:
    """What the file says.

    Raises:
        ConfigurationError: it cannot be read, is no YAML, or says what is not known; with file and line.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ConfigurationError(
                f"{path} has more than {MAX_BYTES:,} bytes.", hint="Is it the right file?"
            )
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path} cannot be read: {error}.") from None
    return _Reader(path).semantics(text)


class _Reader:
    """Reads one file, node by node, so that every error has its line."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def semantics(self, text: str) -> Semantics:
        root = self._composed(text)
        if root is None:
            return Semantics(file=self._path)
        parts = dict(self._entries(root, _PARTS, "the file"))
        metrics = [self._metric(*entry) for entry in self._named(parts.get("metrics"))]
        synonyms = {name: self._texts(node) for name, node in self._named(parts.get("synonyms"))}
        return Semantics(tuple(metrics), synonyms, self._path)

    def _composed(self, text: str) -> Any:
        import yaml

        try:
            return yaml.compose(text, Loader=yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line = mark.line + 1 if mark else 1
            raise self._error(line, f"it is no YAML: {error.problem or error.context}") from None
        except (yaml.YAMLError, RecursionError) as error:
            raise self._error(1, f"it is no YAML: {type(error).__name__}") from None

    def _metric(self, name: str, node: Any) -> Metric:
        if node.id == "scalar":
            return Metric(name, self._text(node))
        fields = dict(self._entries(node, _FIELDS, f"the metric {name}"))
        if "expression" not in fields:
            raise self._error(_line(node), f"the metric {name} has no expression")
        values: dict[str, Any] = {
            field: self._texts(value) if field in _LISTS else self._text(value)
            for field, value in fields.items()
        }
        return Metric(name, **values)

    def _named(self, node: Any) -> Iterator[tuple[str, Any]]:
        """Entries under names that the team chooses."""
        return self._entries(node, None, "a list of names") if node is not None else iter(())

    def _entries(self, node: Any, known: tuple[str, ...] | None, where: str) -> Iterator[tuple[str, Any]]:
        if node.id == "scalar" and not node.value:
            return
        if node.id != "mapping":
            raise self._error(_line(node), f"{where} takes `name: value`")
        seen: set[str] = set()
        for key, value in node.value:
            name = self._text(key)
            if known is not None and name not in known:
                hint = did_you_mean(name, known) or f"Known: {', '.join(known)}."
                raise self._error(_line(key), f"{where} does not know {name!r}", hint)
            if name.casefold() in seen:
                raise self._error(_line(key), f"{name!r} stands there twice")
            seen.add(name.casefold())
            yield name, value

    def _text(self, node: Any) -> str:
        if node.id != "scalar" or not str(node.value).strip():
            raise self._error(_line(node), "a text is wanted here")
        if not node.tag.startswith("tag:yaml.org,2002:"):
            raise self._error(_line(node), f"the tag {node.tag} is not read")
        return str(node.value).strip()

    def _texts(self, node: Any) -> tuple[str, ...]:
        items = node.value if node.id == "sequence" else [node]
        return tuple(self._text(item) for item in items)

    def _error(self, line: int, problem: str, hint: str | None = None) -> ConfigurationError:
        return ConfigurationError(
            f"{self._path}, line {line}: {problem}.", hint=hint or "docs/asking.md shows a whole file."
        )


def _line(node: Any) -> int:
    return int(node.start_mark.line) + 1


def of_folder(folder: Path | None) -> Semantics:
    """What the project around a folder says; nothing where there is no file.

    Raises:
        ConfigurationError: the file is wrong.
    """
    path = find(folder) if folder else None
    return read(path) if path else NO_SEMANTICS
