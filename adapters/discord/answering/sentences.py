"""What the adapter itself has to say, as views."""

from bot.views.blocks import Heading, Note, Paragraph, Text, Tone, Typed, View
from bot.views.hints import hinted, spoken

WELCOME = View(
    (
        Heading("Paperboy is here"),
        Paragraph(
            (
                Text(
                    "It brings the day's research papers on your topics. In the channel that should get them type "
                ),
                Typed("subscribe"),
                Text(" and some words, or press a button."),
            )
        ),
        Note(hinted("Whoever may manage channels or the server can set it up; everyone can search.")),
    ),
    "Paperboy is here",
)


def sentence(text: str, tone: Tone = Tone.INFO) -> View:
    """One sentence."""
    return View((Note(hinted(text), tone),), spoken(text))


NOTHING_CHANGED = sentence("Nothing was changed.")
OLD_BUTTON = sentence(
    "This button is not Paperboy's, or too old to know what it was for. Type /papers and choose the command.",
    Tone.WARNING,
)
OLD_COMMAND = sentence(
    "Discord showed you an older form of this command. Nothing was changed; please type it again in a minute.",
    Tone.WARNING,
)
NO_PAPER = sentence(
    "No paper was found in that message. Choose a digest of Paperboy's, or a message with a link to arXiv or to"
    " Hugging Face papers; or type /papers similar or /papers save with the paper's id.",
    Tone.WARNING,
)
