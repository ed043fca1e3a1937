"""What every store promises of the vault, the adapter_facts and workspaces; `store` is each implementation in turn (conftest.py)."""

from datetime import timedelta

from bot.ports import AuditEntry, Voted
from tests.contract.furnishing import NOW, channel, known, planned


async def test_secrets_are_kept_by_name_and_forgotten_when_told(store):
    await store.vault.put("slack", "T1", "bot", b"xoxb-1")
    await store.vault.put("slack", "T1", "bot", b"xoxb-2")
    await store.vault.put("slack", "T1", "user", b"\x00\xff")
    await store.vault.put("slack", "T2", "bot", b"other")
    assert await store.vault.get("slack", "T1", "bot") == b"xoxb-2"
    assert await store.vault.get("discord", "T1", "bot") is None
    assert await store.vault.workspaces("slack") == ["T1", "T2"]
    await store.vault.delete("slack", "T1", "bot")
    assert await store.vault.get("slack", "T1", "user") == b"\x00\xff"
    await store.vault.delete("slack", "T1")
    assert await store.vault.workspaces("slack") == ["T2"]


async def test_notes_are_kept_replaced_and_forgotten(store):
    await store.adapter_facts.write("slack", "hash", "1")
    await store.adapter_facts.write("slack", "hash", "2")
    assert await store.adapter_facts.read("slack", "hash") == "2"
    assert await store.adapter_facts.read("discord", "hash") is None
    assert not await store.adapter_facts.write_first("slack", "hash", "3")
    assert await store.adapter_facts.write_first("slack", "hash:1", "3")
    assert await store.adapter_facts.write_first("discord", "hash:2", "4")
    assert await store.adapter_facts.write_first("slack", "hatch", "5")
    assert await store.adapter_facts.beginning("slack", "hash") == {"hash": "2", "hash:1": "3"}
    await store.adapter_facts.write("slack", "hash", None)
    assert await store.adapter_facts.read("slack", "hash") is None


async def test_a_workspace_is_deleted_and_nothing_of_it_is_left(store):
    (key, *_) = await known(store)
    home, other = await channel(store, "C1", "T1"), await channel(store, "C2", "T2")
    await store.memory.vote(home.key, key, "U1", NOW)
    await store.vault.put("slack", "T1", "bot", b"x")
    await store.journal.audit(AuditEntry(NOW, home.address, "U1", "x"))
    await planned(store)
    delete_at = NOW + timedelta(days=30)
    await store.workspaces.kill("slack", "T1", "uninstalled", delete_at)
    await store.workspaces.kill("slack", "T1", "tokens revoked", None)
    assert await store.workspaces.dead() == [("slack", "T1", "tokens revoked", delete_at)]
    await store.workspaces.purge("slack", "T1")
    assert await store.workspaces.dead() == []
    assert [each.key for each in await store.channels.within(None)] == [other.key]
    assert await store.vault.workspaces("slack") == []
    assert await store.journal.audited(home.address, 5) == []
    assert (await store.plans.history(home.key, key)).how == ""
    assert (await store.plans.history(other.key, key)).how == "reserved"
    assert await store.memory.vote(other.key, key, "U9", NOW) == Voted(True, 1)


async def test_a_workspace_that_is_back_is_dead_no_more(store):
    home = await channel(store)
    await store.workspaces.kill("slack", "T1", "uninstalled", NOW)
    await store.workspaces.revive("slack", "T1")
    assert await store.workspaces.dead() == []
    assert await store.channels.get(home.address) == home
