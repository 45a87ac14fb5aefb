import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mathToText } from "../../../src/decks/math.ts";

const tex = String.raw;

describe("a formula", () => {
  it.each([
    // symbols, spacing
    [tex`\alpha + \beta=\gamma`, "α + β = γ"],
    [tex`-x`, "−x"],
    [tex`a=-b`, "a = −b"],
    [tex`x \leq y \ne z`, "x ≤ y ≠ z"],
    [tex`a<b>c`, "a < b > c"],
    [tex`2 \cdot 3 \times 4`, "2·3 × 4"],
    [tex`x \in \mathbb{R}^n`, "x ∈ ℝⁿ"],
    [tex`f\colon X \to Y`, "f: X → Y"],
    [tex`f(x,y)`, "f(x, y)"],
    [tex`1{,}5 + 1,000`, "1,5 + 1,000"],
    [tex`\{1, \dots, n\}`, "{1, …, n}"],
    [tex`x \not\in A`, "x ∉ A"],
    [tex`x := 5\%`, "x := 5%"],
    [tex`a\,b\quad c~d`, "a b c d"],
    [tex`n!`, "n!"],
    [tex`\mathcal{L}`, "ℒ"],
    // functions
    [tex`-\log p`, "−log p"],
    [tex`\log(1 - D(G(z)))`, "log(1 − D(G(z)))"],
    [tex`O(n \log n)`, "O(n log n)"],
    [tex`\max(0, x)`, "max(0, x)"],
    [tex`\log |x|`, tex`log \|x\|`],
    [tex`\operatorname{softmax}(z)_i`, "softmax(z)ᵢ"],
    [tex`\operatorname*{arg\,min}_x f(x)`, "arg minₓ f(x)"],
    [tex`\min_G \max_D V(D, G)`, tex`min\_G max\_D V(D, G)`],
    [tex`\lim_{x \to 0} \frac{\sin x}{x} = 1`, tex`lim\_(x → 0) (sin x) / x = 1`],
    // scripts
    [tex`x_1^2`, "x₁²"],
    [tex`x^2_1`, "x₁²"],
    [tex`x^12`, "x¹2"],
    [tex`e^{-x}`, "e⁻ˣ"],
    [tex`e^{-x^2}`, "e^(−x²)"],
    [tex`e^{-x^2} y`, "e^(−x²) y"],
    [tex`x_{i,j}`, tex`x\_(i, j)`],
    [tex`x^{1/2}`, "x^(1/2)"],
    [tex`p_\theta(x)`, tex`p\_θ(x)`],
    [tex`D_{KL}x`, tex`D\_KL x`],
    [tex`A^\top`, "Aᵀ"],
    [tex`90^\circ`, "90°"],
    [tex`f'(x) + f''(x)`, "f′(x) + f″(x)"],
    [tex`{x+y}^2`, "(x + y)²"],
    [tex`(1-p_t)^\gamma`, "(1 − pₜ)ᵞ"],
    // accents
    [tex`\hat{y}`, "ŷ"],
    [tex`\hat y_i`, "ŷᵢ"],
    [tex`\hat{y_i}`, "ŷᵢ"],
    [tex`\bar{x}`, "x̄"],
    [tex`\overline{AB}`, "A̅B̅"],
    // fractions and roots
    [tex`\frac{a}{b}`, "a/b"],
    [tex`\frac12 x`, "½x"],
    [tex`\frac{a+b}{c}`, "(a + b) / c"],
    [tex`\frac{a}{bc}`, "a / (bc)"],
    [tex`\frac{1}{n}x`, "(1/n) x"],
    [tex`\frac{a}{b} + c`, "a/b + c"],
    [tex`\left(\frac{a}{b}\right)^2`, "(a/b)²"],
    [tex`\frac{a}{b}^2`, "(a/b)²"],
    [tex`\frac{P(x)}{Q(x)}`, "P(x) / Q(x)"],
    [tex`\frac{\frac{a}{b}}{c}`, "(a/b) / c"],
    [tex`\frac{\partial L}{\partial w}`, "∂L/∂w"],
    [tex`\frac{d}{dx} f`, "(d/dx) f"],
    [tex`\frac{a}{db}`, "a / (db)"],
    [tex`\log\frac{p}{q}`, "log(p/q)"],
    [tex`\sqrt{x}`, "√x"],
    [tex`\sqrt{x}^2 + \sqrt{x^2}`, "(√x)² + √(x²)"],
    [tex`\sqrt{x} y + \sqrt{f(x)}`, "√x y + √(f(x))"],
    [tex`{x^2}^3`, "(x²)³"],
    [tex`\sqrt{a+b}`, "√(a + b)"],
    [tex`\sqrt[3]{x}`, "∛x"],
    [tex`\sqrt[n]{x}`, "ⁿ√x"],
    [tex`\binom{n}{k}`, "(n choose k)"],
    // sums
    [tex`\sum_{i=1}^{n} x_i`, "∑ᵢ₌₁ⁿ xᵢ"],
    [tex`\sum\limits_i (x_i)`, "∑ᵢ (xᵢ)"],
    [tex`\sum_{c=1}^{C} y_c`, tex`∑\_(c = 1)^C y\_c`],
    [tex`\int_0^1 f(x)\,dx`, "∫₀¹ f(x) dx"],
    [tex`\frac{1}{n}\sum_{i=1}^{n}(y_i-\hat{y}_i)^2`, "(1/n) ∑ᵢ₌₁ⁿ (yᵢ − ŷᵢ)²"],
    [tex`\mathbb{E}_{x \sim p}[f]`, tex`𝔼\_(x ∼ p) [f]`],
    // bars
    [tex`|A \cap B|`, tex`\|A∩B\|`],
    [tex`1 - \frac{2|A\cap B|}{|A|+|B|}`, tex`1 − 2\|A∩B\| / (\|A\| + \|B\|)`],
    [tex`p(x|z)`, tex`p(x \| z)`],
    [tex`P(A \mid B)`, tex`P(A \| B)`],
    [tex`\|x\|^2`, "‖x‖²"],
    [tex`\lVert x - y \rVert_2`, "‖x − y‖₂"],
    [tex`D_{\text{KL}}(P \| Q)`, tex`D\_KL(P ‖ Q)`],
    [tex`\left|x\right|`, tex`\|x\|`],
    [tex`\left.x\right|`, tex`x\|`],
    // text
    [tex`\text{TP} + \alpha\,\text{FP}`, "TP + α FP"],
    [tex`\lambda \mathrm{KL}`, "λ KL"],
    [tex`x \text{ if } y, \text{ else } z`, "x if y, else z"],
    [tex`\text{a_b*c~d}`, tex`a\_b\*c d`],
    ["\\text{`}", "\\`"],
    [tex`\#1`, tex`\#1`],
    [tex`>5`, tex`\> 5`],
    [tex`<`, tex`\<`],
  ])("%s reads %s", (source, text) => {
    expect(mathToText(`$${source}$`)).toBe(text);
  });

  it.each([
    tex`\foo`,
    tex`\foo{x} + 1`,
    "{a",
    "a}",
    tex`\frac{a}`,
    tex`\sqrt[3`,
    tex`\left( x`,
    tex`x \right)`,
    "x_1_2",
    "x^",
    "a & b",
    tex`\hat{abc}`,
    tex`\text{\alpha}`,
    tex`\begin{cases}a\end{cases}`,
    "{".repeat(60),
  ])("that cannot be converted stays as its source: %s", (source) => {
    expect(mathToText(`a $${source}$ b`)).toBe(`a \`${source}\` b`);
  });

  it("that cannot be converted cannot end its inline code or start a spoiler", () => {
    expect(mathToText("$\\foo||x||$")).toBe("`\\foo| |x| |`");
    expect(mathToText("$\\foo`` $")).toBe("$\\foo`` $");
    expect(mathToText("$\\foo``x$")).toBe("`` \\foo` `x ``");
  });
});

