"""Whoever can read this machine's disk, or fills it, gets no key and no rows."""

import os
import shutil
import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Event

import pytest
from cryptography.fernet import Fernet

from bot.errors import SettingsError, StorageError
from bot.settings import PaperboySettings
from storage import backup, open_store, restore
from storage.keyring import Keyring
from storage.sqlite import vault_key
from storage.sqlite.private_files import keep_private
from tests.fakes.clock import FakeClock

NOW = FakeClock().now()
SECRET = b"xoxb-1234567890-secret"


@pytest.fixture(params=[0o000, 0o022])
def umask(request):
    """Whatever the machine would let others do."""
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def rights(path):
    return stat.S_IMODE(path.stat().st_mode)


def open_to_others(folder):
    return [str(path.relative_to(folder)) for path in [folder, *folder.rglob("*")] if rights(path) & 0o077]


def all_bytes(folder):
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


async def kept(path, **keys):
    async with open_store(path, **keys) as store:
        return await store.vault.get("slack", "T1", "bot")


async def keep(path, **keys):
    async with open_store(path, **keys) as store:
        await store.vault.put("slack", "T1", "bot", SECRET)


async def test_everything_in_the_folder_is_for_its_owner_only(tmp_path, umask):
    folder = tmp_path / "data"
    async with open_store(folder / "x.db") as store, store.claim_delivery(NOW):
        await store.vault.put("slack", "T1", "bot", SECRET)
        await backup(folder / "x.db", folder / "copy.db", NOW)
        names = {path.name for path in folder.iterdir()}
        assert {"x.db", "x.db-wal", "x.db-shm", "x.db.key", "x.db.delivery", "x.db.index", "copy.db"} <= names
        assert [name for name in open_to_others(folder) if not name.startswith("x.db.index/")] == []
    restore(folder / "copy.db", folder / "x.db", NOW)
    assert [name for name in open_to_others(folder) if ".index/" not in name] == []


async def test_what_an_older_version_left_open_is_closed(tmp_path, umask):
    folder = tmp_path / "data"
    async with open_store(folder / "x.db"):
        pass
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    async with open_store(folder / "x.db"):
        assert [name for name in open_to_others(folder) if not name.startswith("x.db.index/")] == []


def test_what_is_no_file_keeps_its_rights(tmp_path):
    """A database's name that is a device was closed to everybody else: /dev/null, by who ran Paperboy as root."""
    os.mkfifo(tmp_path / "x.db", 0o644)
    (tmp_path / "x.db").chmod(0o666)
    keep_private(tmp_path / "x.db")
    assert rights(tmp_path / "x.db") == 0o666


