"""Queries to measure with: made of the words of real titles, as people subscribe to them."""

import random
from collections.abc import Iterator, Sequence

from bot.model.paper import Paper
from bot.text.stopwords import STOP_WORDS

SHAPES = (  # how often each kind of subscription is asked, of 100
    (40, "{a} {b}"),
    (20, "{a}"),
    (12, '"{run}"'),
    (10, "{a} | {b}"),
    (8, "({a} | {b}) {c}"),
    (5, "{a} {b} -{c}"),
    (5, "title:{a} upvotes:>{n}"),
)


def queries(papers: Sequence[Paper], count: int, *, seed: int = 1) -> list[str]:
    """So many distinct queries; words are drawn as often as titles use them."""
    draw = random.Random(seed)
    titles = [_words(paper.title) for paper in papers]
    titles = [words for words in titles if len(words) > 3]
    shapes, weights = [shape for _, shape in SHAPES], [weight for weight, _ in SHAPES]
    found: dict[str, None] = {}
    while len(found) < count:
        words = draw.choice(titles)
        at = draw.randrange(len(words) - 1)
        a, b = draw.sample(words, 2)
        c = draw.choice(draw.choice(titles))
        shape = draw.choices(shapes, weights)[0]
        found[shape.format(a=a, b=b, c=c, n=draw.randrange(50), run=" ".join(words[at : at + 2]))] = None
    return list(found)


def nested(papers: Sequence[Paper], count: int, *, seed: int = 1, depth: int = 4) -> Iterator[str]:
    """Queries nested at random, for comparing answers rather than speed."""
    draw = random.Random(seed)
    words = [word for paper in papers for word in _words(paper.title)]
    authors = [name.split()[-1] for paper in papers for name in paper.authors if name.split()]

    def leaf() -> str:
        word = draw.choice(words)
        kinds = (
            word,
            word,
            word.lower(),
            word.upper(),
            f'"{word} {draw.choice(words)}"',
            f"title:{word}",
            f"abstract:{word}",
            f"{word[:4]}*" if len(word) > 3 and word.isalpha() else word,
            f"author:{draw.choice(authors)}",
            f"upvotes:>{draw.randrange(60)}",
            "has:code",
            f"{word}-{draw.choice(words)}",
        )
        return draw.choice(kinds)

    def node(left: int) -> str:
        if left == 0 or draw.random() < 0.3:
            return leaf()
        parts = [node(left - 1) for _ in range(draw.randrange(2, 4))]
        if draw.random() < 0.3:
            parts[-1] = f"-{parts[-1]}" if parts[-1][0] not in "-(" else f"-({parts[-1]})"
            return f"({' '.join(parts)})"
        return f"({draw.choice((' | ', ' OR ', ' ', ' ')).join(parts)})"

    for _ in range(count):
        yield node(depth)


def _words(title: str) -> list[str]:
    cleaned = (word.strip(".,:;?!()[]{}\"'*|") for word in title.split())
    plain = (word for word in cleaned if len(word) > 1 and word.replace("-", "").isalnum())
    return [word for word in plain if word.lower() not in STOP_WORDS and word.upper() not in {"AND", "OR", "NOT"}]
