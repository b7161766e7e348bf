"""What data should be like, kept as YAML or JSON, and whether a profile is so.

```yaml
rows: {min: 1}                # or a number
key: [order_id]               # columns that tell every row from every other one
duplicates: 0                 # rows that copy another one, at most
columns:
  order_id: {type: integer, nulls: 0, unique: true}
  amount: {min: 0, max: 10000, nulls: 0.01}     # nulls: greatest share
  status: {values: [open, paid, shipped]}
  placed: {newest: 2d}        # freshness: m, h, d or w
  email: {meaning: email}
```
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from iopsdata_jupyter.errors import DataCheckFailed, UsageError, did_you_mean
from iopsdata_jupyter.profiling.column_rules import COLUMN_RULES, CheckResult
from iopsdata_jupyter.profiling.models import NUMERIC, TEMPORAL, ColumnProfile, TableProfile
from iopsdata_jupyter.profiling.plain import plain
from iopsdata_jupyter.profiling.wording import number_text

TABLE_RULES = ("rows", "key", "duplicates", "columns")


@dataclass(frozen=True)
class DataCheck:
    """All rules."""

    name: str
    results: tuple[CheckResult, ...]

    @property
    def passed(self) -> bool:
        return all(result.passed for result in self.results)

    @property
    def failed(self) -> tuple[CheckResult, ...]:
        return tuple(result for result in self.results if not result.passed)

    def __bool__(self) -> bool:
        return self.passed

    def assert_passed(self) -> None:
        """Passes data that is as expected.

        Raises:
            DataCheckFailed: a rule is broken; every broken one is named.
        """
        if not self.passed:
            lines = "; ".join(
                f"{item.rule} should be {item.expected}, is {item.found}" for item in self.failed
            )
            raise DataCheckFailed(
                f"{len(self.failed)} of {len(self.results)} rules are broken for {self.name}: {lines}.",
                hint=f"`%profile {self.name}` shows the figures behind them.",
            )

    def to_text(self) -> str:
        """A line for each rule, broken ones first."""
        ordered = sorted(self.results, key=lambda item: item.passed)
        lines = (
            f"{'ok    ' if item.passed else 'BROKEN'} {item.rule}: {item.expected}, found {item.found}"
            for item in ordered
        )
        return "\n".join(
            [f"{self.name}: {len(self.results) - len(self.failed)} of {len(self.results)} rules hold", *lines]
        )

    def __repr__(self) -> str:
        return self.to_text()


def read_expectations(given: Mapping[str, Any] | str | Path) -> Mapping[str, Any]:
    """The rules of a mapping or of a YAML or JSON file.

    Raises:
        UsageError: the file is missing or no such file, or a rule is not known.
    """
    rules = given if isinstance(given, Mapping) else _read_file(Path(given).expanduser())
    _check_names(list(rules), TABLE_RULES, "rule of a table")
    for name, own in (rules.get("columns") or {}).items():
        if not isinstance(own, Mapping):
            raise UsageError(
                f"The rules of the column {name!r} are no mapping.", hint="Write: {nulls: 0, min: 0}."
            )
        _check_names(list(own), tuple(COLUMN_RULES), f"rule of a column ({name})")
    return rules


def _read_file(path: Path) -> Mapping[str, Any]:
    import yaml

    try:
        text = path.read_text("utf-8")
        rules = json.loads(text) if path.suffix == ".json" else yaml.safe_load(text)
    except OSError as error:
        raise UsageError(
            f"{path} cannot be read: {error.strerror}.",
            hint="`%profile TARGET --save-checks FILE` writes one from a profile.",
        ) from None
    except (ValueError, yaml.YAMLError) as error:
        raise UsageError(
            f"{path} is no YAML: {str(error).splitlines()[0]}", hint="See docs/profiling.md."
        ) from None
    if not isinstance(rules, Mapping):
        raise UsageError(f"{path} holds no rules.", hint="It begins with `rows:`, `key:` or `columns:`.")
    return rules


def _check_names(names: list[Any], known: tuple[str, ...], what: str) -> None:
    for name in names:
        if name not in known:
            raise UsageError(
                f"{name!r} is no {what}.",
                hint=did_you_mean(str(name), known) or f"Known: {', '.join(known)}.",
            )


def check(profile: TableProfile, expectations: Mapping[str, Any] | str | Path) -> DataCheck:
    """Every rule against the profile.

    Raises:
        UsageError: the rules cannot be understood.
    """
    rules = read_expectations(expectations)
    results = [*_table_results(profile, rules)]
    for name, own in (rules.get("columns") or {}).items():
        column = profile.columns.get(name)
        if column is None:
            near = did_you_mean(str(name), list(profile.columns))
            found = f"none of that name. {near or ''}".strip()
            results.append(CheckResult(str(name), passed=False, expected="a column", found=found))
            continue
        for rule, expected in own.items():
            try:
                results.append(COLUMN_RULES[rule](column, expected, profile))
            except (TypeError, ValueError):
                raise UsageError(
                    f"The rule {name}: {rule} cannot be {expected!r}.",
                    hint="See docs/profiling.md for what it takes.",
                ) from None
    return DataCheck(profile.name, tuple(results))


def _table_results(profile: TableProfile, rules: Mapping[str, Any]) -> Iterator[CheckResult]:
    rows = profile.row_count or 0
    if "rows" in rules:
        wanted = (
            rules["rows"]
            if isinstance(rules["rows"], Mapping)
            else {"min": rules["rows"], "max": rules["rows"]}
        )
        low, high = wanted.get("min", 0), wanted.get("max", float("inf"))
        if low == high:
            expected = number_text(low)
        else:
            upper = "" if high == float("inf") else f" to {number_text(high)}"
            expected = f"{number_text(low)}{upper}" if upper else f"at least {number_text(low)}"
        yield CheckResult("rows", low <= rows <= high, expected, number_text(rows))
    if "key" in rules:
        named = tuple([rules["key"]] if isinstance(rules["key"], str) else rules["key"])
        keys = {frozenset(key) for key in profile.candidate_keys}
        held = any(key <= frozenset(named) for key in keys) or not rows
        found = ", ".join(" + ".join(key) for key in profile.candidate_keys) or "no key"
        yield CheckResult("key", held, " + ".join(named), found)
    if "duplicates" in rules:
        copies = profile.duplicate_row_count
        held = copies is not None and copies <= rules["duplicates"]
        yield CheckResult(
            "duplicates", held, f"at most {number_text(rules['duplicates'])}", number_text(copies)
        )


def suggest(profile: TableProfile) -> dict[str, Any]:
    """Rules that the profile keeps, to begin with: types, nulls, ranges, keys and short lists of values."""
    rules: dict[str, Any] = {"rows": {"min": 1 if profile.row_count else 0}}
    if profile.candidate_keys:
        rules["key"] = list(profile.candidate_keys[0])
    if profile.duplicate_row_count is not None:
        rules["duplicates"] = profile.duplicate_row_count
    rules["columns"] = {column.name: dict(_suggested(column)) for column in profile.columns.values()}
    return rules


def _suggested(column: ColumnProfile) -> Iterator[tuple[str, Any]]:
    yield "type", column.kind
    if column.null_share is not None:
        # Rounded up, so that the data it was made from keeps it.
        yield "nulls", min(1.0, -(-column.null_share * 10_000 // 1) / 10_000) if column.null_count else 0
    if column.is_key:
        yield "unique", True
    personal = column.semantic is not None and column.semantic.personal
    if column.semantic is not None:
        yield "meaning", column.semantic.name
    if (column.kind in NUMERIC or column.kind in TEMPORAL) and column.min is not None and not personal:
        yield "min", plain(column.min)
        yield "max", plain(column.max)
    elif (
        column.kind == "text" and not personal and 0 < (column.distinct_count or 0) <= len(column.top_values)
    ):
        yield "values", sorted(str(item.value) for item in column.top_values)


def write_expectations(profile: TableProfile, path: Path) -> None:
    """Writes the suggested rules as YAML, or as JSON where the name ends so.

    Raises:
        UsageError: the file exists or cannot be written.
    """
    import yaml

    rules = suggest(profile)
    text = (
        json.dumps(rules, indent=2)
        if path.suffix == ".json"
        else yaml.safe_dump(rules, sort_keys=False, allow_unicode=True)
    )
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise UsageError(f"{path} exists.", hint="Choose another name, or delete it first.") from None
    except OSError as error:
        raise UsageError(
            f"{path} cannot be written: {error.strerror}.", hint="Choose another place."
        ) from None
