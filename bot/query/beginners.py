"""Words that others are often written together with (pretraining): in a phrase these are tried apart."""

from bot.text.tokens import stem

_WORDS = """
after anti auto back bench bio block brain check co code counter cross cyber data deep down drop edge eigen
end few fine foot fore frame ground hand hard head hyper in infra inter intra key knowledge land life light
live long low macro mark meta micro mid mini model mono multi name nano net neuro new non off on one open out
over path photo play point poly post pre pseudo quasi real role run self semi short side single soft spatio
state step stop sub super task test text time token tool top trans tri two ultra under uni up user video way
web white word work world zero
"""
BEGINNERS = frozenset(map(stem, _WORDS.split()))
