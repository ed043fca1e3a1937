"""LaTeX made readable, and left alone where it is none."""

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.text.latex import readable
from tests.each_of import each_of


@each_of(
    ("text", "expected"),
    [
        ("plain   text\nin two lines ", "plain text in two lines"),
        (r"$\alpha$-VAE", "α-VAE"),
        (r"\textit{x} and \emph{a \textbf{b} c}", "x and a b c"),
        (r"G_{stack} and $G_{stack}$", "G_stack and G_stack"),
        (r"100\% of A\_B \& C \#1 \$5", "100% of A_B & C #1 $5"),
        (r"$10^{-3}$ and 10^{-3}", "10⁻³ and 10⁻³"),
        (r"H$_2$O, R$^2$, R^2, $x_{i}^{2}$", "H₂O, R², R², xᵢ²"),
        (r"Fig.~1 of et al.~[3], ~10% or a~b", "Fig. 1 of et al. [3], ~10% or a b"),
        (r"G\"odel, Erd\H{o}s, Fran\c{c}ois, \'{e}, \v{S}, na\"{\i}ve", "Gödel, Erdős, François, é, Š, naïve"),
        ("costs $5 and $6", "costs $5 and $6"),
        ("$100M and A$200M, between $1M and $2M.", "$100M and A$200M, between $1M and $2M."),
        ("pay $5", "pay $5"),
        (r"$\mathcal{O}(n^2)$", "O(n²)"),
        (r"$\mathbb{R}^{d \times k}$", "R^(d × k)"),
        (r"$\mathbf{x}\in\mathbb{R}^n$", "x∈Rⁿ"),
        (r"$\frac{a+b}{c}$ and $\sqrt{d_k}$", "(a+b)/c and √d_k"),
        (r"$\sim$10x, 3$\times$ faster, 90$^\circ$", "~10x, 3× faster, 90°"),
        (r"$\text{DPO}_{\text{final}}$", "DPO_final"),
        (r"$\{a,b\}$", "{a,b}"),
        (r"$\pi_{0.5}$ and $\pi_0$", "π_0.5 and π₀"),
        (r"$p(y \mid x) \leq 0.5$", "p(y | x) ≤ 0.5"),
        (r"$$E = mc^2$$ \(a\) \[b\]", "E = mc² a b"),
        (r"\href{http://x.org}{here} \url{https://x.org/a_b}", "here https://x.org/a_b"),
        (r"LoRA \cite{hu2021}, see \ref{fig:1}.", "LoRA, see."),
        (r"``quoted'' -- a dash---and pages 1--2", "“quoted” — a dash—and pages 1–2"),
        (r"\method{} beats \model on $\left( x \right)$", "method beats model on ( x )"),
        (r"$a\quad b\,c$", "a b c"),
        (r"{S}ignal 256{times}256 {x, y}", "Signal 256×256 {x, y}"),
        (r"C:\Users\name", r"C:\Users\name"),
        (r"$\mathrm{YBa_2Cu_3O_{7-\delta}}$", "YBa₂Cu₃O_(7-δ)"),
        (r"$p\bar{p}$ and $\hat x$", "pp\u0304 and x\u0302"),
        (r"Nguy{\~{\^e}}n of {\DJ}\`a", "Nguyễn of Đà"),
        (r"$\bar\nu$ and $\hat{\theta}_1$", "ν\u0304 and θ\u0302₁"),
        (r"\ce{H2O} and $\ce{CO2}$", "H2O and CO2"),
        (r"$\langle r^2 \rangle$ and $x \not\in A$", "⟨r²⟩ and x ∉ A"),
        (r"\textbeta-kites, $\upmu$m, \texteuro5", "β-kites, μm, €5"),
        (r"\texorpdfstring{$\alpha$}{alpha}-kites\thanks{Funded.}", "α-kites"),
        (r"\foo{bar}", "foo bar"),
        (r"$x^{*}$ $y'$ $M^{\dagger}$", "x* y' M†"),
        (r"$x_{}$ and $_$", "x and _"),
        (r"{\bf bold} move", "bold move"),
        (r"kites at $\sqrt{s_{NN}}$ = 5 TeV", "kites at √s_NN = 5 TeV"),
        (r"kites at $ \sqrt{s} = $ 13 TeV", "kites at √s = 13 TeV"),
        (r"$ x $ and $ \alpha $-kites", "x and α-kites"),
        ("paid $ 5 to 6 $ and $ 7", "paid $ 5 to 6 $ and $ 7"),
        (r"$\frac{x_{1}}{y^{2}}$ and $\sqrt[3]{n}$", "x₁/y² and ³√n"),
        (r"{$\pi$}-stacked kites in {\AA} and {\O}rsted", "π-stacked kites in Å and Ørsted"),
        (r"\textbf{a {b} c} and \emph{{K}ite}", "a b c and Kite"),
        (r"{A} study of {Kites that Fly}: {K}", "A study of Kites that Fly: K"),
        (r"{BERT}-like {KITEs} and {a, B}", "BERT-like KITEs and {a, B}"),
        (r"Fran\c cois, \v Sime\v cek", "François, Šimeček"),
        (r"10\textsuperscript{5} H\textsubscript{2}O", "10⁵ H₂O"),
    ],
)
def test_latex_reads_as_printed(text: str, expected: str) -> None:
    assert readable(text) == expected


@settings(max_examples=150)
@given(st.one_of(st.text(max_size=80), st.text(alphabet=list("\\${}_^~`'\"-ab alphtexif%&012[]()"), max_size=80)))
def test_any_text_comes_back_in_one_line(text: str) -> None:
    line = readable(text)
    assert line == " ".join(line.split())


@each_of("hostile", ["$a", "{", "\\(", "\\frac{", "_{", "``a", "$\\a{", "~a", "\\cite[", "a--", "^{a"])
def test_a_hostile_text_takes_no_longer_than_its_length(hostile: str) -> None:
    text = hostile * (49_000 // len(hostile))
    start = time.process_time()
    readable(text)
    assert time.process_time() - start < 2  # quadratic matching would take minutes


def test_braces_inside_braces_come_off_however_deep() -> None:
    assert readable("$" + "{" * 20 + "x" + "}" * 20 + "$") == "x"
    assert "x" in readable("\\textbf{" * 20 + "x" + "}" * 20)


def test_a_text_too_long_for_formulas_is_only_folded() -> None:
    assert readable("$x$  " + "a" * 60_000).startswith("$x$ a")
