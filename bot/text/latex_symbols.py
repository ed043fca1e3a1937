"""What LaTeX's commands look like when they are printed: letters, signs, accents, small figures."""

_GREEK = (
    "alpha α beta β gamma γ delta δ epsilon ε varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι "
    "kappa κ lambda λ mu μ nu ν xi ξ pi π varpi ϖ rho ρ varrho ρ sigma σ varsigma ς tau τ upsilon υ "
    "phi φ varphi φ chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ "
    "Phi Φ Psi Ψ Omega Ω"
)
_SIGNS = (
    "times × div ÷ pm ± mp ∓ cdot · cdots ⋯ ldots … dots … sim ~ simeq ≃ approx ≈ equiv ≡ cong ≅ "
    "propto ∝ neq ≠ ne ≠ le ≤ leq ≤ leqslant ≤ ge ≥ geq ≥ geqslant ≥ ll ≪ gg ≫ lesssim ≲ gtrsim ≳ to → "
    "rightarrow → longrightarrow ⟶ leftarrow ← leftrightarrow ↔ Rightarrow ⇒ Leftarrow ⇐ "
    "Leftrightarrow ⇔ mapsto ↦ uparrow ↑ downarrow ↓ infty ∞ partial ∂ nabla ∇ sum ∑ prod ∏ int ∫ in ∈ "
    "notin ∉ subset ⊂ subseteq ⊆ cup ∪ cap ∩ emptyset ∅ forall ∀ exists ∃ neg ¬ land ∧ lor ∨ wedge ∧ "
    "vee ∨ oplus ⊕ otimes ⊗ odot ⊙ circ ∘ star ⋆ ast ∗ bullet • dagger † ell ℓ hbar ℏ Re ℜ Im ℑ "
    "langle ⟨ rangle ⟩ lVert ‖ rVert ‖ Vert ‖ mid | vert | lvert | rvert | degree ° S § copyright © "
    "textregistered ® texttrademark ™ checkmark ✓ triangle △ square □ lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉ "
    "ss ß o ø O Ø ae æ AE Æ oe œ OE Œ aa å AA Å l ł L Ł i ı textbackslash \\ textasciitilde ~ "
    "dj đ DJ Đ dh ð DH Ð th þ TH Þ ng ŋ NG Ŋ "
    "textendash – textemdash — textquoteright ’ textquoteleft ‘ textquotedblright ” textquotedblleft “ "
    "textless < textgreater > textbar | textunderscore _ textasciicircum ^ textdollar $ textquotesingle ' "
    "textellipsis … textbullet • textdegree ° texteuro € textmu μ pounds £ textpm ± "
    "texttimes × oint ∮ perp ⊥ parallel ∥ angle ∠"
)


def _pairs(text: str) -> dict[str, str]:
    words = text.split()
    return dict(zip(words[::2], words[1::2], strict=True))


_LETTERS = _pairs(_GREEK)
# \textalpha and \upalpha stand upright, where LaTeX wants a package for it.
_UPRIGHT = {f"{start}{name}": letter for name, letter in _LETTERS.items() for start in ("text", "up")}
SYMBOLS = _UPRIGHT | _LETTERS | _pairs(_SIGNS)

# Commands that say how their argument looks or where it stands; the argument is what is read.
_STYLES = """
textit textbf textrm texttt textsf textsc textsl textup textnormal text emph underline mathrm mathbf mathit
mathcal mathbb mathfrak mathsf mathtt mathscr mathnormal boldsymbol bm pmb operatorname mbox hbox ensuremath
uppercase lowercase url path footnote overline bar hat widehat tilde widetilde vec dot ddot underbrace
overbrace mathop mathrel mathbin displaystyle textstyle ce pu num smash
"""
STYLES = frozenset(_STYLES.split())
# Commands of which nothing is read.
_SILENT = """
left right big Big bigg Bigg bigl bigr Bigl Bigr limits nolimits displaystyle textstyle scriptstyle centering
noindent par newline linebreak bf it rm em tt sc sl sf small large Large tiny normalsize itshape bfseries
xspace protect smallskip medskip bigskip hfill vfill
"""
SILENT = frozenset(_SILENT.split())
# Commands that change the look of the rest of their braces.
SWITCHES = ("bf", "it", "rm", "em", "tt", "sc", "sl", "sf", "small", "large", "itshape", "bfseries")
# Commands that point elsewhere; neither they nor their argument are read.
POINTERS = (
    "cite",
    "citep",
    "citet",
    "citealp",
    "ref",
    "eqref",
    "autoref",
    "cref",
    "label",
    "vspace",
    "hspace",
    "thanks",
)

# LaTeX accent commands and the combining character each puts over (or under) a letter.
ACCENTS = {
    '"': "\u0308", "'": "\u0301", "`": "\u0300", "^": "\u0302", "~": "\u0303", "=": "\u0304", ".": "\u0307",
    "u": "\u0306", "v": "\u030c", "H": "\u030b", "c": "\u0327", "k": "\u0328", "r": "\u030a", "d": "\u0323",
    "b": "\u0331", "t": "\u0361",
}  # fmt: skip

RAISED = str.maketrans("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ")
LOWERED = str.maketrans("0123456789+-−=()aeoxijklmnprstuv", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₒₓᵢⱼₖₗₘₙₚᵣₛₜᵤᵥ")
CAN_BE_RAISED = frozenset(map(chr, RAISED))
CAN_BE_LOWERED = frozenset("0123456789+-−=()ijn")  # longer names read better as G_stack
# Signs over one letter of a formula.
OVER = {
    "bar": "\u0304",
    "overline": "\u0304",
    "hat": "\u0302",
    "widehat": "\u0302",
    "tilde": "\u0303",
    "widetilde": "\u0303",
    "vec": "\u20d7",
    "dot": "\u0307",
    "ddot": "\u0308",
    "check": "\u030c",
    "breve": "\u0306",
}
