"""Every number that ranking weighs with, and the reason for each."""

from bot.query.tree import Field

# --- Relevance, 0..1: how far BM25F goes of what it could. Robertson & Zaragoza, "The Probabilistic Relevance
# Framework: BM25 and Beyond" (2009)

# More than the usual 1.2: a word once is a mention, again and again it is what a paper is about
# (`bench.precision`: of the picks 0.60 are good with 1.2, 0.65 with 3, 0.66 with 4 and 6)
K1 = 4.0
B = 0.25  # abstracts are of much the same length, so length is held against a paper less than the usual 0.75
FIELD_WEIGHTS = {
    Field.TITLE: 8.0,  # a title is a tenth of an abstract's length, and says what the paper is about
    Field.ABSTRACT: 1.0,
    Field.AUTHOR: 8.0,  # a name is there or not; asked for, it is the whole question
    Field.ORG: 8.0,
}
NEUTRAL = 0.5  # relevance of what a query finds by no words at all, as by has:code

# --- Passing mentions (`bench.precision`: 595 matches of 80 subscriptions, labelled without knowing the order; the
# shares that are named here are those of good ones among the picks where 95 % of the good are picks)

APART = 0.5  # times the relevance where two frequent words that stand side by side in a query are apart in a text
FREQUENT = 0.05  # of the day's papers have both words: together in one abstract they are by chance
FREQUENT_LEAST = 10  # papers, for so few to say anything of chance
# Times how much more than usual a match is like the query's best: 0.66; without them 0.59, with 2 0.64
PEERS = 3.0
# Relevance below which a match is a passing mention and no pick: one word once, late in the abstract of a paper
# that is unlike the others. Of the labelled matches, and 306 more that no weight was chosen by, 48 % are good; of
# those above the floor 64 %, with 95 % of all good ones among them.
FLOOR = 0.12

# --- The score of a match: RELEVANCE * relevance + COMMUNITY * community + FRESHNESS * freshness, each 0..1

RELEVANCE = 1.0  # a digest is about the channel's keywords first
COMMUNITY = 0.175  # between papers about as relevant, the one the community prefers
FRESHNESS = 0.125  # a good paper of yesterday still beats a weak one of today
FRESHNESS_HALF_LIFE_DAYS = 3.0  # over a weekend the Friday papers lose half
SUBMITTED = 0.5  # somebody of the channel's own team thought it worth a command

RECOMMENDED = 0.5  # a paper like one the team saved goes before weak matches of its keywords, after good ones
RECOMMENDED_MOST = 2  # of them a digest: the channel's own words come first

# The parts of the community's signal, adding up to 1
UPVOTES_SHARE = 0.6  # its place among the day's papers: absolute numbers grow all day and differ by weekday
VELOCITY_SHARE = 0.25  # what rises now, whatever the hour of the first look
STARS_SHARE = 0.15  # code that people use; old repositories have many stars for other reasons
VELOCITY_HALF = 10.0  # upvotes a day that count half: more than the median of a first morning (6)
STARS_HALF = 500.0  # stars that count half

# A `trending` match is ordered by upvotes alone; this puts it beside keyword matches of the same channel
TRENDING = 1.0
TRENDING_HALF = 30.0  # upvotes that count half: five times the median of a morning list

# --- The channel's own memory

SAVED = 0.3  # lift of a paper as like a saved one as near-duplicates are
HIDDEN = 0.45  # sink of one as like a hidden one: "not relevant" is said with more purpose than "save"
VOTED = 0.4  # lift of a paper the workspace votes for: more than what the world outside thinks of it
VOTED_HALF = 2.0  # votes that lift half: in a small team two are many
FEEDBACK_FLOOR = 0.1  # cosine: of 100 pairs of real papers taken at random, 97 are less alike than this

# --- Near-duplicates

# TF-IDF cosine. Measured on 1,500 real papers: a paper and its companion (a model and its benchmark, two parts of
# one work) have 0.41 to 0.59, two papers on the same narrow topic at most 0.37, nearest neighbours 0.19 (median).
NEAR_DUPLICATE = 0.4

# --- Search: relevance (1 for the best match, by text alone) plus these, each 0..1

SEARCH_COMMUNITY = (
    0.10  # parts papers whose text says the same; more would put a popular paper before the one meant
)
SEARCH_FRESHNESS = 0.05  # of two equals the newer one
SEARCH_NAME = 1.0  # who types `Gemma 2` means the paper of that name before those that speak of it more often
SEARCH_TITLE = 0.10  # of a paper with just that title: half as much again finds no more (bench finding)
SEARCH_FRESHNESS_HALF_LIFE_DAYS = 180.0  # who searches looks through years, not through the week

# --- Meaning, where word vectors are installed: times the cosine of theirs (`python -m bench finding similar`)

MEANING_OF_PAPERS = 0.15  # added to the cosine of two papers' words, 0..1
MEANING_OF_QUERIES = 0.7  # added to the score by words of a query's best papers, of which the best has 1
ORDER_OF_WORDS = 0.1  # over the square root of the place by words, added as well; two draws agree within 0.01
