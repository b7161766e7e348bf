from __future__ import annotations

from pathlib import Path

import pytest

from iopsdata_jupyter.errors import ConfigurationError
from iopsdata_jupyter.store.records import Metric
from iopsdata_jupyter.text_to_sql.semantics.models import NO_SEMANTICS
from iopsdata_jupyter.text_to_sql.semantics.project_file import find, of_folder, read

WHOLE = """\
metrics:
  income: sum(fees.units * fees.unit_price)
  busy ships:
    expression: count(distinct calls.ship_id)
    description: Ships with a paid call
    grain: calls
    filters: ["calls.status = 'paid'"]
    synonyms: [callers, visitors]
synonyms:
  ships: [vessels, boats]
  ports.coast: shore
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "iopsdata.yml"
    path.write_text(text)
    return path


def test_a_whole_file_is_read(tmp_path: Path) -> None:
    found = read(written(tmp_path, WHOLE))
    assert found.metrics == (
        Metric("income", "sum(fees.units * fees.unit_price)"),
        Metric(
            "busy ships",
            "count(distinct calls.ship_id)",
            "Ships with a paid call",
            "calls",
            ("calls.status = 'paid'",),
            ("callers", "visitors"),
        ),
    )
    assert found.synonyms == {"ships": ("vessels", "boats"), "ports.coast": ("shore",)}


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "metrics:\n", "metrics: {}\nsynonyms: {}\n"])
def test_a_file_may_say_nothing(tmp_path: Path, text: str) -> None:
    found = read(written(tmp_path, text))
    assert (found.metrics, dict(found.synonyms)) == ((), {})


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("metrics:\n  income:\n    expresion: sum(a.b)\n", 3, "does not know 'expresion'"),
        ("metric:\n  income: sum(a.b)\n", 1, "does not know 'metric'"),
        ("metrics:\n  - income\n", 2, "takes `name: value`"),
        ("metrics:\n  income:\n    grain: fees\n", 3, "has no expression"),
        ("metrics:\n  a: sum(x.y)\n  A: sum(x.z)\n", 3, "'A' stands there twice"),
        ("metrics:\n  a: !!python/object/apply:os.system ['true']\n", 2, "takes `name: value`"),
        ("metrics:\n  a: !secret x\n", 2, "the tag !secret is not read"),
        ("metrics:\n  a: 'open\n", 3, "it is no YAML"),
        ("metrics:\n  a: [1, 2]\n", 2, "takes `name: value`"),
        ("synonyms:\n  ships: {a: b}\n", 2, "a text is wanted"),
        ("<<<<<<< HEAD\nmetrics:\n  a: sum(x.y)\n=======\n", 2, "it is no YAML"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, text: str, line: int, problem: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        read(written(tmp_path, text))
    assert f"iopsdata.yml, line {line}: " in caught.value.message
    assert problem in caught.value.message


def test_a_near_name_is_offered(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"Did you mean expression\?"):
        read(written(tmp_path, "metrics:\n  a:\n    expresion: sum(x.y)\n"))


def test_the_nearest_file_counts_up_to_the_repository(tmp_path: Path) -> None:
    inner = tmp_path / "project" / "notebooks"
    inner.mkdir(parents=True)
    written(tmp_path, "metrics: {outer: sum(a.b)}")
    assert of_folder(inner).metric("outer") is not None
    (tmp_path / "project" / ".git").mkdir()
    assert find(inner) is None
    assert of_folder(inner) is NO_SEMANTICS
    near = written(tmp_path / "project", "metrics: {near: sum(a.b)}")
    assert find(inner) == near


def test_the_project_comes_before_the_workspace(tmp_path: Path) -> None:
    project = read(written(tmp_path, "metrics: {income: sum(a.b)}"))
    both = project.over((Metric("Income", "sum(c.d)"), Metric("other", "sum(c.d)")))
    assert [(m.name, m.expression) for m in both.metrics] == [("income", "sum(a.b)"), ("other", "sum(c.d)")]
