"""The local store's file: shared, killed, damaged, full, read-only."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from iopsdata_jupyter.errors import StoreError
from iopsdata_jupyter.store.base import AuditEvent, ConnectionRecord, ConnectionSecrets, HistoryEntry
from iopsdata_jupyter.store.local import LocalStore
from iopsdata_jupyter.store.migrations import STEPS

SHOP = ConnectionRecord("shop", "sqlite", "shop.db", "read_only")


def save_many(store: LocalStore, count: int) -> None:
    with store.exclusively():
        for number in range(count):
            store.save_connection(ConnectionRecord(f"c{number:04}", "sqlite", f"{number}.db", "read_only"))


def save_and_fail(store: LocalStore, value: object) -> None:
    store.save_connection(SHOP)
    store.save_setting("x", value)


def python(script: str, *arguments: object) -> subprocess.Popen[str]:
    """A process that runs `script` with the arguments in `sys.argv`."""
    command = [sys.executable, "-c", textwrap.dedent(script), *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def ran(script: str, *arguments: object) -> str:
    process = python(script, *arguments)
    out, err = process.communicate(timeout=100)
    assert process.returncode == 0, err
    return out


def test_only_the_owner_may_read_the_file(tmp_path: Path) -> None:
    store = LocalStore(tmp_path / "new")
    store.save_connection(SHOP)
    assert stat.S_IMODE(store.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(store.path.parent.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in store.path.parent.iterdir()} == {0o600}


def test_no_file_has_a_password_in_plain_text(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    store.save_connection(SHOP, ConnectionSecrets("correct horse battery", {"token": "staple-xyz"}))
    store.close()
    found = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"battery" not in found
    assert b"staple" not in found


def test_a_file_of_the_first_release_is_brought_up_to_date(tmp_path: Path) -> None:
    native = sqlite3.connect(tmp_path / "store.sqlite", isolation_level=None)
    STEPS[0](native)
    native.execute("PRAGMA user_version = 1")
    native.execute("INSERT INTO connections VALUES ('shop', 'sqlite', 'shop.db', 'read_only')")
    native.close()
    store = LocalStore(tmp_path)
    assert list(store.connections()) == [SHOP]
    store.save_connection(SHOP, ConnectionSecrets("x"))
    assert store.secrets("shop").password == "x"


def test_a_file_of_a_newer_release_is_refused_and_left(tmp_path: Path) -> None:
    LocalStore(tmp_path).save_connection(SHOP)
    native = sqlite3.connect(tmp_path / "store.sqlite")
    native.execute("PRAGMA user_version = 99")
    native.close()
    for _ in range(2):
        with pytest.raises(StoreError, match="version 99"):
            LocalStore(tmp_path).save_connection(SHOP)
    assert not list(tmp_path.glob("*damaged*"))


def test_a_damaged_file_is_kept_aside_and_named(tmp_path: Path) -> None:
    damaged = b"not a database, and long enough to be looked at" * 100
    (tmp_path / "store.sqlite").write_bytes(damaged)
    store = LocalStore(tmp_path)
    with pytest.raises(StoreError, match="damaged") as caught:
        store.connections()
    aside = next(tmp_path.glob("store.damaged-*.sqlite"))
    assert aside.name in caught.value.message
    assert aside.read_bytes() == damaged
    store.save_connection(SHOP)
    assert list(store.connections()) == [SHOP]
    assert aside.read_bytes() == damaged


def test_a_page_that_goes_bad_under_an_open_store_keeps_file_and_log_aside(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    save_many(store, 2000)
    store.close()
    whole = (tmp_path / "store.sqlite").stat().st_size
    with (tmp_path / "store.sqlite").open("r+b") as file:
        file.seek(4096)
        file.write(os.urandom(whole - 4096))
    with pytest.raises(StoreError, match="damaged"):
        store.connections()
    assert next(tmp_path.glob("store.damaged-*.sqlite")).stat().st_size == whole
    assert not list(store.connections())


def test_a_process_notices_that_another_moved_the_file_aside(tmp_path: Path) -> None:
    first, second = LocalStore(tmp_path), LocalStore(tmp_path)
    first.save_connection(SHOP)
    second.connections()
    (tmp_path / "store.sqlite").rename(tmp_path / "elsewhere.sqlite")
    for suffix in ("-wal", "-shm"):
        (tmp_path / f"store.sqlite{suffix}").unlink(missing_ok=True)
    second.save_connection(SHOP)
    assert list(LocalStore(tmp_path).connections()) == [SHOP]


def test_a_child_process_opens_a_handle_of_its_own(tmp_path: Path) -> None:
    out = ran(
        """
        import os, sys
        from pathlib import Path
        from iopsdata_jupyter.store.base import ConnectionRecord
        from iopsdata_jupyter.store.local import LocalStore
        store = LocalStore(Path(sys.argv[1]))
        store.save_connection(ConnectionRecord("parent", "sqlite", "x", "read_only"))
        child = os.fork()
        name = "child" if child == 0 else "later"
        store.save_connection(ConnectionRecord(name, "sqlite", "x", "read_only"))
        if child == 0:
            os._exit(0)
        assert os.waitpid(child, 0)[1] == 0
        print(*[record.name for record in store.connections()])
        """,
        tmp_path,
    )
    assert out.split() == ["child", "later", "parent"]


def test_a_transaction_that_fails_leaves_nothing(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    too_deep: list[object] = []
    too_deep.append(too_deep)
    with pytest.raises(ValueError, match="Circular"), store.exclusively():
        save_and_fail(store, too_deep)
    assert not store.connections()
    store.save_connection(SHOP)


def test_a_full_disk_is_said_and_the_store_stays_usable(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    store.save_connection(SHOP)
    native = store._file._handle()
    native.execute(f"PRAGMA max_page_count = {native.execute('PRAGMA page_count').fetchone()[0]}")
    big = ConnectionRecord("big", "sqlite", "x" * 100_000, "read_only")
    with pytest.raises(StoreError, match="full; nothing was changed"):
        store.save_connection(big)
    assert list(store.connections()) == [SHOP]
    native.execute("PRAGMA max_page_count = 100000")
    store.save_connection(big)


@pytest.mark.parametrize("limit", [0, 4096, 40_000, 100_000])
def test_a_disk_that_takes_no_more_bytes_loses_nothing(limit: int, tmp_path: Path) -> None:
    """A limit on file sizes is the kernel's own refusal to write, as a full disk is."""
    store = LocalStore(tmp_path)
    store.save_connection(SHOP, ConnectionSecrets("x"))
    store.close()
    out = ran(
        """
        import resource, signal, sys
        from pathlib import Path
        from iopsdata_jupyter.errors import StoreError
        from iopsdata_jupyter.store.base import ConnectionRecord
        from iopsdata_jupyter.store.local import LocalStore
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
        store = LocalStore(Path(sys.argv[1]))
        saved = 0
        try:
            while True:
                store.save_connection(ConnectionRecord(f"c{saved}", "sqlite", "x" * 5000, "read_only"))
                saved += 1
        except StoreError as error:
            print(saved)
        """,
        tmp_path,
        limit,
    )
    names = {record.name for record in LocalStore(tmp_path).connections()}
    assert names == {"shop", *(f"c{number}" for number in range(int(out)))}
    assert LocalStore(tmp_path).secrets("shop").password == "x"
    assert not list(tmp_path.glob("*damaged*"))


