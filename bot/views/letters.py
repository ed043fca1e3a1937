"""Letters: what Paperboy writes to an address that is no digest. No word of whoever asked for it stands in one: a
letter that carries a stranger's words would be the stranger's letter.
"""

from bot.views.blocks import Heading, Note, Paragraph, Tone, View, plain

CONFIRM_SUBJECT = "Please confirm: papers by mail"
LINK_SUBJECT = "Your link to your papers by mail"


def confirm(host: str, keywords: int, days: int) -> View:
    """Is this address yours, and do you want papers? `host`: where somebody asked; `days`: how long it asks."""
    about = {0: "the day's most upvoted research papers", 1: "research papers on one keyword"}
    what = about.get(keywords, f"research papers on {keywords:,} keywords")
    return View(
        (
            Heading("Papers by mail?"),
            Paragraph(plain(f"Somebody asked Paperboy at {host} to send {what} to this address.")),
            Paragraph(
                plain(
                    "If that was you, look at what was asked for and confirm it. Nothing is sent before. The link "
                    f"holds for {days} days."
                )
            ),
            Note(plain("If it was not you, do nothing, and nothing comes."), Tone.INFO),
        ),
        f"Somebody asked for {what} to this address: confirm it, or do nothing.",
    )


def link(host: str, days: int) -> View:
    """A new link to the page of an address that gets papers."""
    return View(
        (
            Heading("Your papers by mail"),
            Paragraph(
                plain(
                    f"Somebody asked Paperboy at {host} for a new link to this address's own page: its hour, its "
                    f"keywords, a pause, its end. The link holds for {days} days."
                )
            ),
            Note(plain("If it was not you, nothing has changed; whoever asked cannot see this link."), Tone.INFO),
        ),
        "A new link to your page: hour, keywords, pause, end.",
    )


def unreachable(shown: str, reason: str) -> View:
    """For whoever asked in a chat to have papers sent to an address."""
    said = f"Paperboy could not write to {shown}: {reason.rstrip('.')}. No papers will be sent there."
    return View((Note(plain(said), Tone.WARNING),), said)
