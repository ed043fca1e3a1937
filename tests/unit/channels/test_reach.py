"""Whether mail is offered at all, and what its operator has to set."""

from bot.channels.reach import Reach
from tests.each_of import each_of
from tests.fakes.letters import FakeLetters

FOLDER = "Mail is only written into data/mail: set SMTP_URL and MAIL_FROM."


@each_of(
    ("public", "kept_here", "mail", "said"),
    [
        (True, "", True, ("", True, "")),
        (True, FOLDER, True, ("", False, "")),  # letters would not reach a reader elsewhere
        (False, FOLDER, True, ("", True, FOLDER)),  # the reader is the operator, who looks into the folder
        (False, "", True, ("PAPERBOY_PUBLIC_URL", False, "PAPERBOY_PUBLIC_URL")),
        (False, None, True, ("", True, "")),  # a command of the terminal: another process sends
        (False, None, False, ("SMTP_URL and MAIL_FROM", False, "SMTP_URL and MAIL_FROM")),
        (True, None, False, ("SMTP_URL and MAIL_FROM", False, "")),
    ],
)
def test_mail_is_offered_where_letters_and_their_links_reach_readers(public, kept_here, mail, said):
    missing, offered, note = said
    letters = None if kept_here is None else FakeLetters(kept_here=kept_here)
    reach = Reach("http://papers.test", public, lambda: letters, lambda: mail)
    assert missing in reach.missing()
    assert bool(reach.missing()) == bool(missing)
    assert reach.offered == offered
    assert note in reach.note
    assert bool(reach.note) == bool(note)


def test_without_anything_there_is_no_mail():
    assert Reach().missing()
    assert not Reach().offered
