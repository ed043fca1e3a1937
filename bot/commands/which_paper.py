"""Which paper somebody means: by id, by link, or by a part of its title that only it has."""

from bot.commands.arguments import short
from bot.commands.context import AskBackError, Asked
from bot.commands.look_up import look_up
from bot.errors import NotFoundError, QueryError
from bot.model.paper import Candidate
from bot.papers.identity import canonical_id, ids_named, is_strong, title_key
from bot.query.plain_words.words import telling
from bot.text.cut import cut
from bot.views.blocks import Button
from bot.views.card import quoted, title

FEW = 8  # words beside an id; longer texts are pasted and name papers by the way
OFFERED = 5  # papers to choose from when several have the words in the title
_HOW = "Give an arXiv id, a link, or a part of the title that only it has."


async def find(asked: Asked, *, fetch: bool = False) -> Candidate:
    """The paper that `paper` names, from its source if it is not here and `fetch` is wanted.

    Raises NotFoundError, or AskBackError when several may be meant.
    """
    typed = asked.given("paper")
    if found := await named(asked, typed):
        return found
    ids = ids_named(typed) or ids_within(typed)[:1]
    if ids and (found := await named(asked, ids[0])):
        return found
    if ids and fetch and is_strong(ids[0]):
        return await look_up(asked, ids[0])
    if ids:
        raise unknown(ids[0], typed)
    return await _by_title(asked, typed)


def ids_within(typed: str) -> tuple[str, ...]:
    """The ids that stand among a few words, each once: `papers similar to 2501.12948`."""
    words = typed.split(maxsplit=FEW)
    found = (canonical_id(word.strip("?!.,;()")) for word in words if len(words) <= FEW)
    return tuple(dict.fromkeys(each for each in found if each and is_strong(each)))


async def named(asked: Asked, typed: str) -> Candidate | None:
    """The paper whose id or link was typed or pasted; None if it is not here or nothing of the kind was typed."""
    ids = ids_named(typed)
    return next(iter(await asked.store.papers.by_id(ids)), None) if ids else None


async def find_to_mark(asked: Asked, *, fetch: bool = False) -> tuple[Candidate, int, str]:
    """The paper, the key of the channel that will remember something of it (made if need be), the title quoted."""
    found = await find(asked, fetch=fetch)
    channel = await asked.home()
    return found, channel.key, quoted(title(found))


def unknown(paper_id: str, typed: str) -> Exception:
    """What to say of an id or a link that is of no paper here."""
    if is_strong(paper_id):
        where = " from arXiv" if paper_id.startswith("arxiv:") else ""
        return AskBackError(
            f"{paper_id} has not come by yet; `submit` fetches it{where}.",
            Button("Submit it", f"submit {paper_id}"),
        )
    return NotFoundError(f"No paper here has the id or link “{short(typed)}”. {_HOW}")


async def by_name(asked: Asked, name: str) -> Candidate | None:
    """The one paper whose title has these words, or that goes by just this name; None if several do, or none."""
    within, _ = await _titled(asked, name)
    return within[0] if len(within) == 1 else None


async def _by_title(asked: Asked, typed: str) -> Candidate:
    words = typed.strip("\"' ").replace('"', " ")
    within, others = await _titled(asked, words)
    if not within and (told := telling(words.split())) != words:  # the LoRA paper, papers to SWE-bench
        within, more = await _titled(asked, told)
        others = [*others, *more]
    if len(within) == 1:
        return within[0]
    offered = list({each.key: each for each in (within or others)}.values())[:OFFERED]
    if not offered:
        raise NotFoundError(f"No paper here has “{short(typed)}” in its title. {_HOW}")
    said = (
        f"{'Several papers have' if within else 'No paper has exactly'} “{short(typed)}” in the title. Which one?"
    )
    command = asked.command
    raise AskBackError(
        said,
        *(Button(cut(title(each), 70), f"{command} {each.paper.id}") for each in offered),
        *([] if within else [Button("Search for it", f"search {typed}")]),
    )


async def _titled(asked: Asked, words: str) -> tuple[list[Candidate], list[Candidate]]:
    """The papers with these words in the title, only the one if a title or its name is just that; and others."""
    key = title_key(words)
    matches: list[Candidate] = []
    if key:
        for query in (f'title:"{words}"', words):
            matches += await _search(asked, query)
    known = {candidate.key: candidate for candidate in matches}
    within = [each for each in known.values() if key in title_key(each.paper.title)]
    exact = [each for each in within if key == title_key(each.paper.title)]
    exact = exact or [each for each in within if key == title_key(each.paper.title.partition(":")[0])]
    return exact if len(exact) == 1 else within, list(known.values())


async def _search(asked: Asked, query: str) -> list[Candidate]:
    try:
        found = await asked.tools.searcher.search(query, asked.now, limit=10)
    except QueryError:  # a title is no query: brackets, dashes and colons mean nothing here
        return []
    return [match.candidate for match in found.matches]
