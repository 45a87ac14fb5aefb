import { parser } from "@odiffey/discord-markdown";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { escapeHtml } from "../../../../src/decks/formats/anki-package-html.ts";
import { htmlToMarkdown, htmlToText } from "../../../../src/decks/formats/html.ts";
import { mathToText } from "../../../../src/decks/math.ts";

const ID = "0123456789abcdef01234567.png";

describe("HTML as Discord Markdown", () => {
  it.each([
    ["plain", "plain"],
    ["<b>bold</b> and <i>it</i>, <u>u</u> <s>s</s>", "**bold** and *it*, __u__ ~~s~~"],
    ["<b> </b>x<b> y </b>z", "x **y** z"],
    ["<i>a <b>b</b></i>", "*a **b***"],
    ["<b>x</b><i>y</i><b>p</b><b>q</b>", "**x**\u200b*y*\u200b**pq**"],
    ["<b><div>x</div><div>y</div></b>", "**x**\n**y**"],
    ['<span style="font-weight: bold">s</span>', "**s**"],
    // lines
    ["<div>a</div><div>b</div>", "a\nb"],
    ["<div>a</div><div><br></div><div>b</div>", "a\n\nb"],
    ["<div>a<br></div><div>b</div>", "a\nb"],
    ["a<br><br>b", "a\n\nb"],
    ["a\nb", "a b"],
    ["<p>a</p><p>b</p>", "a\n\nb"],
    ["a&nbsp;&nbsp;b &amp; c &lt;d&gt;", "a b & c <d>"],
    ["a<hr>b", "a\n———\nb"],
    ["<h1>Head</h1>text<h5>small</h5>", "# Head\ntext\n**small**"],
    // lists, quotes, tables
    ["<ul><li>a<ul><li>b</li></ul></li><li>c<br>d</li></ul>", "- a\n  - b\n- c\n  d"],
    ["<ol start=3><li>a<li>b</ol>after", "3. a\n4. b\nafter"],
    ["<blockquote>q1<br>q2</blockquote>r", "> q1\n> q2\nr"],
    ["<blockquote><ul><li>a</li></ul><pre>x\ny</pre></blockquote>", "> - a\n> ```\n> x\n> y\n> ```"],
    [
      "<table><tr><th>A</th><th>B</th></tr><tr><td>1<br>2</td><td><b>3</b></td></tr></table>",
      "A | B\n1 2 | **3**",
    ],
    // code
    [
      "<pre><code>a\n  b * c\n- x</code></pre>then <code>x_y `z`</code>",
      "```\na\n  b * c\n- x\n```\nthen `` x_y `z` ``",
    ],
    ["<code>\\(x\\)</code>", "`\\(x\\)`"],
    // characters
    ["x<sup>2</sup> H<sub>2</sub>O e<sup>ab Q</sup>", "x² H₂O e^(ab Q)"],
    ["<ruby>漢字<rp>(</rp><rt>かな</rt></ruby>", "漢字（かな）"],
    // links and pictures
    ['<a href="https://e.com/a_b">link [1]</a>', "[link [1]](https://e.com/a_b)"],
    ['<a href="https://e.com">https://e.com</a>', "https://e.com"],
    ['<a href="https://e.com/(x)">a]</a>', "[a](https://e.com/%28x%29)"],
    ['<a href="javascript:x">no</a>', "no"],
    ["see https://x.com/a_b_c*", "see https://x.com/a_b_c\\*"],
    ['<img alt="a cat" src="cat.png">', `![a cat](image:${ID})`],
    ['<img src="a%20dog.png"><img src="x" alt="alt">', "[a dog.png][alt]"],
    ['<img src="data:image/png;base64,AAAA">', "[image]"],
    // dropped
    ["<script>x</script><style>y</style>z<!-- c --><audio>w</audio>", "z"],
    ["[sound:x.mp3]a", "a"],
    // what Discord would interpret
    ["a*b_c_d snake_case __init__ _x_", "a\\*b_c_d snake_case \\_\\_init\\_\\_ \\_x\\_"],
    ["||sp|| a|b ~~x~~ ~5 `c`", "\\|\\|sp\\|\\| a|b \\~\\~x\\~\\~ ~5 \\`c\\`"],
    [
      "<div>- x</div><div># y</div><div>&gt; z</div><div>1. a</div><div>-# s</div>",
      "\\- x\n\\# y\n\\> z\n1\\. a\n\\-# s",
    ],
    ["<ul><li>- x</li></ul>", "- \\- x"],
    ["a - b # c", "a - b # c"],
    ["&lt;@123&gt; &lt;b&gt; C:\\foo", "\\<@123> <b> C:\\foo"],
    ["[a](https://x.y)", "[a]\u200b(https://x.y)"],
    ["[1] (x)", "[1] (x)"],
  ])("%j", (html, markdown) => {
    expect(htmlToMarkdown(html, (src) => (src === "cat.png" ? ID : undefined))).toBe(markdown);
  });

  it.each([
    ["\\(a &lt; b_1\\)", "\\(a < b_1\\)"],
    ["\\[a<br>+ <b>b</b>\\]", "\\[a\n+ b\\]"],
    ["\\(a\\\\)b\\)", "\\(a\\\\)b\\)"],
    ["<anki-mathjax>x*y*z</anki-mathjax>", "\\(x*y*z\\)"],
    ['<anki-mathjax block="true">x<br><br>+y</anki-mathjax>', "\\[x\n+y\\]"],
    ["[$]a*b[/$] [$$]c[/$$]", "\\(a*b\\) \\[c\\]"],
    ["[latex]$$x$$[/latex] [latex]\\begin{math}y\\end{math}[/latex]", "\\[x\\] \\(y\\)"],
    ["[latex]Let $x$ be[/latex]", "\\(\\text{Let }x\\text{ be}\\)"],
    ["\\(unclosed *x*", "\\\\(unclosed \\*x\\*"],
    ["$x$ and $y$", "\\$x\\$ and \\$y\\$"],
    ["costs $5 and $6", "costs $5 and $6"],
    ["<b>\\(x\\)</b>", "**\\(x\\)**"],
  ])("formulas: %j", (html, markdown) => {
    expect(htmlToMarkdown(html)).toBe(markdown);
  });

  it("reads as the text does in a browser, whatever the text", () => {
    const characters = fc.string({
      unit: fc.constantFrom(
        ..."ab1 *_~|`#>-.()[]\\<$!:/@&\"'+=",
        "- ",
        "1. ",
        "> ",
        "||",
        "](https://a.b)",
        "<@1>",
        "$x$",
      ),
    });
    fc.assert(
      fc.property(characters, (text) => {
        // Formulas and sounds are meant to be read as such.
        fc.pre(!/\\[([]|\[(?:\$|latex|sound)/.test(text) && !/https?:|<\d*>/.test(text));
        const shown = mathToText(htmlToMarkdown(escapeHtml(text)));
        expect(shownBy(shown)).toBe(text.replace(/\s+/g, " ").trim());
      }),
      { numRuns: 2000 },
    );
  });

  it("converts common well-formed HTML as it converts any", () => {
    fc.assert(
      fc.property(markup, (html) => {
        // An element that only the full converter knows.
        const full = htmlToMarkdown(`<section>${html}</section>`);
        // Empty elements may leave a blank line more or less.
        const [a, b] = [htmlToMarkdown(html), full].map((text) => text.replace(/\n(?:[ >]*\n)+/g, "\n"));
        expect(a).toBe(b);
      }),
      { numRuns: 1000 },
    );
  });

  it("throws at nothing", () => {
    const part = fc.constantFrom(
      "<b>",
      "</b>",
      "<div",
      ">",
      "<table><tr><td>",
      "</p>",
      "<pre>",
      "\\(",
      "\\)",
      "\\[",
      "[latex]",
      "[$]",
      "[/$]",
      "&#xFDDF;0&#xFDDF;",
      "&#xfdde;",
      "\ufddf0\ufddf",
      "\ufde01\ufde0",
      "<img src=",
      "<a href='https://x.y'>",
      "x",
      " ",
      "\n",
      "&amp;",
      "$",
      "<!--",
      "-->",
      "\ud800",
      "<ul><li>",
      "<svg><title>",
      "</x-turndown>",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(part).map((parts) => parts.join("")),
        ),
        (html) => {
          const markdown = htmlToMarkdown(html, () => ID);
          expect(markdown).not.toMatch(/[\ufdd0-\ufdef]/);
          expect(htmlToText(html)).toBe(htmlToText(html).trim());
        },
      ),
      { numRuns: 2000 },
    );
  });

  it.each([
    "<b>",
    "<b",
    "<",
    "\\(",
    "\\[",
    "[latex]",
    "[$]",
    "<!--",
    "<div><b>",
    "&",
    "*",
    "_",
    "[",
    "](",
    "$a",
    "1",
    "\n",
    " ",
    "<img src=",
    "<a ",
    "<ul><li>",
    "<script>",
    "[sound:",
    "</b>",
    "<p><i>",
    "<anki-mathjax>",
    "https://",
    "<td>",
    "<br> ",
    "\\",
  ])("takes time in proportion to %j a hundred thousand times", (piece) => {
    expect(typeof htmlToMarkdown(piece.repeat(100_000))).toBe("string");
    expect(typeof htmlToText(piece.repeat(100_000))).toBe("string");
  });

  it.each([
    ["<a", " "],
    ["<a ", "b "],
    ['<a b="', '" "'],
    ["<a b='x'", " c"],
    ["<b ", "'"],
    ["<img src=x ", "a=b "],
    ["<span style='", "font-weight: "],
    ["<span style='", "text-decoration: a "],
    ["<a href='https://", "x"],
    ["<div>", "- "],
    ["x", "\ufdda"],
  ])("takes time in proportion to %j and %j a hundred thousand times", (start, piece) => {
    for (const end of ["", ">", "'>x", '">x</a>']) {
      expect(typeof htmlToMarkdown(start + piece.repeat(100_000 / piece.length) + end)).toBe("string");
      expect(typeof htmlToMarkdown(start + piece.repeat(5000) + end)).toBe("string");
    }
  });

  it("gives the text alone", () => {
    expect(htmlToText("<p>a &amp; <b>b*c</b></p><script>x</script>d<br>e")).toBe("a & b*c\nd\ne");
  });
});

/** What Discord shows of a message, when it interprets none of it. */
function shownBy(markdown: string): string {
  return parser(markdown)
    .map((node) => {
      expect(["text", "br", "newline"], `${JSON.stringify(markdown)} is read as ${node.type}`).toContain(
        node.type,
      );
      return node.type === "text" ? String(node.content) : "\n";
    })
    .join("")
    .replaceAll("\u200b", "");
}

const text = fc.string({ unit: fc.constantFrom(..."ab  *_", "&amp;", "\n"), maxLength: 6 });
const inlineName = fc.constantFrom("b", "i", "u", "s", "span", "sub", "sup", "code");
const { markup } = fc.letrec((tie) => ({
  markup: fc.array(tie("node"), { maxLength: 4 }).map((nodes) => nodes.join("")),
  node: fc.oneof(
    { maxDepth: 4 },
    text,
    fc.constantFrom("<br>", "<hr>", '<img src="x.png">'),
    fc.tuple(inlineName, tie("inline")).map(([name, inner]) => `<${name}>${inner}</${name}>`),
    fc
      .tuple(fc.constantFrom("div", "blockquote"), tie("markup"))
      .map(([name, inner]) => `<${name}>${inner}</${name}>`),
    tie("inline").map((inner) => `<p>${inner}</p>`),
    fc
      .array(tie("markup"), { maxLength: 3 })
      .map((items) => `<ul>${items.map((item) => `<li>${item}</li>`).join("\n")}</ul>`),
    fc
      .array(tie("inline"), { maxLength: 3 })
      .map(
        (cells) =>
          `<table><tbody><tr>${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr></tbody></table>`,
      ),
  ),
  inline: fc
    .array(
      fc.oneof(
        { maxDepth: 3 },
        text,
        fc.tuple(inlineName, tie("inline")).map(([name, inner]) => `<${name}>${inner}</${name}>`),
      ),
      { maxLength: 3 },
    )
    .map((nodes) => nodes.join("")),
}));
