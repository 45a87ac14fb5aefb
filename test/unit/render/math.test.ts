import { afterAll, describe, expect, it } from "vitest";
import { type Block, cardBlocks } from "../../../src/decks/blocks.ts";
import { loadBuiltinDecks } from "../../../src/decks/builtin.ts";
import { createMathRenderer } from "../../../src/render/math.ts";

const tex = String.raw;
const troubles: unknown[] = [];
// Patience for a busy machine; what is tested of patience itself has a renderer of its own.
const renderer = createMathRenderer({ patience: 15_000, onTrouble: (error) => troubles.push(error) });
afterAll(() => renderer.close());

/** Width and height of a PNG, by its header (PNG specification, 11.2.1). */
function sizeOf(png: Buffer): [width: number, height: number] {
  expect(png.subarray(0, 8).toString("latin1")).toBe("\x89PNG\r\n\x1a\n");
  expect(png.subarray(12, 16).toString("latin1")).toBe("IHDR");
  expect(png.subarray(-8, -4).toString("latin1")).toBe("IEND");
  return [png.readUInt32BE(16), png.readUInt32BE(20)];
}

async function drawn(source: string, display = true): Promise<Buffer> {
  const png = await renderer.render(source, display);
  if (png === undefined) throw new Error(`was not drawn: ${source}`);
  return png;
}

const TYPICAL = [
  tex`x`,
  tex`\frac{-b \pm \sqrt{b^2 - 4ac}}{2a}`,
  tex`\sum_{i=1}^{n} i = \frac{n(n+1)}{2}`,
  tex`\prod_{k=1}^{n} k = n!`,
  tex`\int_{-\infty}^{\infty} e^{-x^2}\,dx = \sqrt{\pi}`,
  tex`\oint_{\partial S} \mathbf{F} \cdot d\mathbf{r} = \iint_S (\nabla \times \mathbf{F}) \cdot d\mathbf{S}`,
  tex`\lim_{x \to 0} \frac{\sin x}{x} = 1`,
  tex`|x| = \begin{cases} x & \text{if } x \ge 0 \\ -x & \text{otherwise} \end{cases}`,
  tex`\begin{matrix} a & b \\ c & d \end{matrix}`,
  tex`\begin{pmatrix} a & b \\ c & d \end{pmatrix}`,
  tex`\begin{bmatrix} 1 & \cdots & 0 \\ \vdots & \ddots & \vdots \\ 0 & \cdots & 1 \end{bmatrix}`,
  tex`\det A = \begin{vmatrix} a & b \\ c & d \end{vmatrix}`,
  tex`\left[\begin{array}{cc|c} 1 & 2 & 3 \\ \hline 4 & 5 & 6 \end{array}\right]`,
  tex`\begin{aligned} a &= b + c \\ &= d \end{aligned}`,
  tex`\begin{align} a &= b \\ c &= d \end{align}`,
  tex`\begin{align*} a &= b \tag{1} \end{align*}`,
  tex`\begin{gather} a \\ b \end{gather}`,
  tex`\begin{equation} E = mc^2 \end{equation}`,
  tex`\begin{CD} A @>f>> B \\ @VVgV @VVhV \\ C @>k>> D \end{CD}`,
  tex`x^2 \tag*{(a)}`,
  tex`\text{TP} \text{ if $x > 0$, Größe, любой}`,
  tex`\mathbb{R}^n \subset \mathbb{C}`,
  tex`\mathcal{L} \mathscr{F} \mathfrak{g} \mathsf{T} \mathtt{x}`,
  tex`\operatorname{softmax}(z)_i = \frac{e^{z_i}}{\sum_j e^{z_j}}`,
  tex`\operatorname*{arg\,max}_\theta p(x \mid \theta)`,
  tex`\boldsymbol{\theta} \leftarrow \boldsymbol{\theta} - \eta \nabla_{\boldsymbol{\theta}} L`,
  tex`\binom{n}{k} = \frac{n!}{k!(n-k)!}`,
  tex`\sqrt[3]{x + \sqrt{y}}`,
  tex`\overline{A \cup B} = \overline{A} \cap \overline{B}`,
  tex`\underbrace{a + b}_{\text{sum}} \overbrace{c}^{n}`,
  tex`\hat{y} \bar{x} \vec{v} \dot{q} \tilde{n} \widehat{abc}`,
  tex`A \xrightarrow[\text{below}]{\text{above}} B`,
  tex`\bra{\psi} \ket{\phi} \braket{\psi | \phi}`,
  tex`\cancel{x} + \cancelto{0}{y}`,
  tex`\ce{2H2 + O2 -> 2H2O}`,
  tex`\ce{CO2 + C <=>[T][p] 2CO}`,
  tex`\ce{SO4^2- + Ba^2+ -> BaSO4 v}`,
  tex`\pu{5.3 kJ mol-1}`,
  tex`\color{red}{x} + \textcolor{blue}{y}`,
  tex`\left\lfloor \frac{x}{2} \right\rfloor \left\{ x \,\middle|\, y \right\}`,
  tex`\forall \varepsilon > 0 \; \exists \delta > 0 : |x - a| < \delta \implies |f(x) - L| < \varepsilon`,
  tex`f\colon X \hookrightarrow Y, \quad x \mapsto x^2, \quad A \iff B, \quad \neg p \lor q \vdash r`,
  tex`90^\circ, \aleph_0, \hbar, \ell, \Re, \Im, \partial, \infty, \emptyset`,
  tex`\newcommand{\R}{\mathbb{R}} f : \R \to \R`,
  tex`\begin{rcases} a \\ b \end{rcases} \coloneqq c`,
];