AS_NOBODY = """
    import os, sys
    from pathlib import Path
    from iopsdata_jupyter.errors import StoreError
    from iopsdata_jupyter.store.base import ConnectionRecord
    from iopsdata_jupyter.store.local import LocalStore
    if os.geteuid() == 0:
        os.seteuid(65534)  # root is not held back by permissions
    store = LocalStore(Path(sys.argv[1]))
    try:
        print(*[record.name for record in store.connections()])
        store.save_connection(ConnectionRecord("x", "sqlite", "x", "read_only"))
    except StoreError as error:
        print(error)
"""


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user can reach: pytest's own are closed to all but the one who runs it."""
    folder = Path(tempfile.mkdtemp(prefix="iopsdata-store-"))
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


def test_a_read_only_folder_can_still_be_read(open_folder: Path) -> None:
    store = LocalStore(open_folder)
    store.save_connection(SHOP)
    store.close()
    store.path.chmod(0o444)
    open_folder.chmod(0o555)
    names, *message = ran(AS_NOBODY, open_folder).splitlines()
    assert names == "shop"
    assert "cannot be written" in message[0]
    assert "IOPSDATA_DATA_DIR" in message[1]


def test_a_read_only_folder_without_a_store_is_said(open_folder: Path) -> None:
    open_folder.chmod(0o555)
    message = ran(AS_NOBODY, open_folder)
    assert "cannot be" in message
    assert "IOPSDATA_DATA_DIR" in message


def test_a_file_system_without_shared_memory_gets_a_rollback_journal(tmp_path: Path) -> None:
    (tmp_path / "store.sqlite-shm").mkdir()  # so the log's index cannot be made
    store = LocalStore(tmp_path)
    store.save_connection(SHOP)
    other = LocalStore(tmp_path)
    assert list(other.connections()) == [SHOP]
    mode = store._file._handle().execute("PRAGMA journal_mode").fetchone()[0]
    assert mode != "wal"
    other.save_connection(ConnectionRecord("b", "sqlite", "b", "read_only"))
    assert len(store.connections()) == 2


