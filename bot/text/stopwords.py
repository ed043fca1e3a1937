"""Small words of English that say little about what a paper is about."""

_STOP_WORDS = """
a about above after again against all also although am among an and any are as at be because been before being
below between both but by can cannot could did do does doing don down during each either else ever few for
from further get gets give given gives go had has have having he her here hers him his how however i if in
into is it its itself just let like made make makes many may me might mine more most much must my near need
needs no nor not now of off on once one only or other our ours out over own per please same say see shall she
should so some such than that the their theirs them then there these they this those though through thus to
too toward towards under until up upon us use used uses using very via was way ways we well were what when
where whether which while who whom whose why will with within without would yes yet you your yours
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())

# Words that ask rather than describe, in questions put to a library of papers.
_ASKING_WORDS = """
actually advances advantages already anybody anyone anything article articles arxiv authored best better
compare compared comparing cons current currently days describe difference differences disadvantages everything
explain favorite favourite find good help hot idea ideas interesting keep know lately latest liked list look
looking mean means month months new newest offer paper papers popular possible possibly preprint preprints
pros publication publications publish published read reading really recent recently recommend recommended
research show since something sota stop stops studies study suggest suggestions tell thing things think today
todays top trending try trying understand upvoted versus vs want wants week weeks work works written wrote
year years yesterday
"""
# As people write to each other.
_CHAT = """
asap btw hey hi hello i'd i'll i'm i've pls plz rn thank thanks there's they're thx we're we've
whats what're you're
"""
ASKING_WORDS = frozenset(_ASKING_WORDS.split()) | frozenset(_CHAT.split())
QUESTION_WORDS = STOP_WORDS | ASKING_WORDS
SMALL_IN_CAPITALS = frozenset(("sota", "vs"))  # no acronyms of things
