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
_QUESTION_WORDS = """
actually already anybody anyone anything article articles best better describe explain find good help idea
ideas keep know look looking mean means offer paper papers possible possibly publication publications read
reading really recent recently research show something stop stops study studies tell thing things think try
trying understand want wants work works
"""
QUESTION_WORDS = STOP_WORDS | frozenset(_QUESTION_WORDS.split())