def test_a_file_in_wal_mode_is_converted_where_there_is_no_shared_memory(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    store.save_connection(SHOP)
    store.close()
    (tmp_path / "store.sqlite-shm").unlink(missing_ok=True)
    (tmp_path / "store.sqlite-shm").mkdir()
    assert list(LocalStore(tmp_path).connections()) == [SHOP]


WRITER = """
    import sys
    from pathlib import Path
    from iopsdata_jupyter.store.base import ConnectionRecord, ConnectionSecrets
    from iopsdata_jupyter.store.local import LocalStore
    store = LocalStore(Path(sys.argv[1]))
    for number in range(80):
        name = f"p{sys.argv[2]}n{number}"
        record = ConnectionRecord(name, "mysql", "mysql://db", "read_only")
        store.save_connection(record, ConnectionSecrets(name))
    print(80)
"""


@pytest.mark.slow
def test_six_processes_write_at_once_without_error_or_loss(tmp_path: Path) -> None:
    processes = [python(WRITER, tmp_path, number) for number in range(6)]
    for process in processes:
        out, err = process.communicate(timeout=100)
        assert (process.returncode, out.strip()) == (0, "80"), err
    store = LocalStore(tmp_path)
    names = [record.name for record in store.connections()]
    assert len(names) == 480
    assert [store.secrets(name).password for name in names] == names


KILLED = """
    import os, random, signal, sys, time
    from pathlib import Path
    from iopsdata_jupyter.encryption import sealing, keys
    from cryptography.fernet import Fernet
    from iopsdata_jupyter.store.base import ConnectionRecord, ConnectionSecrets
    from iopsdata_jupyter.store.local import LocalStore

    def write(folder, pipe):
        store = LocalStore(folder)
        for number in range(100_000):
            name = f"r{round}n{number}"
            record = ConnectionRecord(name, "mysql", "mysql://db", "read_only")
            store.save_connection(record, ConnectionSecrets(name))
            os.write(pipe, f"{name}\\n".encode())

    chance, acknowledged = random.Random(int(sys.argv[2])), set()
    for round in range(100):
        # Every fifth round starts in an empty folder, so that making file, schema and key is hit too.
        if round % 5 == 0:
            folder, acknowledged = Path(sys.argv[1]) / str(round), set()
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            write(folder, writing)
        os.close(writing)
        time.sleep(chance.uniform(0, 0.03))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        with os.fdopen(reading) as pipe:
            acknowledged |= {line.strip() for line in pipe if line.endswith("\\n")}
        store = LocalStore(folder)
        names = {record.name for record in store.connections()}
        assert acknowledged <= names, acknowledged - names
        assert len(names) - len(acknowledged) <= round % 5 + 1
        assert {store.secrets(name).password for name in names} == names
        native = store._file._handle()
        assert native.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        store.close()
    print(len(acknowledged))
"""


@pytest.mark.slow
def test_a_writer_killed_a_hundred_times_loses_nothing_that_it_was_told_was_kept(tmp_path: Path) -> None:
    ran(KILLED, tmp_path, 20260101)


def test_a_thousand_connections_are_listed_within_20_ms(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    save_many(store, 1000)
    times = []
    for _ in range(5):
        start = time.perf_counter()
        assert len(store.connections()) == 1000
        times.append(time.perf_counter() - start)
    assert min(times) < 0.020


def test_listing_needs_no_cryptography(tmp_path: Path) -> None:
    LocalStore(tmp_path).save_connection(SHOP, ConnectionSecrets("x"))
    out = ran(
        """
        import sys
        from pathlib import Path
        from iopsdata_jupyter.store.local import LocalStore
        print(len(LocalStore(Path(sys.argv[1])).connections()), "cryptography" in sys.modules)
        """,
        tmp_path,
    )
    assert out.split() == ["1", "False"]


def test_a_writer_waits_for_another_and_says_so_when_it_takes_too_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("iopsdata_jupyter.store.file.BUSY_S", 0.2)
    first, second = LocalStore(tmp_path), LocalStore(tmp_path)
    first.connections()
    second.connections()
    with first.exclusively(), pytest.raises(StoreError, match="locked by another process"):
        second.save_connection(SHOP)
    second.save_connection(SHOP)


@pytest.mark.parametrize("sql", ["UPDATE query_log SET rows = 0", "DELETE FROM query_log"])
def test_the_file_itself_keeps_the_log_as_it_was(tmp_path: Path, sql: str) -> None:
    store = LocalStore(tmp_path)
    store.append_audit(AuditEvent(dt.datetime.now(dt.UTC), "shop", "sql", "0" * 64, "allowed", "", 1, 1.5))
    native = sqlite3.connect(tmp_path / "store.sqlite")
    with pytest.raises(sqlite3.IntegrityError, match="only added to"):
        native.execute(sql)
    native.close()
    assert len(store.audit()) == 1


def test_what_is_forgotten_of_the_history_is_in_no_file(tmp_path: Path) -> None:
    def kept() -> bytes:
        return b"".join(path.read_bytes() for path in tmp_path.iterdir())

    store, now = LocalStore(tmp_path), dt.datetime.now(dt.UTC)
    for number in range(50):
        store.append_history(HistoryEntry(now, "shop", "sql", f"select 'Wally{number}'{' ' * 500}"))
    assert b"Wally" in kept()
    store.forget_history()
    assert b"Wally" not in kept()
    store.close()
