import { describe, expect, test } from "vitest";
import { cardBlocks } from "../../../src/decks/blocks.ts";
import { CARD_PREFIX, QUIZ_PREFIX, readQuizButton } from "../../../src/discord/custom-id.ts";
import { helpView } from "../../../src/discord/views/help.ts";
import { bugView, mistakeView, storeView, unknownButtonView } from "../../../src/discord/views/notes.ts";
import { bar, gist, relative, type View } from "../../../src/discord/views/parts.ts";
import { movedView, notYoursView, picturesOf, quizView } from "../../../src/discord/views/quiz.ts";
import type { Scene } from "../../../src/quiz/scene.ts";
import { StoreError } from "../../../src/store/connection.ts";
import { answer, card, gone, manyDays, nothing, open, ref, scenes, summary, userId, wish } from "./scenes.ts";

// Component types: https://docs.discord.com/developers/components/reference#component-object-component-types
const ROW = 1;
const BUTTON = 2;
const TEXT = 10;
const SEPARATOR = 14;
const CONTAINER = 17;

interface Part {
  readonly type: number;
  readonly components?: readonly Part[];
  readonly content?: string;
  readonly label?: string;
  readonly custom_id?: string;
  readonly disabled?: boolean;
}

const flat = (parts: readonly Part[]): Part[] =>
  parts.flatMap((part) => [part, ...flat(part.components ?? [])]);
const partsOf = (view: View) => flat(view.components as readonly Part[]);
const textOf = (view: View) =>
  partsOf(view)
    .flatMap(({ content }) => content ?? [])
    .join("\n");
const rowsOf = (view: View) =>
  partsOf(view)
    .filter(({ type }) => type === ROW)
    .map(({ components = [] }) => components);
const labelsOf = (view: View) => rowsOf(view).map((row) => row.map(({ label }) => label));
const idsOf = (view: View) =>
  partsOf(view)
    .filter(({ type }) => type === BUTTON)
    .map(({ custom_id = "" }) => custom_id);
const actionsOf = (view: View) => idsOf(view).map(readQuizButton);

const views: [string, View][] = [
  ...scenes.map(([name, scene]): [string, View] => [name, quizView(scene)]),
  ["somebody else's quiz", notYoursView(userId)],
  ["a quiz that went on elsewhere", movedView()],
  ["a mistake", mistakeView("There is no deck called “x”.")],
  ["not saved", storeView(new StoreError("not-sent", new Error("gone")))],
  ["perhaps saved", storeView(new StoreError("unknown", new Error("gone")))],
  ["a bug", bugView("a1b2c3")],
  ["a button of another version", unknownButtonView()],
  ["help", helpView((name) => `</${name}:1100000000000000001>`)],
];

describe("Discord's limits", () => {
  test.each(views)("%s", (_, view) => {
    const parts = partsOf(view);
    expect(parts.length).toBeLessThanOrEqual(40);
    expect(view.components.map(({ type }) => type)).toEqual([CONTAINER]);
    const texts = parts.filter(({ type }) => type === TEXT).map(({ content = "" }) => content);
    expect(texts.length).toBeGreaterThan(0);
    expect(texts.every((content) => content.trim().length > 0)).toBe(true);
    expect(texts.join("").length).toBeLessThanOrEqual(4000);

    for (const row of rowsOf(view)) {
      expect(row.length).toBeGreaterThanOrEqual(1);
      expect(row.length).toBeLessThanOrEqual(5);
    }
    const buttons = parts.filter(({ type }) => type === BUTTON);
    const ids = buttons.map(({ custom_id = "" }) => custom_id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { label = "", custom_id = "" } of buttons) {
      expect(label.trim()).not.toBe("");
      expect(label.length).toBeLessThanOrEqual(80);
      expect(custom_id.length).toBeGreaterThanOrEqual(1);
      expect(custom_id.length).toBeLessThanOrEqual(100);
    }
    expect(parts.every(({ type }) => [ROW, BUTTON, TEXT, SEPARATOR, CONTAINER].includes(type))).toBe(true);
  });

  test.each(views)("every button can be read back: %s", (_, view) => {
    const others = idsOf(view).filter((id) => !id.startsWith(`${QUIZ_PREFIX}:`));
    expect(others.every((id) => id.startsWith(`${CARD_PREFIX}:`))).toBe(true);
    expect(actionsOf(view).filter((action) => action === undefined)).toHaveLength(others.length);
  });
});