describe("a formula", () => {
  it.each(TYPICAL)("is drawn: %s", async (source) => {
    for (const display of [true, false]) {
      const [width, height] = sizeOf(await drawn(source, display));
      expect(width).toBe(1000);
      expect(height).toBeGreaterThan(60);
      expect(height).toBeLessThanOrEqual(1200);
    }
    expect((await drawn(source)).length).toBeLessThan(40_000);
  });

  const blocks = loadBuiltinDecks().flatMap((deck) =>
    deck.cards.flatMap((card) => [card.front, card.back, card.hint ?? ""].flatMap(cardBlocks)),
  );
  const formulas = blocks.filter((block): block is Block & { kind: "math" } => block.kind === "math");

  it("of the decks on board is drawn", async () => {
    expect(formulas.length).toBeGreaterThan(5);
    for (const { tex: source, display } of formulas) {
      expect(sizeOf(await drawn(source, display))[0]).toBe(1000);
    }
  });

  it("shows ink: another formula of the same size is another picture, and none is an empty panel", async () => {
    const [x, y, comma] = await Promise.all([drawn("x"), drawn("y"), drawn(",")]);
    expect(sizeOf(x)).toEqual(sizeOf(y));
    expect(x.equals(y)).toBe(false);
    expect(x.length).toBeGreaterThan(comma.length);
  });

  it("is taller on a line of its own", async () => {
    const sum = tex`\sum_{i=1}^n x_i`;
    const [inline, display] = [sizeOf(await drawn(sum, false)), sizeOf(await drawn(sum, true))];
    expect(display[1]).toBeGreaterThan(inline[1]);
  });

  it("that is too long for a line is broken, in letters as large as others'", async () => {
    const long = "a + b + c + d = ".repeat(8) + 0;
    for (const display of [true, false]) {
      const [width, height] = sizeOf(await drawn(long, display));
      expect(width).toBe(1000);
      expect(height).toBeGreaterThan(sizeOf(await drawn("a + b = 0"))[1]);
    }
  });

  it("that cannot be broken gets a wider panel", async () => {
    const wide = tex`\begin{matrix} ${"abcdefgh & ".repeat(7)} 1 \end{matrix}`;
    const [width] = sizeOf(await drawn(wide));
    expect(width).toBeGreaterThan(1000);
    expect(width).toBeLessThanOrEqual(2000);
  });

  it("defines macros and colours for itself alone", async () => {
    await drawn(tex`\def\mine{x}\definecolor{own}{rgb}{1,0,0} \mine \color{own} y`);
    expect(await renderer.render(tex`\mine`, true)).toBeUndefined();
    await drawn(tex`\renewcommand{\alpha}{x} \alpha`);
    expect((await drawn(tex`\alpha + 1`)).equals(await drawn("x + 1"))).toBe(false);
  });

  it("in black is drawn in the panel's ink", async () => {
    expect((await drawn(tex`\color{black} x`)).equals(await drawn("x"))).toBe(true);
    expect((await drawn(tex`\color{red} x`)).equals(await drawn("x"))).toBe(false);
  });
});

/** Macros that double what they hold twenty times, each in an argument of its own, where MathJax counts anew. */
const doubling = Array.from("abcdefghijklmnopqrst").reduce(
  ({ definitions, last }, name) => ({
    definitions: `${definitions}\\def\\${name}{\\text{$${last}$$${last}$}}`,
    last: `\\${name}`,
  }),
  { definitions: tex`\def\z{x}`, last: tex`\z` },
);

