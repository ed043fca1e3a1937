"""What a person does with it from the first day on, through the real process."""

import shutil

from tests.acceptance.process import Paperboy


async def test_a_subscription_is_previewed_posted_explained_and_shown_in_the_status(paperboy: Paperboy):
    assert (await paperboy("run", "--once")).status == 0
    told = await paperboy("subscribe", 'RAG, "language models" reasoning')
    assert told.status == 0
    assert "would have matched" in told.out

    posted = await paperboy("now")
    assert posted.status == 0
    assert "matched “RAG” in title" in posted.out

    why = await paperboy("why", "2407.01370")
    assert why.status == 0
    assert "RAG" in why.out
    status = await paperboy("status")
    assert "could not be asked" in status.out or "huggingface" in status.out
    assert "subscribe" in status.out, "the audit log"


async def test_a_backup_taken_and_restored_repeats_nothing_silently(paperboy: Paperboy):
    first = await paperboy("run", "--once")
    taken = await paperboy("backup", "copy.db")
    assert taken.status == 0
    assert "The copy is copy.db" in taken.said
    for left in paperboy.folder.glob("data/paperboy.db*"):
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    (paperboy.folder / "copy.db").rename(paperboy.folder / "data/paperboy.db")

    restored = await paperboy("run", "--once")
    assert restored.status == 0
    assert "restored" in restored.said or "copy" in restored.said
    shown = [line for line in first.out.splitlines() if line[:2] in {"1.", "2.", "3."}]
    assert shown
    assert all(line in restored.out for line in shown), "the last digest is shown again, and no new one is made"
