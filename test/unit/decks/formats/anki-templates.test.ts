import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  answerOnly,
  parseTemplate,
  renderTemplate,
  specialFields,
} from "../../../../src/decks/formats/anki-templates.ts";

const FIELDS = {
  Front: "<b>Q</b>",
  Back: "A",
  Empty: "<br><div> </div>&nbsp;",
  Extra: "more",
  Kanji: " 漢字[かんじ]を 読[よ]む",
  Text: "{{c1::x}}",
};

function render(template: string, { answer = false, ord = 0, cloze = false } = {}) {
  const fields = new Map([
    ...specialFields({ tags: "a b", type: "Basic", card: "Card 1", deck: ["Top", "Sub"] }),
    ...Object.entries(FIELDS),
  ]);
  return renderTemplate(parseTemplate(template, "t"), { fields, ord, cloze, answer });
}

describe("a card template", () => {
  it.each([
    ["{{Front}} and {{ Back }}", "<b>Q</b> and A"],
    ["{{Unknown}}x", "x"],
    ["{{#Front}}a{{Back}}{{/Front}}{{^Front}}b{{/Front}}", "aA"],
    ["{{#Empty}}a{{/Empty}}{{^Empty}}b{{/Empty}}", "b"],
    ["{{#Front}}1{{#Empty}}2{{/Empty}}3{{/Front}}4", "134"],
    ["{{#Front}}never closed", "never closed"],
    ["{{/Front}}x{{#Front}}y{{/Back}}z{{/Front}}", "xyz"],
    ["{{text:Front}}", " Q "],
    [
      "{{kanji:Kanji}}|{{kana:Kanji}}|{{furigana:Kanji}}",
      "漢字を読む|かんじをよむ|<ruby>漢字<rt>かんじ</rt></ruby>を<ruby>読<rt>よ</rt></ruby>む",
    ],
    ["{{kana:text:Kanji}}", "かんじをよむ"],
    ["{{tts en_US voices=A:Front}}x", "x"],
    ["{{Tags}}/{{Deck}}/{{Subdeck}}/{{Card}}/{{Type}}", "a b/Top::Sub/Sub/Card 1/Basic"],
    ["{{FrontSide}}x", "x"],
    ["{{cloze:Text}}", "{{c1::x}}"],
    ["{{=<% %>=}}<%Front%>-<%#Back%>x<%/Back%>", "<b>Q</b>-x"],
    ["a<!-- {{Front}} -->b", "ab"],
    ["{{}} {{{Front}}} {{Front", "{{}} {<b>Q</b>} {{Front"],
  ])("%j", (template, html) => {
    expect(render(template)?.html).toBe(html);
  });

  it("keeps what is asked for out of the question and shows it in the answer", () => {
    expect(render("{{Front}}{{hint:Extra}}{{hint:Empty}}{{type:Back}}")).toEqual({
      html: "<b>Q</b>",
      hints: ["more"],
      typed: ["Back"],
    });
    expect(render("{{hint:Extra}}{{type:Back}}", { answer: true })).toEqual({
      html: "moreA",
      hints: [],
      typed: [],
    });
  });

  it("shows a text with deletions once, where one of them is typed in", () => {
    const template = "{{cloze:Text}}{{type:cloze:Text}}";
    expect(render(template, { cloze: true })?.html).toBe("{{c1::x}}");
    expect(render(template, { cloze: true, answer: true })?.html).toBe("{{c1::x}}");
  });

  it("knows the deletion that a card asks for", () => {
    const template = "{{#c1}}one{{/c1}}{{#c2}}two{{/c2}}{{^c1}}not one{{/c1}}";
    expect(render(template, { cloze: true, ord: 1 })?.html).toBe("twonot one");
    expect(render(template)?.html).toBe("not one");
  });

  it("gives the answer alone", () => {
    expect(answerOnly("Q\n\n<hr id=answer>\n\nA")).toBe("\n\nA");
    expect(answerOnly('Q<hr class="x" id="answer" />A')).toBe("A");
    expect(answerOnly("A<hr id=answer><br> ")).toBe("A");
    expect(answerOnly("Q<hr>A")).toBe("Q<hr>A");
  });

  it("is refused where it is too large, and its side where it would be", () => {
    expect(() => parseTemplate("{{a}}".repeat(2001), "Card 7")).toThrow(/"Card 7" is too large/);
    const fields = new Map([["Long", "x".repeat(100_000)]]);
    const data = { fields, ord: 0, cloze: false, answer: false };
    expect(renderTemplate(parseTemplate("{{Long}}".repeat(1000), "t"), data)).toBeUndefined();
  });

  it("throws at nothing else", () => {
    const part = fc.constantFrom(
      "{{",
      "}}",
      "{{#Front}}",
      "{{/Front}}",
      "{{^Empty}}",
      "{{/Empty}}",
      "{{Front}}",
      "{{hint:type:Back}}",
      "{{furigana:Kanji}}",
      "<!--",
      "-->",
      "x",
      "{{=<% %>=}}",
      "<%",
      "%>",
      "<hr id=answer>",
    );
    fc.assert(
      fc.property(
        fc.array(part).map((parts) => parts.join("")),
        (template) => {
          const html = render(template)?.html;
          expect(typeof html).toBe("string");
          expect(typeof answerOnly(html ?? "")).toBe("string");
        },
      ),
    );
  });

  it.each(["{{", "{{#a}}", "<!--", "<hr id", "<hr ", "{", "漢[", "x["])(
    "takes time in proportion to %j",
    (piece) => {
      const long = piece.repeat(50_000);
      const fields = new Map([["F", long]]);
      const data = { fields, ord: 0, cloze: false, answer: false };
      const parts = parseTemplate("{{furigana:F}}{{text:F}}", "t");
      expect(renderTemplate(parts, data) === undefined || answerOnly(long).length <= long.length).toBe(true);
      try {
        expect(parseTemplate(long, "t").length).toBeLessThanOrEqual(2000);
      } catch (error) {
        expect((error as Error).message).toMatch(/too large/);
      }
    },
  );
});