describe("a card", () => {
  test("shows its front, what it is of and how far one is, and no answer", () => {
    const view = quizView(card);
    for (const words of ["Losses", "3 of 10", "What does L2 loss punish most?", "#regression", "#outliers"]) {
      expect(textOf(view)).toContain(words);
    }
    expect(textOf(view)).not.toContain("Mean squared error.");
    expect(labelsOf(view)).toEqual([["Show answer"], ["Undo", "Skip", "Stop"]]);
    expect(actionsOf(view)).toEqual(
      ([{ show: "answer", page: 0 }, "undo", "skip", "stop"] as const).map((action) => ({
        do: "press",
        action,
        ref,
      })),
    );
  });

  test("offers its hint, and shows it once asked", () => {
    const offered = quizView({ ...card, hint: true });
    expect(labelsOf(offered)[0]).toEqual(["Show answer", "Hint"]);
    const shown = quizView({ ...card, hint: [{ kind: "text", text: "Think of outliers." }] });
    expect(labelsOf(shown)[0]).toEqual(["Show answer"]);
    expect(textOf(shown)).toContain("Think of outliers.");
  });

  test("shows a hint at once, also where it does not fit beside the question, and the way back to that", () => {
    const front = [{ kind: "text", text: `${"Lorem ipsum ".repeat(330)}end` }] as const;
    const hint = [{ kind: "text", text: "Think of outliers." }] as const;
    const shown = quizView({ ...card, front, hint });
    expect(textOf(shown)).toContain("Think of outliers.");
    expect(textOf(shown)).toContain("Lorem ipsum");
    expect(labelsOf(shown)[0]).toEqual(["Show answer", "Whole question"]);
    expect(actionsOf(shown)[1]).toEqual({ do: "press", action: { show: "front", page: 0 }, ref });
    const first = quizView({ ...card, front, hint: true });
    expect(labelsOf(first).slice(0, 2)).toEqual([
      ["◀ Back", "Page 1 of 2", "Next ▶"],
      ["Show answer", "Hint"],
    ]);
  });

  test("shows a hint of any kind in full", () => {
    const hint = cardBlocks(Array.from({ length: 90 }, (_, n) => `$$\\frac${n}k$$`).join(""));
    expect(hint).toHaveLength(90);
    const told = textOf(quizView({ ...card, hint }));
    for (let n = 0; n < 90; n += 1) expect(told).toContain(`\`\\frac${n}k\``);
    expect(picturesOf({ ...card, hint }).blocks.length).toBeLessThanOrEqual(10);
  });

  test("of any number of pages is turned to its end, by buttons that each lead to another page", () => {
    const blocks = cardBlocks(Array.from({ length: 360 }, (_, n) => `$$\\frac${n % 10}k$$`).join(""));
    for (const long of [
      { ...card, front: blocks },
      { ...card, answer: { ...answer, back: blocks } },
    ]) {
      const side = "answer" in long ? "answer" : "front";
      const pages: string[] = [];
      for (let page = 0; ; page += 1) {
        const view = quizView({ ...long, page });
        pages.push(textOf(view));
        const [back, place, next] = rowsOf(view)[0] ?? [];
        expect(place?.label).toBe(`Page ${page + 1} of 45`);
        expect(back?.disabled).toBe(page === 0);
        if (next?.disabled) break;
        const to = { do: "press", action: { show: side, page: page + 1 }, ref };
        expect(readQuizButton(next?.custom_id ?? "")).toEqual(to);
        expect(page).toBeLessThan(45);
      }
      expect(pages.join("").match(/`\\frac\dk`/g)?.length).toBeGreaterThanOrEqual(360);
      expect(textOf(quizView({ ...long, page: 999 }))).toBe(pages.at(-1));
    }
  });

  test("asks with five buttons in a row, each beginning with its digit, and the others in a second", () => {
    const view = quizView({ ...card, answer });
    expect(labelsOf(view)).toEqual([
      ["1 Not at all", "2", "3", "4", "5 Perfectly"],
      ["Undo", "Skip", "Stop"],
    ]);
    expect(actionsOf(view).slice(0, 5)).toEqual(
      ([1, 2, 3, 4, 5] as const).map((rate) => ({ do: "press", action: { rate }, ref })),
    );
    expect(textOf(view)).toContain("Mean squared error.");
  });

  test("says when each rating would bring it back", () => {
    const view = quizView({ ...card, answer });
    const told = textOf(view);
    expect(told).toMatch(/\*\*1\*\* and \*\*2\*\* soon, and tomorrow/);
    expect(told).toContain("**3** in 45 days");
    expect(told).toContain("**4** in 13 months");
    expect(told).toContain("**5** in 99.9 years");
  });

  test("marks a new card, and can be undone only after something happened", () => {
    const undo = (scene: Scene) => rowsOf(quizView(scene))[1]?.[0];
    expect(textOf(quizView({ ...card, isNew: true }))).toMatch(/\bnew\b/);
    expect(textOf(quizView(card))).not.toMatch(/\bnew\b/);
    expect(undo(card)).toMatchObject({ label: "Undo", disabled: false });
    expect(undo({ ...card, canUndo: false })).toMatchObject({ label: "Undo", disabled: true });
  });
});

