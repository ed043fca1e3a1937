"""A PostgreSQL that makes trouble: a clear sentence each, and nothing lost; and two processes on one database."""

import asyncio
import re
import ssl
import threading
from dataclasses import replace
from datetime import UTC, date, datetime
from urllib.parse import urlsplit

import asyncpg
import pytest

from bot.errors import SettingsError, StorageError
from bot.model.channel import Address as Place
from bot.model.channel import Channel, Pause
from bot.model.paper import Listing, Paper
from bot.model.role import ALL_ROLES
from bot.ports import Fetched
from storage.ingest import ingest
from storage.postgres import database as engine
from storage.postgres import errors
from storage.postgres.address import address
from storage.postgres.check import check
from storage.postgres.database import Database
from storage.postgres.migrate import migrate, migrations
from storage.postgres.session import Session
from storage.postgres.store import open_postgres
from tests.contract.furnishing import channel, everything, known, planned
from tests.each_of import each_of
from tests.fakes import postgres
from tests.fakes.certificate import certified
from tests.fakes.encryption import encrypted

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
LATER = NOW.replace(hour=15)


def fetched(*numbers, title="A paper with number"):
    papers = tuple(Paper(id=f"arxiv:2601.{n:05d}", title=f"{title} {n}", url="https://x") for n in numbers)
    listings = tuple(
        Listing(paper_id=each.id, source="huggingface", list_date=date(2026, 11, 21), rank=1, observed=NOW)
        for each in papers
    )
    return Fetched(papers=papers, listings=listings, cursor="1")


def voted(number):
    """The same paper with more votes a while later: a change that adds no row of a paper."""
    before = fetched(number)
    return replace(
        before, papers=(), listings=tuple(replace(each, upvotes=9, observed=LATER) for each in before.listings)
    )


def extended(url, more):
    return f"{url}{'&' if '?' in url else '?'}{more}"


@pytest.fixture
def url():
    return postgres.emptied()


@pytest.fixture
async def two(url, tmp_path):
    """The stores of two processes on one database."""
    async with (
        open_postgres(address(url), index=tmp_path / "a") as one,
        open_postgres(address(url), index=tmp_path / "b") as other,
    ):
        yield one, other


async def refused(url):
    with pytest.raises(StorageError) as caught:
        async with Database.open(address(url)):
            pass
    return caught.value.sentence


async def test_a_wrong_database_user_or_host_is_named_without_the_password(url):
    assert "no database postgresql://" in await refused(postgres.within(url, "nowhere"))
    parts = urlsplit(url)
    stranger = parts._replace(netloc=f"nobody:secret@{parts.netloc.rpartition('@')[2]}").geturl()
    assert "refused this user or password" in await refused(stranger)
    said = await refused("postgresql://u:secret@127.0.0.1:1/paperboy")
    assert said.startswith("The database postgresql://u@127.0.0.1:1/paperboy cannot be reached (")
    assert said.endswith("A running Paperboy goes on by itself once it answers."), "a start that fails does not"
    assert "secret" not in said


@each_of(
    ("wrong", "sentence"),
    [
        ("mysql://u:secret@h/d", "no database of the kind mysql://"),
        ("postgresql://u:secret@h", "names no database"),
        ("postgresql://u:secret@h:port/d", "port or host in the URL cannot be read"),
        ("postgresql://u:secret@h/d?pool_size=1", "pool_size=1 is no number of connections; give one from 2"),
        ("postgresql://u:secret@h/d?pool_size=many", "pool_size=many"),
        ("postgresql://u:secret@h/d?connect_timeout=0", "connect_timeout=0 is no number of seconds"),
        ("postgresql://u:secret@h:65536/d", "port or host in the URL cannot be read"),
        ("postgresql://u:secret@[::1/d", "port or host in the URL cannot be read"),
        ("postgresql://u:p@secret/w@h/d", "a password with one of"),
        ("postgresql://u:p@secret@h/d", "a password with one of"),
        ("postgres:/secret", "port or host in the URL cannot be read"),
        ("postgresql://u:secret@h/d?sslmode=some", "sslmode is one of disable, allow, .*; not some"),
        ("postgresql://u:secret@h/d?target_session_attrs=odd", "target_session_attrs is one of any"),
        (
            "postgresql://u:secret@h/d?sslrootcert=/nowhere",
            "sslrootcert names /nowhere, where there is no such file",
        ),
    ],
)
def test_a_url_that_cannot_be_read_is_refused_without_the_password(wrong, sentence):
    with pytest.raises(SettingsError, match=sentence) as caught:
        address(wrong)
    assert "secret" not in caught.value.sentence


