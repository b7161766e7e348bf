"""Uploads: streamed, bounded, checked, and never a path."""

from __future__ import annotations

import asyncio
import hashlib
import stat
from pathlib import Path
from urllib.parse import quote

import pytest

from iopsdata_jupyter.server import files
from iopsdata_jupyter.session import Session

CSV = b"id,name\n1,Ada\n2,Grace\n"
RAW = {"Content-Type": "application/octet-stream"}


@pytest.fixture
def folder(store):
    """Where files are kept."""
    return store.path.parent / "files"


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


async def test_a_file_is_kept_whole_and_can_be_connected_to(ask, store, folder):
    status, kept = await ask("PUT", "files/people.csv", CSV, headers=RAW)
    assert status == 201
    assert (kept["name"], kept["size_bytes"], kept["exists"]) == ("people.csv", len(CSV), True)
    assert kept["sha256"] == hashlib.sha256(CSV).hexdigest()
    assert kept["path"] == str(folder / "people.csv")
    assert (folder / "people.csv").read_bytes() == CSV
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "people.csv").stat().st_mode) == 0o600
    assert await ask("GET", "files") == (200, {"files": [kept]})
    session = Session(store=store)
    session.connect(kept["path"])
    assert len(session.sql("select * from people").frame) == 2
    session.connections.close_all()


async def test_a_file_is_replaced_only_where_that_is_said(ask, folder):
    await ask("PUT", "files/a.csv", CSV)
    assert (await ask("PUT", "files/a.csv", b"other\n1\n"))[0] == 409
    assert (folder / "a.csv").read_bytes() == CSV
    status, kept = await ask("PUT", "files/a.csv", b"other\n1\n", replace="true")
    assert (status, kept["size_bytes"]) == (200, 8)
    assert names(folder) == ["a.csv"]


async def test_of_many_at_once_one_is_kept(ask, folder):
    sent = [ask("PUT", "files/a.csv", b"n\n%d\n" % number) for number in range(6)]
    assert sorted(status for status, _ in await asyncio.gather(*sent)) == [201, *[409] * 5]
    assert names(folder) == ["a.csv"]


async def test_a_file_is_deleted_once(ask, folder):
    await ask("PUT", "files/a.csv", CSV)
    assert await ask("DELETE", "files/a.csv") == (200, {"deleted": "a.csv"})
    assert (await ask("DELETE", "files/a.csv"))[0] == 404
    assert names(folder) == []


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd.csv", "..%2f..%2fx.csv", "....//x.csv", "/etc/passwd.csv", "C:\\x.csv",
        "\\\\host\\x.csv", "a\x00.csv", ".hidden.csv", "..", "con.csv", "x.exe", "x", ".csv",
        "a" * 250 + ".csv", "a\u202ecsv.csv", "a\nb.csv", " a.csv", "<img src=x>.csv", "a\u200b.csv",
    ],
)  # fmt: skip
async def test_a_name_that_is_no_plain_name_is_refused(name, ask, store, folder):
    for method in ("PUT", "DELETE"):
        status, error = await ask(method, f"files/{quote(name, safe='')}", CSV if method == "PUT" else None)
        assert (status, bool(error["hint"])) == (400, True)
    assert names(folder) == []
    assert not store.file_assets()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b""),
        ("a.csv", b"PK\x03\x04 not a table"),
        ("a.parquet", CSV),
        ("a.xlsx", CSV),
        ("a.csv.gz", CSV),
        ("a.json", b"<html>"),
        ("a.ndjson", b"id,name"),
        ("a.xls", b"PK\x03\x04"),
    ],
)
async def test_content_that_is_not_what_the_name_says_is_refused(name, content, ask, store, folder):
    status, error = await ask("PUT", f"files/{name}", content)
    assert (status, name in error["message"]) == (400, True)
    assert names(folder) == []
    assert not store.file_assets()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.parquet", b"PAR1...."),
        ("a.json", b'\xef\xbb\xbf [{"a": 1}]'),
        ("a.csv.gz", b"\x1f\x8b\x08"),
        ("a.tsv", "ä\tö\n1\t2\n".encode("utf-16")),
        ("übung 1.csv", CSV),
    ],
)
async def test_content_that_fits_is_taken(name, content, ask):
    assert (await ask("PUT", f"files/{quote(name)}", content))[0] == 201


async def test_a_file_over_the_bound_is_refused_before_it_is_read(ask, folder, monkeypatch):
    monkeypatch.setattr(files.FileHandler, "max_body", 2**20)
    status, error = await ask("PUT", "files/a.csv", b"x" * (2**20 + 1))
    assert (status, "1 MiB" in error["message"]) == (413, True)
    assert names(folder) == []


async def test_a_file_whose_size_is_not_told_is_bounded_too(
    ask, folder, monkeypatch, http_server_client, jp_base_url, jp_auth_header
):
    monkeypatch.setattr(files.FileHandler, "max_body", 2**20)

    async def body(write):
        for _ in range(40):
            await write(b"x" * 2**16)

    response = await http_server_client.fetch(
        f"{jp_base_url}iopsdata/files/a.csv",
        method="PUT",
        headers=jp_auth_header,
        body_producer=body,
        raise_error=False,
    )
    assert response.code == 413
    assert names(folder) == []


async def test_a_stranger_s_upload_leaves_nothing(ask, folder):
    assert (await ask("PUT", "files/a.csv", CSV, headers={"Authorization": ""}))[0] == 403
    assert names(folder) == []


async def test_a_full_disk_is_told_and_leaves_nothing(ask, folder, monkeypatch):
    import errno

    from iopsdata_jupyter.server import file_storage

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(file_storage.os, "fsync", full)
    status, error = await ask("PUT", "files/a.csv", CSV)
    assert (status, "full" in error["message"]) == (507, True)
    assert names(folder) == []


async def test_a_link_out_of_the_folder_is_not_followed(ask, folder, tmp_path):
    outside = tmp_path / "outside.csv"
    outside.write_bytes(b"precious")
    folder.mkdir(parents=True)
    (folder / "a.csv").symlink_to(outside)
    assert (await ask("PUT", "files/a.csv", CSV))[0] == 409
    assert (await ask("PUT", "files/a.csv", CSV, replace="true"))[0] == 200
    assert outside.read_bytes() == b"precious"
    assert not (folder / "a.csv").is_symlink()


async def test_a_file_that_was_taken_away_is_told(ask, folder):
    await ask("PUT", "files/a.csv", CSV)
    (folder / "a.csv").unlink()
    _, found = await ask("GET", "files")
    assert found["files"][0]["exists"] is False
    assert (await ask("DELETE", "files/a.csv"))[0] == 200