describe("a deck's title", () => {
  test("acts as text alone, wherever a quiz shows it", () => {
    const title = "[Free](https://evil.example) ||<@1> **# `a`";
    for (const scene of [
      { ...card, deckTitle: title },
      { ...card, deckTitle: title, answer },
      { ...summary, title },
      { ...summary, title, resumable: true },
      { ...nothing, deckTitle: title },
      { ...open, title },
    ]) {
      const told = textOf(quizView(scene));
      expect(told).toContain("\\[Free\\]\\(https://evil.example\\) \\|\\|\\<@1\\> \\*\\*\\# \\`a\\`");
      expect(told).not.toContain(title);
    }
  });
});

describe("the other scenes", () => {
  test("a summary tells cards, spread, return, points and streak", () => {
    const told = textOf(quizView(summary));
    for (const words of [
      "Done: Losses",
      "**10** of 10 cards known",
      "11 reviews",
      "**9 points**",
      "streak **12 days**",
      "1 rating came too quickly",
      "<t:1772337600:R>: 4 cards",
      "<t:1773000000:R>: 1 card",
    ]) {
      expect(told).toContain(words);
    }
    for (const line of ["5 Perfectly  ██", "4            ████████████ 5", "2            0"]) {
      expect(told).toContain(line);
    }
    expect(labelsOf(quizView(summary))).toEqual([["Next quiz", "Undo"]]);
  });

  test("a stop says so and can be gone on from", () => {
    const view = quizView({ ...summary, resumable: true });
    expect(textOf(view)).toContain("Stopped: Losses");
    expect(labelsOf(view)).toEqual([["Keep going", "Next quiz", "Undo"]]);
    expect(actionsOf(view)[0]).toEqual({ do: "press", action: "resume", ref });
  });

  test("of many days the first are named and the rest counted", () => {
    const told = textOf(quizView({ ...summary, comesBack: manyDays }));
    expect(told.match(/<t:/g)).toHaveLength(6);
    expect(told).toContain("and 94 more days");
  });

  test("nothing left is no dead end", () => {
    const view = quizView(nothing);
    expect(textOf(view)).toContain("<t:1772337600:R>");
    expect(labelsOf(view)).toEqual([["10 more new", "Review ahead"]]);
    expect(actionsOf(view)).toEqual(
      (["new", "ahead"] as const).map((mode) => ({
        do: "start",
        userId,
        replaces: undefined,
        wish: { ...wish, mode, cards: undefined },
      })),
    );
    expect(labelsOf(quizView({ ...nothing, newLeft: 3, aheadLeft: 0 }))).toEqual([["3 more new"]]);
  });

  test("an open quiz is continued or started over, just as asked for", () => {
    const view = quizView(open);
    expect(textOf(view)).toContain("<#876543210987654321>");
    expect(actionsOf(view)).toEqual([
      { do: "continue", userId, quizId: ref.quizId },
      { do: "start", userId, wish, replaces: ref.quizId },
    ]);
  });

  test.each([
    ["expired", undefined, "7 days", ["Start a new quiz"]],
    ["replaced", undefined, "replaced by a newer one", ["Start a new quiz"]],
    ["replaced", { ref, seat: open.seat }, "<#876543210987654321>", ["Continue here", "Start a new quiz"]],
  ] as const)("a button that has ended (%s) says why and offers the way on", (why, other, words, labels) => {
    const view = quizView({ ...gone, why, open: other });
    expect(textOf(view)).toContain(words);
    expect(labelsOf(view)).toEqual([labels]);
  });

  test("somebody else's quiz: one of one's own is offered", () => {
    const view = notYoursView(userId);
    expect(textOf(view)).toContain(`<@${userId}>`);
    expect(actionsOf(view)).toEqual([{ do: "own" }]);
  });

  test("what was not saved and what may have been are told apart, and both say what to do", () => {
    const [not, perhaps] = (["not-sent", "unknown"] as const).map((outcome) =>
      textOf(storeView(new StoreError(outcome, new Error("gone")))),
    );
    expect(not).toContain("Not saved");
    expect(perhaps).toContain("Could not confirm");
    expect(perhaps).toMatch(/try again/i);
    expect(not).toMatch(/try again/i);
  });

  test("help has commands to click, and what files can be read", () => {
    const view = helpView((name) => `</${name}:1100000000000000001>`);
    expect(textOf(view)).toContain("</quiz:1100000000000000001>");
    expect(textOf(view)).toContain("</deck import:1100000000000000001>");
    expect(textOf(view)).toMatch(/CSV.*Anki.*Quizlet/);
  });
});

