"""Files of questions: our own form, nao's tests and Snowflake Cortex Analyst's verified queries.

```yaml
connection: sample            # as for %connect
questions:
  - question: how many stores are there
    sql: select count(*) from stores
    name: stores              # all from here on may be left out
    tolerance: 0.001          # share by which numbers may differ
    ordered: false            # the order of rows does not count, though the SQL orders them
```
A nao test is a file with `name`, `prompt` and `sql` (docs.getnao.io, "Evaluation", read 2026-11-23); a folder
holds one a file. Cortex Analyst keeps `verified_queries` in its semantic model ("Verified Query Repository"
in Snowflake's documentation, read 2026-11-23).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from iopsdata_jupyter.errors import UsageError, did_you_mean
from iopsdata_jupyter.evaluation.cortex import SNOWFLAKE, with_logical_tables
from iopsdata_jupyter.evaluation.models import TOLERANCE, Question

MAX_FILE_BYTES = 10 * 2**20
_KEYS = ("question", "sql", "name", "tolerance", "ordered")
_FORM = "`questions:` with `question` and `sql` each, nao's `prompt` and `sql`, or `verified_queries:`."


@dataclass(frozen=True)
class QuestionFile:
    """What a file, or a folder of them, holds."""

    questions: tuple[Question, ...]
    connection: str = ""
    """Empty where it names none."""


def read_questions(path: str | Path) -> QuestionFile:
    """The questions of a file, or of each YAML file of a folder, by name.

    Raises:
        UsageError: there is none, or it cannot be understood; the message says where.
    """
    given = Path(path).expanduser()
    if not given.is_dir():
        return _of_file(given)
    files = sorted(each for each in given.iterdir() if each.suffix in (".yml", ".yaml"))
    if not files:
        raise UsageError(f"{given} holds no .yml or .yaml file.", hint="A file of questions has " + _FORM)
    read = [_of_file(file) for file in files]
    connections = sorted({each.connection for each in read} - {""})
    if len(connections) > 1:
        raise UsageError(f"The files of {given} name several connections: {', '.join(connections)}.")
    return QuestionFile(tuple(q for each in read for q in each.questions), "".join(connections))


def questions_of(given: Sequence[Question | Mapping[str, Any]]) -> tuple[Question, ...]:
    """Questions given in Python; a mapping has the keys of the file's entries.

    Raises:
        UsageError: one that cannot be understood.
    """
    return tuple(
        each if isinstance(each, Question) else _question(each, f"Question {number}")
        for number, each in enumerate(given, 1)
    )


def _of_file(path: Path) -> QuestionFile:
    content = _loaded(path)
    where = path.name
    if not isinstance(content, Mapping):
        raise UsageError(f"{where} holds no questions.", hint="Expected are " + _FORM)
    if "verified_queries" in content:
        return QuestionFile(_of_cortex(content, where))
    if "prompt" in content:
        return QuestionFile((_of_nao(content, where),))
    _known(content, ("connection", "questions"), where)
    entries = content.get("questions")
    if not isinstance(entries, list) or not entries:
        raise UsageError(f"{where} holds no questions.", hint="Expected are " + _FORM)
    found = tuple(_question(each, f"{where}, question {number}") for number, each in enumerate(entries, 1))
    return QuestionFile(found, _text(content, "connection", where) if "connection" in content else "")


def _loaded(path: Path) -> Any:
    import yaml

    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise UsageError(f"{path} is larger than {MAX_FILE_BYTES >> 20} MiB.")
        return yaml.safe_load(path.read_text("utf-8"))
    except OSError as error:
        hint = f"Relative paths start at {Path.cwd()}."
        raise UsageError(f"{path} cannot be read: {error.strerror}.", hint=hint) from None
    except (yaml.YAMLError, UnicodeError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{path.name}, line {mark.line + 1}" if mark else path.name
        raise UsageError(f"{place} is no YAML: {getattr(error, 'problem', None) or error}.") from None


def _of_nao(content: Mapping[Any, Any], where: str) -> Question:
    name = str(content.get("name") or "")
    return Question(question=_text(content, "prompt", where), sql=_text(content, "sql", where), name=name)


def _of_cortex(content: Mapping[Any, Any], where: str) -> tuple[Question, ...]:
    entries = content["verified_queries"]
    if not isinstance(entries, list) or not all(isinstance(each, Mapping) for each in entries):
        raise UsageError(f"verified_queries of {where} is no list of queries.")
    return tuple(
        Question(
            question=_text(each, "question", place),
            sql=with_logical_tables(_text(each, "sql", place), content, place),
            name=str(each.get("name") or ""),
            dialect=SNOWFLAKE,
        )
        for number, each in enumerate(entries, 1)
        for place in [f"{where}, verified query {number}"]
    )


def _question(entry: Any, where: str) -> Question:
    if not isinstance(entry, Mapping):
        raise UsageError(f"{where} is no entry with `question` and `sql`.")
    _known(entry, _KEYS, where)
    ordered = entry.get("ordered")
    if ordered is not None and not isinstance(ordered, bool):
        raise UsageError(f"{where}: ordered is {ordered!r}.", hint="Use true or false.")
    return Question(
        question=_text(entry, "question", where),
        sql=_text(entry, "sql", where),
        name=str(entry.get("name") or ""),
        tolerance=_tolerance(entry.get("tolerance", TOLERANCE), where),
        ordered=ordered,
    )


def _tolerance(value: Any, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < 1:
        raise UsageError(
            f"{where}: tolerance is {value!r}.", hint="It is a share from 0 to below 1, such as 0.01."
        )
    return float(value)


def _text(entry: Mapping[Any, Any], key: str, where: str) -> str:
    value = entry.get(key)
    if not isinstance(value, str) or not value.strip():
        raise UsageError(f"{where} has no {key}.", hint="Expected are " + _FORM)
    return value.strip()


def _known(entry: Mapping[Any, Any], keys: Sequence[str], where: str) -> None:
    unknown = [str(key) for key in entry if key not in keys]
    if unknown:
        hint = did_you_mean(unknown[0], keys) or f"It may hold {', '.join(keys)}."
        raise UsageError(f"{where} has an unknown key {unknown[0]!r}.", hint=hint)
