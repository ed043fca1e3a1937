"""A candidate as the card that a reader meets: readable title, a one-sentence summary, why it is here."""

from collections.abc import Sequence

from bot.model.digest import BY_TEAM, TRENDING, Reason
from bot.model.paper import SAMPLE, Candidate
from bot.text.cut import cut
from bot.text.latex import readable
from bot.text.sentences import sentences, shorten, summary
from bot.views.blocks import Button, Line, Link, PaperCard, Text
from bot.views.hints import literal
from bot.views.pages import pages, picture

MAX_TITLE = 250  # characters; the longest real title has 239, a longer one is an accident or an attack
BRIEF_SENTENCE = 140  # characters of the one sentence that a brief card has
MAX_ABSTRACT = 4_000  # characters; the longest real abstract has about 2,900


def card(
    candidate: Candidate,
    *,
    number: int = 0,
    why: str = "",
    snippet: Line = (),
    brief: bool = False,
    full: bool = False,
    community: bool = False,
    sentence: bool = False,
    image: bool = False,
    marks: str = "",
    buttons: tuple[Button, ...] = (),
    menu: tuple[Button, ...] = (),
) -> PaperCard:
    """The card of a paper. `full` gives the abstract beside the summary; `brief` asks for its title's line, with
    `sentence` for one that says what it is about. `image` shows its picture, if it has one.
    """
    paper = candidate.paper
    sample = candidate.signals.sources == (SAMPLE,)
    said = "" if brief and not sentence else summary(paper.abstract, paper.tldr, paper.title)
    if brief:
        said = shorten(next(iter(sentences(said)), ""), BRIEF_SENTENCE)
    return PaperCard(
        id=paper.id,
        title=title(candidate),
        url=paper.url,
        number=number,
        authors=paper.authors,
        summary="" if _says_the_same(snippet, said) else said,
        abstract=cut(readable(paper.abstract), MAX_ABSTRACT) if full else "",
        upvotes=candidate.signals.upvotes,
        code_url=paper.code_url,
        stars=paper.stars,
        listed=None if sample else candidate.signals.first_listed,  # the day it was read says nothing
        why=" · ".join(filter(None, (why, "from the bundled sample" if sample else ""))),
        snippet=snippet,
        organization=readable(paper.organization),
        community=community or candidate.signals.community,
        brief=brief,
        marks=marks,
        image=picture(candidate) if image else "",
        buttons=buttons,
        menu=menu,
        links=tuple(Link(page.name, page.url) for page in pages(candidate)) if menu else (),
    )


def _says_the_same(snippet: Line, said: str) -> bool:
    """A short abstract is its own summary and its own snippet: once is enough, with the words marked."""
    shown = "".join(part.text for part in snippet if isinstance(part, Text)).strip(" …")
    return bool(shown and said) and (shown in said or said in shown)


def title(candidate: Candidate) -> str:
    """The title, LaTeX made readable, on one line."""
    return cut(readable(candidate.paper.title), MAX_TITLE) or candidate.paper.id


def buttons(paper_id: str) -> tuple[Button, ...]:
    """What most people do with a paper of a digest: it stands in sight."""
    return (Button("Save", f"save {paper_id}"), Button("Vote", f"vote {paper_id}"))


def menu(paper_id: str) -> tuple[Button, ...]:
    """What is wanted now and then: it stands behind a button of its own."""
    return (
        Button("Similar", f"similar {paper_id}"),
        Button("Why", f"why {paper_id}"),
        Button("Not relevant", f"hide {paper_id}"),
        Button("Discuss", f"discuss {paper_id}"),
    )


def why(reasons: Sequence[Reason]) -> str:
    """`matched “low-rank” in title and abstract`, the first two reasons in full."""
    if not reasons:
        return ""
    said = [_reason(reason) for reason in reasons[:2]]
    more = f" and {len(reasons) - 2} more" if len(reasons) > 2 else ""
    return "; ".join(said) + more


def quoted(query: str) -> str:
    """A query in curly quotes; straight ones of its own around the whole are not doubled."""
    inner = query[1:-1]
    bare = inner if query[:1] == query[-1:] == '"' and inner and '"' not in inner else query
    return f"“{literal(cut(bare, 80))}”"


def _reason(reason: Reason) -> str:
    if reason.because:
        return f"because you saved {quoted(readable(reason.because))}"
    if reason == BY_TEAM:
        return "submitted by this team"
    if reason.query == TRENDING:
        return TRENDING
    where = f" in {' and '.join(reason.fields)}" if reason.fields else ""
    shown = quoted(reason.query)
    # A query with quotes of its own is told by them: “"a b" | c” would be quotes in quotes.
    shown = shown[1:-1] if '"' in shown else shown
    return f"matched {shown}{where}"
