"""Halves of words that some write as one and some as two: pre training and pretraining, data set and dataset."""

from functools import lru_cache

from bot.text.stopwords import STOP_WORDS
from bot.text.tokens import stem

MIN_HALF = 3  # letters of each half of a word that may be two
MAX_SPLIT = 24  # letters of a word up to which it may be two
MAX_UNIT = 3  # letters of a sign after a number that may be written without a space: 3 D, 7 B, 4 bit

# Words that others are often written together with. What follows one in a text is found written as one word too.
_BEGINNERS = """
after anti auto back base bench bio black block brain chat check code common counter cross crowd cyber data deep
down drop edge eigen end fast feed few file fine flash foot fore frame game ground hand hard head high home
hugging hyper infra inter intra key knowledge land life light live long low macro mark meta micro mid mini model
mono multi name nano net neuro new non off one open out over path photo plain play point poly post pre pseudo
quasi real red road role roll run self semi set short side single soft spatio speed stable state step stop sub
super task test text time token tool top trade trans tri two ultra under uni user video way web white win word
work world zero
"""
BEGINNERS = frozenset(_BEGINNERS.split())

# Other words that two of make a compound: of one that somebody joined, a text may write both halves.
_HALVES = """
action adapt agent alpha anchor answer art attack attention audio aware batch behavior belief benchmark beta bias
bit body book bot bound box brand break bridge budget camera case cell chain chip class clip cloud cluster color
community compute concept content context control core cost critic cut day decision decode dense depth design
device diffusion digit domain draft dream driven dual edit embed energy engine entity error eval event expert eye
face fact fake feature feedback field film filter fire flow focus follow force form foundation free full fuse
fusion gate gauss gen general goal grad grain graph grid group guard guide gym health horizon human image index
input instruct item kernel keyword lab label language large last latent law layer lead leader learn level line
link list llm load local log logic loop loss machine make map mask mass match math matrix medical memory mesh
method metric mind mix mobile module moment money motion move music natural need neural node noise norm object
online optimal order output page pair paper parallel part pass patch patient pattern pay person phase phone
physics pick pipeline pixel place plan policy pool pose power predict preference presence process product program
project prompt proof purpose quality quant query question rank rate ratio raw ray reason recall region render
research response reward robot robust room root rule safe sample scale scan scene science score screen search
second seek sense sensor sequence share shift shot sight sign signal silver simple size sketch skill skip sky slow
small smart snap social solve sound source space spark sparse speak specific speech split spot stage stamp stand
star start stereo storage storm story stream stress strong structure student study style supervised switch system
table tail talk target teach teacher team term thing think thought thread through tip topic touch tower track
traffic train transfer tree tune tuned tuning turn type up value vector view virtual vision visual voice walk wall
want warm watch water wave wear weather weight wide width wind window wise worker write year
"""
_LEFT = BEGINNERS.union(_HALVES.split())
_RIGHT = frozenset(map(stem, _LEFT))
# Endings of words, and no words of their own: "adaptability" is not "adapt ability".
_ENDINGS = frozenset(
    {"able", "ably", "ance", "ation", "ence", "ent", "ents", "ing", "ings", "ion", "ions", "ity", "ive", "ment",
     "ness", "ous", "tion", "tions"}
)  # fmt: skip


@lru_cache(maxsize=2**15)
def together(left: str, right: str) -> tuple[str, ...]:
    """The term of two neighbours (folded) in a text, were they written as one word; none where nobody would."""
    if right[0].isdigit():
        fits = left.isalpha()  # GPT 4, Llama 3.1
    elif left[0].isdigit():
        fits = right.isalpha() and len(right) <= MAX_UNIT
    else:
        fits = left in BEGINNERS and _is_rest(right)
    return (stem(left + right),) if fits else ()


@lru_cache(maxsize=2**13)
def splits(word: str) -> tuple[tuple[str, str], ...]:
    """A word (folded) as two that somebody may have joined: "rewardmodel" is reward, model."""
    if not word.isalpha() or len(word) > MAX_SPLIT or word in STOP_WORDS:
        return ()
    cuts = ((word[:at], word[at:]) for at in range(MIN_HALF, len(word) - MIN_HALF + 1))
    return tuple(
        (left, right)
        for left, right in cuts
        if (left in BEGINNERS and _is_rest(right)) or (left in _LEFT and stem(right) in _RIGHT)
    )


def _is_rest(right: str) -> bool:
    return len(right) >= MIN_HALF and right.isalpha() and right not in STOP_WORDS and right not in _ENDINGS
