"""What a card says of a paper that is like a saved one."""

from bot.model.digest import Reason
from bot.views.card import why


def test_the_reason_names_the_saved_paper_as_it_reads():
    assert why([Reason("", because=r"The $\beta$-VAE of kites")]) == "because you saved “The β-VAE of kites”"