def test_the_url_says_pool_timeout_and_tls_and_what_it_does_not_say_has_a_default():
    said = address("postgresql://u:p@h/d?pool_size=3&statement_timeout=5s&sslmode=require&connect_timeout=3")
    assert (said.pool_size, said.connect_seconds, "statement_timeout" in said.settings) == (3, 3, False)
    assert said.url == "postgresql://u:p@h/d?statement_timeout=5s&sslmode=require"
    assert address("postgres://h/d").settings["statement_timeout"] == "60s"
    assert repr(said) == "postgresql://u@h/d"


def test_who_is_to_be_verified_is_to_be_known(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    with pytest.raises(SettingsError, match="wants to know whom to trust: add sslrootcert="):
        address("postgresql://h/d?sslmode=verify-full")
    assert "sslrootcert=%2F" in address("postgresql://h/d?sslmode=verify-full&sslrootcert=system").url


def test_of_several_hosts_the_one_that_takes_writes_is_used_and_what_is_shown_names_all():
    several = address("postgresql://u:p@a:1,b:2/d")
    assert several.shown == "postgresql://u@a:1,b:2/d"
    assert several.url.endswith("?target_session_attrs=read-write")
    assert address("postgresql://a,b/d?target_session_attrs=any").url.endswith("?target_session_attrs=any")


async def test_a_setting_that_the_server_does_not_know_is_named(url):
    assert 'unrecognized configuration parameter "odd"' in await refused(extended(url, "odd=1"))
    assert 'invalid value for parameter "statement_timeout"' in await refused(
        extended(url, "statement_timeout=soon")
    )
    assert "is what target_session_attrs in" in await refused(extended(url, "target_session_attrs=standby"))


async def test_the_connection_is_encrypted_if_the_url_says_so_and_the_certificate_is_looked_at(url, tmp_path):
    context, certificate = certified(tmp_path)
    async with encrypted(url, context) as port:
        there = f"postgresql://postgres@127.0.0.1:{port}/{urlsplit(url).path.strip('/')}"
        trusting = address(f"{there}?sslmode=verify-full&sslrootcert={certificate}")
        async with Database.open(trusting) as database:
            assert await database.read(lambda db: db.execute("SELECT 1").fetchone()) == (1,)
        (tmp_path / "other").mkdir()
        _, stranger = certified(tmp_path / "other")
        for wrong in (
            f"{there}?sslmode=verify-full&sslrootcert={stranger}",
            f"{there.replace('127.0.0.1', 'localhost')}?sslmode=verify-full&sslrootcert={certificate}",
        ):
            assert "cannot be encrypted ([SSL: CERTIFICATE_VERIFY_FAILED]" in await refused(wrong)


async def test_another_applications_tables_are_left_alone_and_doctor_says_so():
    theirs = postgres.new_database()
    postgres.run(theirs, "CREATE TABLE theirs (a TEXT)")
    assert "holds another application's tables, so it was left alone" in await refused(theirs)
    (found,) = await check(address(theirs))
    assert (found.ok, "another application's" in found.fix) == (False, True)


async def test_doctor_says_of_an_empty_database_that_its_user_may_make_no_tables():
    url = extended(postgres.new_database(), "role=pg_read_all_data")
    assert "may not do what Paperboy needs" in (await check(address(url)))[0].fix


async def test_a_database_that_takes_no_writes_is_named(url):
    assert "takes no writes" in await refused(extended(url, "default_transaction_read_only=on"))


async def test_a_server_of_too_old_a_version_is_named(url, monkeypatch):
    monkeypatch.setattr(errors, "OLDEST", 990_000)
    assert "Paperboy wants 99 or later" in await refused(url)


@each_of(
    ("error", "sentence"),
    [
        (asyncpg.DiskFullError("no space"), "is full: free some space"),
        (asyncpg.TooManyConnectionsError("too many"), "takes no more connections"),
        (asyncpg.InsufficientPrivilegeError("no"), "may not do what Paperboy needs"),
        (asyncpg.CannotConnectNowError("starting up"), "stopping or starting"),
        (asyncpg.ReadOnlySQLTransactionError("no"), "takes no writes"),
        (asyncpg.LockNotAvailableError("no"), "locked by another program"),
        (
            asyncpg.InvalidAuthorizationSpecificationError("no pg_hba.conf entry, no encryption"),
            "set sslmode=require",
        ),
        (ssl.SSLError("certificate verify failed"), "cannot be encrypted"),
        (ConnectionError("PostgreSQL server rejected SSL upgrade"), "cannot be encrypted"),
        (asyncpg.UndefinedTableError("gone"), "refused (UndefinedTableError: gone)"),
    ],
)
def test_what_the_server_says_becomes_a_sentence(error, sentence):
    said = errors.translate(error, address("postgresql://u:secret@h/d")).sentence
    assert sentence in said
    assert "postgresql://u@h/d" in said


async def test_a_statement_that_takes_too_long_and_half_a_surrogate_pair_are_named(url, tmp_path):
    slow = address(extended(url, "statement_timeout=1s"))
    async with Database.open(slow) as database:
        with pytest.raises(StorageError, match="longer than statement_timeout"):
            await database.read(lambda db: db.execute("SELECT pg_sleep(60)"))
    async with open_postgres(address(url), index=tmp_path / "x") as store:
        with pytest.raises(StorageError, match="half a surrogate pair"):
            await store.adapter_facts.write("slack", "name", "\ud800")
        await store.adapter_facts.write("slack", "name", "nul \0 byte")
        assert await store.adapter_facts.read("slack", "name") == "nul \ufffd byte"


async def test_what_went_wrong_first_is_what_is_told_though_more_is_tried_in_the_same_transaction(url):
    def job(db):
        try:
            db.execute("SELECT 1 / 0")
        finally:
            db.execute("SELECT 1")

    async with Database.open(address(url)) as database:
        with pytest.raises(StorageError, match="division by zero"):
            await database.write(job)


async def test_a_pool_that_is_exhausted_says_so_and_serves_again(url, monkeypatch):
    monkeypatch.setattr(engine, "POOL_SECONDS", 0.05)
    async with Database.open(address(extended(url, "pool_size=2"))) as database:
        go_on = threading.Event()
        busy = [asyncio.create_task(database.read(lambda _: go_on.wait(10))) for _ in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(StorageError, match=r"All 2 connections to .* are busy: raise pool_size"):
            await database.read(lambda db: db.execute("SELECT 1"))
        go_on.set()
        await asyncio.gather(*busy)
        assert await database.read(lambda db: db.execute("SELECT 1").fetchone()) == (1,)


async def test_a_worker_is_heard_of_while_all_its_connections_are_busy(url, tmp_path):
    """Others took its work over while it was only slow."""
    where = address(extended(url, "pool_size=2"))
    async with (
        open_postgres(where, index=tmp_path / "x", secret_key=b"a key") as store,
        store.claim_delivery(NOW, roles=ALL_ROLES),
    ):
        go_on = threading.Event()
        busy = [asyncio.create_task(store.database.read(lambda _: go_on.wait(10))) for _ in range(2)]
        await asyncio.sleep(0)
        async with asyncio.timeout(8):
            await store.worker._beat()
        go_on.set()
        await asyncio.gather(*busy)


async def test_connections_that_the_server_ended_are_made_anew_by_the_next_job(two, url):
    one, _ = two
    await one.adapter_facts.write("slack", "a", "1")
    postgres.run(
        url,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()",
    )
    await one.adapter_facts.write("slack", "a", "2")
    assert await one.adapter_facts.read("slack", "a") == "2"


async def test_a_connection_that_ends_before_the_commit_is_a_sentence_too(url):
    def job(db):
        db.execute("SELECT 1")
        db._raw.terminate()

    async with Database.open(address(url)) as database:
        with pytest.raises(StorageError, match="cannot be reached"):
            await database.write(job)
        assert await database.read(lambda db: db.execute("SELECT 1").fetchone()) == (1,)


async def test_a_step_that_fails_leaves_the_database_as_it_was_and_two_that_migrate_at_once_agree():
    where = address(postgres.new_database())
    steps = migrations()
    sessions = [Session(where) for _ in range(3)]
    taken = await asyncio.gather(*(each.run(lambda it: migrate(it, where, steps)) for each in sessions))
    assert sum(taken) == len(steps)
    broken = ("0099_broken.sql", "CREATE TABLE half (way TEXT); INSERT INTO nowhere VALUES (1);")
    with pytest.raises(errors.DriverError, match="nowhere"):
        await sessions[0].run(lambda it: migrate(it, where, [*steps, broken]))
    assert await sessions[0].run(
        lambda it: it.execute("SELECT to_regclass('half'), version FROM paperboy").fetchone()
    ) == (
        None,
        len(steps),
    )
    for each in sessions:
        await each.close()


async def test_two_processes_that_change_one_channel_lose_nothing(two):
    home = await two[0].channels.create(
        Channel(key=0, address=Place("slack", "T1", "C1"), name="", since=date(2026, 1, 1), owner="U1")
    )

    def longer(channel):
        return replace(channel, name=channel.name + "x")

    await asyncio.gather(*(store.channels.change(home.key, longer) for _ in range(10) for store in two))
    assert len((await two[0].channels.get(home.address)).name) == 20


async def test_two_processes_share_the_planning_and_plan_for_no_channel_twice(two, monkeypatch):
    monkeypatch.setattr("storage.planning.run.BATCH", 4)
    await known(two[0])
    for number in range(40):
        await channel(two[0], f"C{number}")
    done = await asyncio.gather(*(planned(store) for store in two))
    assert sum(each.digests for each in done) == 40
    assert len(await two[1].outbox.claim({"slack": 100}, NOW, 60)) == 40


async def test_what_somebody_changes_while_their_channel_is_planned_for_is_kept(two):
    await known(two[0])
    home = await channel(two[0])
    deciding, go_on = threading.Event(), threading.Event()

    def prepare(candidates):
        decide = everything()(candidates)

        def slowly(due):
            deciding.set()
            go_on.wait(10)
            return decide(due)

        return slowly

    planning = asyncio.create_task(two[0].plans.plan(NOW, NOW.date(), prepare))
    assert await asyncio.to_thread(deciding.wait, 10)
    paused = Pause(since=NOW, reason="somebody's", by="U1")
    pausing = asyncio.create_task(two[1].channels.change(home.key, lambda it: replace(it, pause=paused)))
    await asyncio.sleep(0.05)
    go_on.set()
    assert (await planning).digests == 1
    await pausing
    now = await two[0].channels.get(home.address)
    assert (now.pause, now.next_due > NOW) == (paused, True)


async def test_papers_that_two_processes_bring_at_once_get_different_keys(two):
    await asyncio.gather(
        *(
            store.papers.ingest("huggingface", fetched(*range(n, n + 5)), NOW)
            for n, store in zip((1, 4), two, strict=True)
        )
    )
    found = await two[0].papers.listed(date(2026, 11, 1), date(2026, 11, 30))
    assert sorted(each.paper.id for each in found) == [f"arxiv:2601.{n:05d}" for n in range(1, 9)]


async def test_a_change_that_is_committed_late_is_never_passed_over_by_whoever_follows_the_changes(two):
    """The first to begin is the last to end: its revision still comes after all that was read meanwhile."""
    one, other = two
    await one.papers.ingest("huggingface", fetched(1, 2), NOW)
    before = (await one.changed_papers.state()).revision
    written, go_on = threading.Event(), threading.Event()

    def slow(db):
        ingest("huggingface", voted(1), NOW, db)
        written.set()
        go_on.wait(10)

    late = asyncio.create_task(one.database.write(slow))
    assert await asyncio.to_thread(written.wait, 10)
    await other.papers.ingest("arxiv", voted(2), NOW)  # another source: nothing that both write
    followed = await other.changed_papers.after(before, 100)
    assert [each.paper.id for each in followed.papers] == ["arxiv:2601.00002"]
    go_on.set()
    await late
    rest = await other.changed_papers.after(followed.revision, 100)
    assert [each.paper.id for each in rest.papers] == ["arxiv:2601.00001"]


async def test_a_database_that_lives_elsewhere_now_is_noticed_for_a_copy_once(two, url):
    one, other = two
    async with one.claim_delivery(NOW) as said:
        assert said == ""
    postgres.run(
        url, "INSERT INTO fact VALUES ('attempts', '3')", "UPDATE fact SET value = 'x' WHERE name = 'home'"
    )
    async with other.claim_delivery(NOW) as said:
        assert said.startswith("This database was copied here from elsewhere, so it may be an older copy.")
    async with one.claim_delivery(NOW) as said:
        assert said == ""


async def test_rows_that_a_dump_brought_back_are_known_for_a_copy_though_the_database_is_the_same(two, url):
    """`pg_restore --clean` after deliveries went on: the server, the database and its tables' names are as before."""
    one, other = two
    async with one.claim_delivery(NOW) as said:
        assert said == ""
    postgres.run(url, "INSERT INTO fact VALUES ('attempts', '3')", "VACUUM (FULL, FREEZE) fact")
    async with other.claim_delivery(NOW) as said:
        assert said == ""
    postgres.run(
        url,
        "CREATE TABLE dump AS SELECT * FROM fact",
        "DELETE FROM fact",
        "INSERT INTO fact SELECT * FROM dump",
        "DROP TABLE dump",
    )
    async with other.claim_delivery(NOW) as said:
        assert said.startswith("This database was copied here from elsewhere, so it may be an older copy.")


async def test_a_standby_that_took_over_is_no_copy_while_somebody_lives_through_it(two, url):
    one, other = two
    earlier = (
        "UPDATE fact SET value = split_part(value, ' ', 1) || ' ' || split_part(value, ' ', 2) || ' 00000000'"
    )
    async with one.claim_delivery(NOW):
        postgres.run(url, "INSERT INTO fact VALUES ('attempts', '3')", f"{earlier} WHERE name = 'home'")
        async with other.claim_delivery(NOW) as said:
            assert said == ""
    postgres.run(url, f"{earlier} WHERE name = 'home'")
    async with other.claim_delivery(NOW) as said:
        assert "may be an older copy" in said


def test_the_command_line_runs_on_it_and_says_what_is_wrong_with_the_same_exit_status(paperboy, monkeypatch):
    url = postgres.new_database()
    monkeypatch.setenv("PAPERBOY_DATABASE", url)
    assert "There are no tables of Paperboy's in postgresql://postgres@" in paperboy("list").said
    first = paperboy("run", "--once")
    assert (first.status, "A new database was made: postgresql://" in first.said) == (0, True)
    assert "Papers of" in first.out
    assert paperboy("subscribe", "diffusion model").status == 0
    assert "diffusion" in paperboy("list").out
    assert f"schema {len(migrations())} of {len(migrations())}" in re.sub(r"\s+", " ", paperboy("doctor").out)
    for words, sentence in ((("backup", "x"), "pg_dump"), (("restore", "x"), "pg_restore")):
        ended = paperboy(*words)
        assert (ended.status, sentence in ended.said) == (1, True)
    monkeypatch.setenv("PAPERBOY_DATABASE", postgres.within(url, "nowhere"))
    ended = paperboy("status")
    assert (ended.status, "make it (createdb)" in ended.said) == (1, True)
    monkeypatch.setenv("PAPERBOY_DATABASE", "mysql://u:secret@h/d")
    ended = paperboy("status")
    assert (ended.status, "no database of the kind mysql://" in ended.said, "secret" in ended.said) == (
        1,
        True,
        False,
    )
