"""What a team made of papers, in words."""

from bot.model.marks import Marks, Week
from bot.views.blocks import Inline, Line, Link, Text


def marked(marks: Marks) -> str:
    """`Saved by Ada · 3 votes · not relevant to Grace`; "" for nothing."""
    said = []
    if marks.saved:
        said.append(f"Saved by {marks.saved_by}" if marks.saved_by else "Saved")
    if marks.votes:
        said.append(f"{marks.votes:,} vote{'' if marks.votes == 1 else 's'}")
    if marks.hidden:
        whose = f" to {marks.hidden_by}" if marks.hidden_by else ""
        said.append(f"{'not' if said else 'Not'} relevant{whose}")
    return " · ".join(said)


def of_the_week(week: Week) -> Line:
    """What the team saved and voted, in a sentence (`… voted 5 times, most for Title.`); () if it did neither."""
    did = []
    if week.saved:
        did.append(f"saved {week.saved:,} paper{'' if week.saved == 1 else 's'}")
    if week.votes:
        did.append(f"voted {'once' if week.votes == 1 else f'{week.votes:,} times'}")
    if not did:
        return ()
    most: tuple[Inline, ...] = (Text(", most for "), Link(week.most, week.most_url)) if week.most else ()
    return (Text(f"This week the team {' and '.join(did)}"), *most, Text("."))