describe("what cannot be drawn", () => {
  it.each([
    ["an unknown command", tex`\foo`],
    ["a brace that nothing closes", "{x"],
    ["a brace that nothing opens", "x}"],
    ["a missing argument", tex`\frac{a}`],
    ["two exponents", "x^1^2"],
    ["an unknown environment", tex`\begin{foo} x \end{foo}`],
    ["an ampersand outside of a table", "a & b"],
    ["nothing", ""],
    ["space", tex`\quad`],
    ["characters that no font has", tex`\text{漢字}`],
    ["a picture", tex`\includegraphics{x.png}`],
    ["a link", tex`\href{https://example.org}{x}`],
    ["more commands than there are", tex`\require{html} \href{https://example.org}{x}`],
    ["HTML", tex`\style{color: red}{x}`],
    ["a background, which would be light behind light ink", tex`\colorbox{yellow}{x}`],
    ["more than 2,000 characters", "x+".repeat(1000) + 1],
    ["a picture wider than 2,000 pixels at half size", tex`\rule{1000em}{1em}`],
    ["a picture higher than 1,200 pixels at half size", tex`\rule{1em}{1000em}`],
    ["nesting without an end", `${tex`\sqrt{`.repeat(300)}x${"}".repeat(300)}`],
    ["macros that double what they hold", doubling.definitions + doubling.last],
    ["a macro that uses itself", tex`\def\a{\a\a}\a`],
    ["a macro that uses itself in arguments", tex`\def\a{\frac{\a}{\a}}\a`],
  ])("is undefined: %s", async (_, source) => {
    expect(await renderer.render(source, true)).toBeUndefined();
    // A mistake in a formula is no trouble with the worker.
    expect(troubles).toEqual([]);
  });
});

describe("the worker", () => {
  it("is replaced when a formula fills its memory, which is not tried again for a while", async () => {
    const seen: unknown[] = [];
    const own = createMathRenderer({ patience: 15_000, onTrouble: (error) => seen.push(error) });
    const bomb = tex`\begin{array}{*{1000000000}{c}} a \end{array}`;
    try {
      expect(await own.render(bomb, true)).toBeUndefined();
      expect(seen).toHaveLength(1);
      expect(await own.render("x", true)).toBeInstanceOf(Buffer);
      expect(await own.render(bomb, true)).toBeUndefined();
      expect(seen).toHaveLength(1);
    } finally {
      await own.close();
    }
  });

  it("is replaced when a formula takes too long", async () => {
    const seen: unknown[] = [];
    const own = createMathRenderer({ patience: 1, onTrouble: (error) => seen.push(error) });
    const slow = (n: number) => `\\ce{${"H2O + ".repeat(300)}${n}}`;
    try {
      expect(await Promise.all([1, 2].map((n) => own.render(slow(n), true)))).toEqual([undefined, undefined]);
      // Each had a worker that started, and a turn of its own.
      expect(seen.map(String)).toEqual(Array(2).fill("AbortError: The task has been aborted"));
      await own.warmUp();
      expect(seen).toHaveLength(2);
    } finally {
      await own.close();
    }
  });

  it("draws what is asked for twice, at once or later, one time", async () => {
    const [first, second] = await Promise.all([
      renderer.render("a^b", true),
      renderer.render(" a^b\n", true),
    ]);
    expect(first).toBeInstanceOf(Buffer);
    expect(second).toBe(first);
    expect(await renderer.render("a^b", true)).toBe(first);
    expect(await renderer.render("a^b", false)).not.toBe(first);
  });

  it("keeps no more pictures than the cache has room for", async () => {
    const own = createMathRenderer({ patience: 15_000, cacheBytes: 4_000 });
    try {
      const first = await own.render("x", true);
      await own.render("y", true);
      const again = await own.render("x", true);
      expect(again).not.toBe(first);
      expect(again).toEqual(first);
    } finally {
      await own.close();
    }
  });

  it("has only so many formulas wait for it", async () => {
    const own = createMathRenderer({ patience: 15_000, mostWaiting: 2 });
    try {
      const pictures = await Promise.all(["a", "b", "c", "d", "e"].map((source) => own.render(source, true)));
      expect(pictures.map((png) => png !== undefined)).toEqual([true, true, true, false, false]);
      expect(await own.render("e", true)).toBeInstanceOf(Buffer);
    } finally {
      await own.close();
    }
  });

  it("draws nothing after it was closed", async () => {
    const own = createMathRenderer();
    const waiting = own.render("x", true);
    await own.close();
    expect(await waiting).toBeUndefined();
    expect(await own.render("y", true)).toBeUndefined();
    await own.warmUp();
    await own.close();
  });
});
