from __future__ import annotations

from pathlib import Path

import pytest

from iopsdata_jupyter.cli import main
from iopsdata_jupyter.cli_supabase import migration_files


def test_migrations_are_printed_in_order(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["supabase", "migrations"]) == 0
    out = capsys.readouterr().out
    places = [out.index(file.name) for file in migration_files()]
    assert len(places) >= 5
    assert places == sorted(places)


def test_migrations_are_written_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "supabase" / "migrations"
    count = len(migration_files())
    assert main(["supabase", "migrations", str(folder)]) == 0
    assert [file.name for file in sorted(folder.iterdir())] == [file.name for file in migration_files()]
    assert main(["supabase", "migrations", str(folder)]) == 0
    assert capsys.readouterr().out.splitlines()[1].startswith(f"0 of {count} migrations written")


def test_a_changed_migration_is_left_as_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    changed = tmp_path / migration_files()[1].name
    changed.write_text("-- ours")
    assert main(["supabase", "migrations", str(tmp_path)]) == 1
    assert "left as it is" in capsys.readouterr().err
    assert changed.read_text() == "-- ours"
