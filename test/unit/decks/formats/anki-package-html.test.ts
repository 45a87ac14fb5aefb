import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { markdownToHtml } from "../../../../src/decks/formats/anki-package-html.ts";

const ID = "0123456789abcdef01234567.png";

describe("Markdown as HTML for Anki", () => {
  it.each([
    ["**b** *i* _i_ __u__ ~~s~~ a_b_c", "<b>b</b> <i>i</i> <i>i</i> <u>u</u> <s>s</s> a_b_c"],
    ["***x***", "<b><i>x</i></b>"],
    ["||x||", '<span class="spoiler">x</span>'],
    ["a\nb\n\nc", "a<br>b<br><br>c"],
    ["- a\n  - b\n- c\nd", "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>d"],
    ["3. a\n4. b", '<ol start="3"><li>a</li><li>b</li></ol>'],
    ["> q\n> r\ns", "<blockquote>q<br>r</blockquote>s"],
    ["# H\nt\n-# s", "<h1>H</h1>t<div><small>s</small></div>"],
    ["`a<*b*>` ```\nx *y*\n```", "<code>a&lt;*b*&gt;</code> <pre><code>x *y*</code></pre>"],
    [
      "[a](https://x.y/z_1_) https://e.f/g_h_",
      '<a href="https://x.y/z_1_">a</a> <a href="https://e.f/g_h_">https://e.f/g_h_</a>',
    ],
    ["$a<b$ $$c$$ \\(d\\) costs $5", "\\(a&lt;b\\) \\[c\\] \\(d\\) costs $5"],
    ["\\*x\\* \\\\(y\\\\)", "*x* \\<span></span>(y\\)"],
    ["[sound:a.mp3] [latex]", "[<span></span>sound:a.mp3] [<span></span>latex]"],
    [`![a \\[x\\]](image:${ID})`, `<img src="${ID}" alt="a [x]">`],
    ["<script>&", "&lt;script&gt;&amp;"],
  ])("%j", (markdown, html) => {
    expect(markdownToHtml(markdown)).toBe(html);
  });

  it("throws at nothing and lets no tag of the text through", () => {
    const part = fc.constantFrom(
      "**",
      "*",
      "__",
      "_",
      "~~",
      "||",
      "`",
      "```",
      "\n",
      "> ",
      "- ",
      "1. ",
      "# ",
      "$",
      "\\(",
      "\\)",
      "\\",
      "<b>",
      "&",
      "[a](https://x.y)",
      "x",
      " ",
      "\ufddf0\ufddf",
      '"',
    );
    fc.assert(
      fc.property(
        fc.array(part).map((parts) => parts.join("")),
        (markdown) => {
          const html = markdownToHtml(markdown);
          expect(html).not.toMatch(/[\ufdd0-\ufdef]/);
          const tags = html.match(/<\/?[^>]*>?/g) ?? [];
          for (const tag of tags) {
            expect(tag).toMatch(
              /^<\/?(?:b|i|u|s|br|ul|ol(?: start="\d+")?|li|blockquote|h[123]|pre|code|a(?: href="https:\/\/x\.y[^"<>]*")?|span(?: class="spoiler")?)>$/,
            );
          }
        },
      ),
      { numRuns: 1000 },
    );
  });

  it.each(["*a", "**", "_", "||", "[", "`", "> ", "- ", "$", "\\(", "~~a", "<"])(
    "ends with %j as often as fits on a card",
    (piece) => {
      expect(typeof markdownToHtml(piece.repeat(4000 / piece.length))).toBe("string");
    },
  );
});