describe("math in Markdown", () => {
  it.each([
    // what is math
    ["so $x_1$ and \\(x_2\\), then.", "so x₁ and x₂, then."],
    ["the $n$th", "the nth"],
    ["$5 and $6", "$5 and $6"],
    ["$5-$6 each", "$5-$6 each"],
    ["$ x$ and $x $", "$ x$ and $x $"],
    ["\\$5 and $x^2$", "\\$5 and x²"],
    ["$x\\$ y", "$x\\$ y"],
    ["\\\\$x^2$", "\\\\x²"],
    ["\\\\(x\\\\)", "\\\\(x\\\\)"],
    ["$$ and", "$$ and"],
    ["a $$$$ b", "a $$$$ b"],
    ["$$ $$", "$$ $$"],
    ["a $x\n\ny$ b", "a $x\n\ny$ b"],
    ["\\(x", "\\(x"],
    // code
    ["`$x^2$` is $x^2$", "`$x^2$` is x²"],
    ["``a ` $x^2$``", "``a ` $x^2$``"],
    ["```tex\n$x^2$\n```", "```tex\n$x^2$\n```"],
    ["a ` b $x^2$", "a ` b x²"],
    // display math
    ["$$x^2$$", "x²"],
    ["a $$x^2$$ b", "a\nx²\nb"],
    ["a\\[x^2\\]b", "a\nx²\nb"],
    ["a\n$$\nx^2\n$$\nb", "a\nx²\nb"],
    ["It is $$x^2$$. Good", "It is\nx².\nGood"],
    ["> $$x^2$$", "> x²"],
    ["- $$x^2$$", "- x²"],
    ["a $$\\foo$$ b", "a\n`\\foo`\nb"],
    // neighbours
    ["**$x$** *$y^2$*", "**x** *y²*"],
    ["||$|A|$||", "||\u200a\\|A\\|\u200a||"],
    ["a\\|$|A|$", "a\\|\u200a\\|A\\|"],
  ])("%j becomes %j", (markdown, text) => {
    expect(mathToText(markdown)).toBe(text);
  });
});