describe("the gist of a side", () => {
  test("is its beginning on one line, with formulas as text", () => {
    expect(gist("So\n\n$$\\frac{a}{b}$$\n```js\nlet a;\n```", 90)).toBe("So a/b let a;");
    expect(gist("words ".repeat(800), 20)).toBe("words words words w…");
    expect(gist(`![${"a".repeat(30)}](image:${"a".repeat(24)}.png)`, 90)).toBe(`[${"a".repeat(30)}]`);
  });

  test("says that there is more, also where the beginning is shown in less", () => {
    const images = `![](image:${"a".repeat(24)}.png)`.repeat(100);
    expect(gist(images, 400)).toMatch(/^(\[image\] )+.*…$/);
    expect(gist("🎓".repeat(2000), 3000).isWellFormed()).toBe(true);
  });

  test("looks at no more of a side than that takes", () => {
    const end = "$$\\frac{1}{2}$$";
    expect(gist("a ".repeat(500) + end, 90)).toBe(gist("a ".repeat(500) + end.repeat(300), 90));
    expect(gist(`${" ".repeat(999)}a${"b".repeat(10)}`, 90)).toBe("a…");
  });
});

describe("parts", () => {
  test.each([
    [0, 10, 0],
    [1, 100, 1],
    [3, 10, 3],
    [99, 100, 9],
    [100, 100, 10],
    [0, 0, 0],
  ])("a bar of %i in %i has %i of ten steps lit: full only when all is done", (part, whole, lit) => {
    expect(bar(part, whole)).toBe("▰".repeat(lit) + "▱".repeat(10 - lit));
  });

  test("a moment is given in whole seconds", () => {
    expect(relative(1_772_337_600_999)).toBe("<t:1772337600:R>");
  });
});
