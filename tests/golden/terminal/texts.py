"""The views as they are printed: plain in two widths; in colour with ESC written as ␛."""

from collections.abc import Mapping

from adapters.terminal.render import to_text
from tests.golden.terminal.views import views


def texts() -> Mapping[str, str]:
    """Each by its file's name."""
    found = {name: to_text(view, 100, colour=False, channel="ml") for name, view in views().items()}
    found["everything-40"] = to_text(views()["everything"], 40, colour=False)
    found["everything-colour"] = to_text(views()["everything"], 100, colour=True).replace("\x1b", "␛")
    return found