const soup = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...[
          ..."{}[]()|^_$'&*~`#<>-= \n\\",
          "x",
          "7",
          "\\frac",
          "\\sqrt",
          "\\left",
          "\\right",
          "\\text",
          "\\hat",
        ],
        ...[
          "\\alpha",
          "\\|",
          "\\sum",
          "\\log",
          "\\operatorname",
          "\\mathbb",
          "\\,",
          "$$",
          "\\(",
          "\\)",
          "\\[",
          "\\]",
        ],
      ),
      fc.string({ unit: "grapheme", maxLength: 3 }),
    ),
  )
  .map((parts) => parts.join(""));

/** Formulas that are right, made of what `mathToText` knows. */
const { formula } = fc.letrec<{ formula: string; atom: string }>((tie) => ({
  formula: fc.array(tie("atom"), { minLength: 1, maxLength: 4, size: "max" }).map((atoms) => atoms.join(" ")),
  atom: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(
      "x",
      "n",
      "12",
      "+",
      "-",
      "=",
      "<",
      ">",
      ",",
      "|",
      "*",
      "\\|",
      "\\#",
      "\\_",
      "\\alpha",
      "\\log",
    ),
    fc.constantFrom(
      "\\sum_{i=1}^n",
      "\\hat{y}_i",
      "\\text{a_b * ~`|c}",
      "\\mathbb{E}",
      "\\cdot",
      "\\to",
      "f'",
    ),
    tie("formula").map((a) => `\\left(${a}\\right)`),
    tie("formula").map((a) => `\\sqrt{${a}}`),
    tie("formula").map((a) => `|${a}|`),
    fc.tuple(tie("formula"), tie("formula")).map(([a, b]) => `\\frac{${a}}{${b}}`),
    fc.tuple(tie("formula"), tie("formula")).map(([a, b]) => `x_{${a}}^{${b}}`),
  ),
}));

describe("any text", () => {
  it("is converted without an error", () => {
    fc.assert(
      fc.property(soup, (text) => {
        expect(typeof mathToText(text)).toBe("string");
        expect(typeof mathToText(`$${text}$`)).toBe("string");
      }),
      { numRuns: 500 },
    );
  });

  it("without math comes out unchanged", () => {
    const plain = soup.map((text) => text.replaceAll("$", "").replace(/\\+(?=[([])/g, ""));
    fc.assert(
      fc.property(plain, (text) => {
        expect(mathToText(text)).toBe(text);
      }),
      { numRuns: 500 },
    );
  });

  it("gets no spoiler, emphasis, quote or mention out of a formula, be it good or bad", () => {
    const any = fc.oneof(formula, soup).map((text) => text.replace(/[$\n]/g, "").trim());
    fc.assert(
      fc.property(any, (source) => {
        fc.pre(source !== "" && !source.endsWith("\\"));
        const text = mathToText(`$${source}$`);
        expect(text).not.toContain("||");
        // Without inline code and escapes, nothing that Discord could take for Markdown is left.
        const bare = text.replace(/^(`+)[\s\S]*\1$/, "").replace(/\\[\s\S]/g, "");
        expect(bare).not.toMatch(/[\\*_~|`#]|<(?! )/);
        expect(text).not.toMatch(/^>/);
      }),
      { numRuns: 500 },
    );
  });

  it("that is a good formula is converted, never shown as its source", () => {
    fc.assert(
      fc.property(formula, (source) => {
        expect(mathToText(`$${source}$`)).not.toMatch(/^`|\\[A-Za-z]/);
      }),
    );
  });
});
