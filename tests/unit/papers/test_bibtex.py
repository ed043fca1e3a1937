"""Papers as BibTeX that BibTeX reads back."""

from bibtexparser.entrypoint import parse_string

from bot.papers.bibtex import bibtex
from tests.each_of import each_of
from tests.fakes.papers import lora

HOSTILE = 'A {\\input{x}} 50% of $x_i$ & "more" @article{evil, #1 ~ ^ Ünïcode 扩散'


def entry(**changes):
    (read,) = parse_string(bibtex([lora(**changes)])).entries
    return read


def test_an_arxiv_paper_becomes_a_misc_entry_with_its_eprint():
    assert bibtex([lora()]) == (
        "@misc{hu2021lora,\n"
        "  title = {{LoRA: Low-Rank Adaptation}},\n"
        "  author = {Edward J. Hu and Yelong Shen},\n"
        "  year = {2021},\n"
        "  month = {06},\n"
        "  eprint = {2106.09681},\n"
        "  archiveprefix = {arXiv},\n"
        "  primaryclass = {cs.CL},\n"
        "  url = {https://arxiv.org/abs/2106.09681},\n"
        "}\n"
    )


@each_of(
    "papers",
    [
        [lora(1), lora(2), lora(3)],
        [lora(title=HOSTILE, authors=("A and B", "Doe, John", "李 雷", "}{"))],
        [lora(title="扩散模型", authors=(), published=None)],
        [lora(id="doi:10.1000/x_y", url="https://doi.org/10.1000/x_y")],
        [lora(id="url:00ff00ff00ff00ff", url="https://example.org/{}\\ a", title="}")],
        [lora(title=r"$\write18{x}$ and $a{b$ and $c}$ and $50%$")],
    ],
)
def test_it_parses_with_one_entry_a_paper_and_keys_of_their_own(papers):
    library = parse_string(bibtex(papers))
    assert not library.failed_blocks
    assert len(library.entries) == len(papers)
    keys = {each.key for each in library.entries}
    assert len(keys) == len(papers)
    assert all(key.isascii() and key.isalnum() for key in keys)


@each_of(
    ("title", "printed"),
    [
        (r"$\alpha$-kites: 9% fewer & far_away #2", r"$\alpha$-kites: 9\% fewer \& far\_away \#2"),
        (r"Kites at $ \sqrt{s_{NN}} $ and {\AA}", r"Kites at $\sqrt{s_{NN}}$ and Å"),
        (r"G\"odel's kites by Erd\H{o}s", "Gödel's kites by Erdős"),
        ("Kites for $620 or $5 million", r"Kites for \$620 or \$5 million"),
        (r"$\input{secret}$ kites", "input secret kites"),
    ],
)
def test_formulas_stay_and_accents_are_letters(title, printed):
    assert f"  title = {{{{{printed}}}}},\n" in bibtex([lora(title=title)])


@each_of(
    ("names", "author", "key"),
    [
        (("ATLAS Collaboration", "R. Abbott"), "{ATLAS Collaboration} and R. Abbott", "atlas"),
        (("The Kite Team",), "{The Kite Team}", "kite"),
        (("Kite AI", "Ai Fold"), "{Kite AI} and Ai Fold", "kite"),
        (("Ann Lee (Kite Lab)",), "Ann Lee", "lee"),
        (("Lee, A. B.",), "Lee, A. B.", "lee"),
        (("Martin L. King Jr.",), "King, Jr., Martin L.", "king"),
        (("Cy van der Berg III",), "van der Berg, III, Cy", "berg"),
        (("Łukasz Øster-Groß",), "Łukasz Øster-Groß", "ostergross"),
        (("Simon and Garfunkel", "Hu, Edward"), "{Simon and Garfunkel} and Hu, Edward", "garfunkel"),
        (("Fold and Sons, Inc.",), "{Fold and Sons, Inc.}", "fold"),
    ],
)
def test_names_are_read_back_as_whom_they_name(names, author, key):
    read = entry(authors=names, title="Kites")
    assert read["author"] == author
    assert read.key == f"{key}2021kites"


@each_of(
    ("title", "word"),
    [(r"R\'enyi kites", "renyi"), (r"$\beta$-VAE of kites", "vae"), ("On the Kites", "kites"), ("扩散", "")],
)
def test_the_keys_word_is_one_that_can_be_typed(title, word):
    assert entry(title=title).key == f"hu2021{word}"
