"""How Paperboy and its readers reach each other: its page's address, and mail, with what is missing for them."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.ports import Letters


def _no_letters() -> Letters | None:
    """Where this process sends no mail."""
    return None


def _no_mail() -> bool:
    """Where nobody has set mail up."""
    return False


@dataclass(frozen=True, slots=True)
class Reach:
    """`home`: where the page is; `public`: whether readers elsewhere can follow its links. `letters`: how this
    process posts them; `mail`: whether mail is sent from any process.
    """

    home: str = ""
    public: bool = False
    letters: Callable[[], Letters | None] = _no_letters
    mail: Callable[[], bool] = _no_mail

    def missing(self) -> str:
        """Why nobody is to be asked, and what whoever runs Paperboy has to set; "" if nothing is missing."""
        if not self.mail():
            return "No e-mail is set up here: whoever runs Paperboy sets SMTP_URL and MAIL_FROM (see README)."
        if self.letters() is not None and not self.hindrance() and not self.public:
            return (
                "Nobody could follow the links in a letter: whoever runs Paperboy sets PAPERBOY_PUBLIC_URL to its "
                "address for readers first."
            )
        return ""

    @property
    def offered(self) -> bool:
        """Whether readers of the page are offered it: not where letters would not reach them."""
        return not self.missing() and not (self.public and self.hindrance())

    @property
    def note(self) -> str:
        """What readers on Paperboy's own machine are told of it: what is missing, or where letters go."""
        return "" if self.public else self.missing() or self.hindrance()

    def hindrance(self) -> str:
        """Why letters do not leave this machine and what its operator has to set; "" if they do, or none knows."""
        letters = self.letters()
        return letters.hindrance() if letters else ""