async def test_a_folder_with_other_peoples_files_keeps_its_rights(tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    (tmp_path / "thesis.txt").chmod(0o644)
    tmp_path.chmod(0o755)
    async with open_store(tmp_path / "x.db"):
        pass
    assert (rights(tmp_path), rights(tmp_path / "thesis.txt"), rights(tmp_path / "x.db")) == (0o755, 0o644, 0o600)


def test_what_another_process_takes_away_meanwhile_is_no_error(tmp_path):
    """A search index whose folder is made anew beside a command that opens the same database."""
    database, index = tmp_path / "paperboy.db", tmp_path / "paperboy.db.index"
    database.touch()
    over = Event()

    def make_anew():
        while not over.is_set():
            (index / "made").mkdir(parents=True, exist_ok=True)
            (index / "made" / "file").touch()
            shutil.rmtree(index / "made")

    with ThreadPoolExecutor(1) as other:
        making = other.submit(make_anew)
        for _ in range(2_000):
            keep_private(database)
        over.set()
        making.result()


def test_the_process_itself_writes_for_its_owner_only(paperboy, tmp_path, monkeypatch, umask):
    monkeypatch.setenv("PAPERBOY_DATABASE", str(tmp_path / "data" / "x.db"))
    assert paperboy("subscribe", "rag").status == 0
    assert open_to_others(tmp_path / "data") == []


@pytest.mark.parametrize("found", [b"", b"\n", b"short", b"A" * 40, b"\0" * 44])
async def test_an_empty_or_short_key_file_is_refused(tmp_path, found):
    path = tmp_path / "x.db"
    (tmp_path / "x.db.key").write_bytes(found)
    async with open_store(path) as store:
        with pytest.raises(StorageError, match="put your copy of it back"):
            await store.vault.put("slack", "T1", "bot", SECRET)
    assert (tmp_path / "x.db.key").read_bytes() == found
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT count(*) FROM secret").fetchone() == (0,)


@pytest.mark.parametrize("broken", ["write", "fsync", "hardlink_to"])
async def test_a_key_is_there_whole_or_not_at_all(tmp_path, monkeypatch, broken):
    """A full disk or a power cut between making the file and writing it."""

    def fails(*args, **more):
        raise OSError(28, "No space left on device")

    if broken == "fsync":
        monkeypatch.setattr(vault_key.os, "fsync", fails)
    elif broken == "write":
        monkeypatch.setattr(vault_key.os, "fdopen", fails)
    else:
        monkeypatch.setattr(vault_key.Path, "hardlink_to", fails)
        monkeypatch.setattr(vault_key.Path, "rename", fails)
    with pytest.raises(StorageError, match="No space left"):
        await keep(tmp_path / "x.db")
    monkeypatch.undo()
    assert [path.name for path in tmp_path.iterdir() if ".key" in path.name] == []
    await keep(tmp_path / "x.db")
    assert await kept(tmp_path / "x.db") == SECRET


async def test_two_processes_that_start_at_once_agree_on_one_key(tmp_path, monkeypatch):
    other = Fernet.generate_key()
    link = vault_key.Path.hardlink_to

    def slower(path, target):
        path.write_bytes(other)  # the other process was there in between
        link(path, target)

    monkeypatch.setattr(vault_key.Path, "hardlink_to", slower)
    assert list(vault_key.kept_keys(str(tmp_path / "x.db"))) == [other]


async def test_a_rotated_key_seals_anew_and_older_secrets_still_open(tmp_path):
    path, copy = tmp_path / "x.db", tmp_path / "copy.db"
    await keep(path)
    before = (tmp_path / "x.db.key").read_bytes().split()
    await backup(path, copy, NOW)
    async with open_store(path) as running, open_store(path) as command:
        assert await running.vault.get("slack", "T1", "bot") == SECRET
        assert await command.rotate_key() == (1, 0)
        assert await running.vault.get("slack", "T1", "bot") == SECRET  # it has heard of the new key by itself
    keys = (tmp_path / "x.db.key").read_bytes().split()
    assert keys[1:] == before
    assert rights(tmp_path / "x.db.key") == 0o600
    (tmp_path / "x.db.key").write_bytes(keys[0])
    assert await kept(path) == SECRET
    (tmp_path / "copy.db.key").write_bytes(b"\n".join(keys))
    assert await kept(copy) == SECRET
    assert SECRET not in all_bytes(tmp_path)


async def test_the_operators_own_key_is_rotated_with_the_one_before(tmp_path):
    path, old, new = tmp_path / "x.db", b"an old passphrase", b"a new passphrase of mine"
    await keep(path, secret_key=old)
    assert await kept(path, secret_key=new, older_key=old) == SECRET
    async with open_store(path, secret_key=new, older_key=old) as store:
        assert await store.rotate_key() == (1, 0)
        assert await store.rotate_key() == (0, 0)
    assert await kept(path, secret_key=new) == SECRET
    with pytest.raises(StorageError, match="sealed with another key"):
        await kept(path, secret_key=old)
    async with open_store(path, secret_key=b"something else altogether") as store:
        assert await store.rotate_key() == (0, 1)
    assert not (tmp_path / "x.db.key").exists()


async def test_from_the_file_to_a_key_of_the_operators(tmp_path):
    path, new = tmp_path / "x.db", b"a passphrase of the operator"
    await keep(path)
    assert await kept(path, secret_key=new) == SECRET
    async with open_store(path, secret_key=new) as store:
        assert await store.rotate_key() == (1, 0)
    (tmp_path / "x.db.key").write_bytes(b"")
    assert await kept(path, secret_key=new) == SECRET


async def test_secrets_of_before_keys_had_ids_still_open(tmp_path):
    path, key = tmp_path / "x.db", Fernet.generate_key()
    (tmp_path / "x.db.key").write_bytes(key)
    await keep(path)
    with closing(sqlite3.connect(path)) as db:
        db.execute("UPDATE secret SET sealed = ?", (Fernet(key).encrypt(SECRET),))
        db.commit()
    assert await kept(path) == SECRET
    async with open_store(path) as store:
        assert await store.rotate_key() == (1, 0)
    assert await kept(path) == SECRET


def test_a_sealed_secret_says_which_key_opens_it_and_not_what_the_key_is():
    one, two = Fernet.generate_key(), Fernet.generate_key()
    sealed = Keyring([one]).seal(SECRET)
    assert Keyring([two, one]).open(sealed) == SECRET
    assert Keyring([two]).open(sealed) is None
    assert (Keyring([one, two]).is_newest(sealed), Keyring([two, one]).is_newest(sealed)) == (True, False)
    assert Keyring([one]).open(b"00000000:" + sealed.partition(b":")[2]) is None
    for damaged in (b"", b":", sealed[:-1], sealed.replace(b":", b";")):
        assert Keyring([one]).open(damaged) is None
    assert one not in sealed


@pytest.mark.parametrize(("key", "said"), [("", "it is empty"), ("short", "it is too short to be a secret")])
def test_an_empty_or_short_key_in_the_settings_is_refused(monkeypatch, tmp_path, key, said):
    (tmp_path / "key").write_text(key)
    monkeypatch.setenv("PAPERBOY_SECRET_KEY_FILE", str(tmp_path / "key"))
    with pytest.raises(SettingsError, match=f"PAPERBOY_SECRET_KEY: {said}") as told:
        PaperboySettings.load()
    assert "\n" not in told.value.sentence


def test_the_command_says_what_it_did(paperboy):
    assert "There is no database" in paperboy("rotate-key").said
    assert paperboy("subscribe", "rag").status == 0
    done = paperboy("rotate-key")
    assert (done.status, "Secrets encrypted anew: 0" in done.out + done.said) == (0, True)
