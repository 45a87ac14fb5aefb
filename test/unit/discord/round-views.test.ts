import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Block, cardBlocks } from "../../../src/decks/blocks.ts";
import { createPictures, type Drawn, keptPictures } from "../../../src/discord/pictures.ts";
import {
  ROUND_VERBS,
  type RoundButton,
  readRoundButton,
  roundButton,
} from "../../../src/discord/round-id.ts";
import type { View } from "../../../src/discord/views/parts.ts";
import { roundPicturesOf, roundView } from "../../../src/discord/views/round.ts";
import {
  privatePicturesOf,
  privateView,
  wholePage,
  wholeView,
} from "../../../src/discord/views/round-private.ts";
import { createLog } from "../../../src/ops/log.ts";
import type {
  Answered,
  CheckpointScene,
  PrivateScene,
  PublicScene,
  RoundCardScene,
  RoundEndScene,
} from "../../../src/rounds/scene.ts";
import { RATINGS } from "../../../src/study/rating.ts";
import { checkParts, GALLERY, labelsOf, type Part, partsOf, textOf } from "./limits.ts";

const USER = "12345678901234567890";
const ref = { channelId: "87654321098765432109", roundId: "Ab3_-xyz" };
const place = { guildId: USER, channelId: ref.channelId, messageId: USER };
const long = (length: number) => "Lorem ipsum ".repeat(Math.ceil(length / 12)).slice(0, length);
const pictures = cardBlocks(
  Array.from({ length: 30 }, (_, n) => `$$\\frac{${n}}{2}$$\n![x](image:${"a".repeat(24)}.png)`).join("\n"),
);

const card: RoundCardScene = {
  scene: "round-card",
  ref,
  position: 3,
  total: 10,
  card: { deck: "losses", number: 7 },
  deckTitle: "Losses",
  host: USER,
  front: cardBlocks("What does L2 loss punish most?"),
  back: cardBlocks("Large errors."),
  tags: ["regression"],
  state: "open",
  until: 1_772_337_600_000,
  rated: 0,
  people: [USER],
  more: 0,
};
const hugest: RoundCardScene = {
  ...card,
  position: 100,
  total: 100,
  card: { deck: "d".repeat(32), number: 16_777_215 },
  deckTitle: long(100),
  front: [...cardBlocks(long(4000)), ...pictures],
  back: [...pictures, ...cardBlocks(long(4000))],
  tags: Array.from({ length: 10 }, () => long(32).replaceAll(" ", "-")),
  state: "over",
  rated: 9999,
  people: Array.from({ length: 10 }, () => USER),
  more: 9999,
};
const backs = ["Large errors.", "Small errors.", "Signs.", "Nothing."].map((back) => cardBlocks(back));
const choice = { ask: { by: "choice", choices: backs, of: "Ab3_" }, answered: 4 } as const;
const choiceCard: RoundCardScene = { ...card, back: [], choice };
const told: RoundCardScene = {
  ...card,
  state: "over",
  rated: 2,
  choice: { ...choice, told: { place: 0, right: 3 } },
};
const longBack = [...pictures, ...cardBlocks(long(4000))];
const hugestChoice: RoundCardScene = {
  ...hugest,
  front: longBack,
  back: [],
  state: "paused",
  choice: {
    ask: { by: "choice", choices: Array(4).fill(longBack), of: "Ab3_" },
    answered: 9999,
  },
};
const hugestTold: RoundCardScene = {
  ...hugestChoice,
  back: longBack,
  state: "over",
  choice: {
    ask: { by: "choice", choices: Array(4).fill(longBack), of: "Ab3_" },
    answered: 9999,
    told: { place: 3, right: 9999 },
  },
};
const at = { ...ref, position: 100, card: { deck: "d".repeat(32), number: 16_777_215 } };
const rightly: Answered = {
  at,
  given: { by: "choice", picked: 7, isRight: true, place: 1, rightPlace: 1, back: backs[0] ?? [] },
  back: backs[0] ?? [],
  ratings: [3, 4, 5],
};
const wrongly: Answered = {
  at,
  given: { by: "choice", picked: 8, isRight: false, place: 0, rightPlace: 3, back: longBack },
  back: longBack,
  ratings: [1, 2],
};
const points = Array.from({ length: 300 }, () => [USER, 200] as const);
const spread = { 1: 999, 2: 99, 3: 9, 4: 1, 5: 0 };
const checkpoint: CheckpointScene = {
  scene: "checkpoint",
  shown: 5,
  cards: 5,
  spread,
  hardest: long(4000),
  points,
};
const end: RoundEndScene = {
  scene: "round-end",
  ref,
  title: long(100),
  why: "nobody",
  cards: 100,
  people: 300,
  ratings: 30_000,
  spread,
  hard: Array.from({ length: 100 }, () => long(4000)),
  points,
  rated: true,
};

const publicScenes: [string, PublicScene][] = [
  ["a card", card],
  ["a card without a timer", { ...card, until: undefined }],
  ["a card whose time is up", { ...card, state: "over", rated: 3 }],
  ["a card of a round that stands still", { ...card, state: "paused", until: undefined }],
  ["a card that had its turn", { ...card, state: "closed", rated: 1, people: [] }],
  ["a card that nobody rated", { ...card, state: "closed", people: [] }],
  ["a card with choices", choiceCard],
  ["one that stands still", { ...choiceCard, state: "paused", until: undefined }],
  ["one that was told", told],
  ["one that was told and stands still", { ...told, state: "paused" }],
  [
    "one that was told to few",
    { ...told, choice: { ...choice, answered: 1, told: { place: 3, right: undefined } } },
  ],
  ["one that had its turn", { ...told, state: "closed", people: [] }],
  ["a card without the choices that were wished for", { ...card, why: `${long(100)}: recall it.` }],
  ["choices as long as they may be", hugestChoice],
  ["the same, told", hugestTold],
  ["the last card", { ...card, position: 10 }],
  ["everything as long as it may be", hugest],
  [
    "a card with code that is cut",
    { ...card, back: cardBlocks(`\`\`\`js\n${"const x = 1;\n".repeat(300)}\`\`\``) },
  ],
  ["a card that is gone", { scene: "gone-card", ref, closed: false, position: 3, total: 10 }],
  ["a card that is gone and had its turn", { scene: "gone-card", ref, closed: true, position: 3, total: 10 }],
  ["a checkpoint", checkpoint],
  ["a checkpoint of two people", { ...checkpoint, spread: undefined, hardest: undefined, points: [] }],
  ["the end", end],
  [
    "the end of a round that nobody rated in",
    { ...end, spread: undefined, hard: [], points: [], rated: false },
  ],
];

const privateScenes: [string, PrivateScene][] = [
  [
    "a rating",
    {
      scene: "rated",
      rating: 4,
      position: 3,
      days: 2,
      point: "earned",
      points: 3,
      streak: 2,
      news: undefined,
      instead: undefined,
      answered: undefined,
    },
  ],
  [
    "a rating changed",
    {
      scene: "rated",
      rating: 2,
      position: 3,
      days: 1,
      point: "none",
      points: 0,
      streak: 0,
      news: undefined,
      instead: 5,
      answered: undefined,
    },
  ],
  [
    "one that was too quick",
    {
      scene: "rated",
      rating: 5,
      position: 100,
      days: 8,
      point: "too-quick",
      points: 99,
      streak: 999,
      news: undefined,
      instead: undefined,
      answered: undefined,
    },
  ],
  [
    "a rating after a pick",
    {
      scene: "rated",
      rating: 1,
      position: 100,
      days: 1,
      point: "too-quick",
      points: 99,
      streak: 999,
      news: undefined,
      instead: undefined,
      answered: wrongly,
    },
  ],
  ["a right pick", { scene: "picked", ...rightly, again: false }],
  ["a wrong pick, again", { scene: "picked", ...wrongly, again: true }],
  ["none known", { scene: "picked", ...wrongly, given: { by: "pass" }, again: false }],
  [
    "a rating that disagrees",
    { scene: "unrated", why: "disagrees", words: "Your answer was right, so it is rated 3 to 5.", at: place },
  ],
  ...(["over", "elsewhere", "gone", "ended", "unanswered", "late", "changed"] as const).map(
    (why): [string, PrivateScene] => [
      `one that does not count: ${why}`,
      { scene: "unrated", why, at: why === "over" ? place : undefined },
    ],
  ),
  ["a round that is on", { scene: "running", ref, host: USER, at: place }],
  ["a round whose card is on its way", { scene: "running", ref, host: USER, at: undefined }],
  ["a round begun", { scene: "begun", ref, at: place, timed: true, textOnly: true, own: true }],
  ["one without a timer", { scene: "begun", ref, at: undefined, timed: false, textOnly: false, own: false }],
  ...(["lead", "moderate", "take-over", "rate"] as const).map((may): [string, PrivateScene] => [
    `the menu: ${may}`,
    {
      scene: "menu",
      ref,
      host: USER,
      paused: may === "lead",
      may,
      silent: may === "take-over",
      at: place,
      notice: may === "moderate" ? "The round goes on." : undefined,
    },
  ]),
  ...(["host", "coming", "paused"] as const).map((why): [string, PrivateScene] => [
    `no next card: ${why}`,
    { scene: "not-next", ref, why, host: USER, until: why === "host" ? 1 : undefined, mayTakeOver: true },
  ]),
  ["a round that is over", { scene: "round-gone", at: undefined }],
  ["a round that is over, and another", { scene: "round-gone", at: place }],
  ["a permission gone", { scene: "round-trouble", ref, why: "permission" }],
  ["a channel gone", { scene: "round-trouble", ref, why: "no-channel" }],
  [
    "one's own summary",
    {
      scene: "own-end",
      ref,
      cards: 100,
      spread,
      points: 100,
      streak: 999,
      comesBack: Array.from({ length: 100 }, (_, day) => ({ at: day * 86_400_000, cards: 1 })),
      hard: 99,
    },
  ],
  [
    "one's own summary of nothing",
    { scene: "own-end", ref, cards: 0, spread, points: 0, streak: 0, comesBack: [], hard: 0 },
  ],
  [
    "a deck of the hard ones",
    { scene: "hard-ones", ref, cards: 100, fronts: Array(5).fill(long(4000)), inServer: true },
  ],
  ["of one", { scene: "hard-ones", ref, cards: 1, fronts: ["Front"], inServer: false }],
  [
    "that deck, made",
    { scene: "hard-deck", userId: USER, deckId: "abcdefghijkl", title: long(100), cards: 5, owner: "me" },
  ],
];

const mention = (command: string) => `</${command}:1100000000000000001>`;
const views: [string, View][] = [
  ...publicScenes.map(([name, scene]): [string, View] => [name, roundView(scene, new Map())]),
  ...privateScenes.map(([name, scene]): [string, View] => [name, privateView(scene, mention)]),
  ...[0, 1, 2, 9].map((page): [string, View] => [
    `page ${page} of a long card`,
    wholeView(ref, 100, wholePage(hugest.front, hugest.back, page), new Map()),
  ]),
];

describe("Discord's limits", () => {
  test.each(views)("%s", (_, view) => checkParts(view));

  const drawnOf = (blocks: readonly Block[]): Drawn =>
    new Map(blocks.map((block, index) => [block, { name: `${index}.png`, data: Buffer.alloc(1) }]));

  test.each([
    ["a card", hugest],
    ["choices", hugestChoice],
    ["choices that were told", hugestTold],
  ])("with every formula and image drawn: %s", (_, scene) => {
    const { blocks } = roundPicturesOf(scene);
    const drawn = drawnOf(blocks);
    expect(blocks.length).toBeGreaterThan(3);
    expect(blocks.length).toBeLessThanOrEqual(10);
    const view = roundView(scene, drawn);
    checkParts(view);
    expect(partsOf(view).filter(({ type }) => type === GALLERY)).toHaveLength(blocks.length);
  });

  test("with every formula and image of an answer drawn", () => {
    const scene: PrivateScene = { scene: "picked", ...wrongly, back: pictures, again: true };
    const { blocks } = privatePicturesOf(scene);
    const view = privateView(scene, mention, drawnOf(blocks));
    checkParts(view);
    expect(partsOf(view).filter(({ type }) => type === GALLERY)).toHaveLength(blocks.length);
  });
});

describe("the card", () => {
  const covered = (view: View) =>
    (view.components as readonly (Part & { spoiler?: boolean })[]).filter(({ spoiler }) => spoiler);

  test("has its answer under a cover until its time is up, and five numbers below", () => {
    const view = roundView(card, new Map());
    const [cover, ...more] = covered(view);
    expect(more).toEqual([]);
    expect(JSON.stringify(cover)).toContain("Large errors.");
    expect(
      textOf({ ...view, components: view.components.filter((one) => one !== cover) as View["components"] }),
    ).not.toContain("Large errors.");
    expect(labelsOf(view)).toEqual(["1 Not at all", "2", "3", "4", "5 Perfectly", "Next card", "Menu"]);
    expect(covered(roundView({ ...card, state: "over" }, new Map()))).toEqual([]);
    expect(covered(roundView({ ...card, state: "paused" }, new Map()))).toHaveLength(1);
  });

  test("says how many have rated and who is in, and never what was given", () => {
    const text = textOf(
      roundView({ ...card, rated: 2, people: [USER, "22345678901234567890"], more: 12 }, new Map()),
    );
    expect(text).toContain("**2** rated");
    expect(text).toContain(`in: <@${USER}> <@22345678901234567890> and 12 more`);
  });

  test("keeps its parts in their places while people press, so that what one has opened stays open", () => {
    const shape = (scene: RoundCardScene) =>
      partsOf(roundView(scene, new Map())).map(({ type, custom_id }) => custom_id ?? type);
    expect(shape({ ...card, rated: 9, people: [USER, USER], more: 3 })).toEqual(shape(card));
    expect(shape({ ...card, state: "over" })).toEqual(shape(card));
    expect(shape({ ...card, state: "paused" })).toEqual(shape(card));
  });

  test("offers the whole of a long card, question first", () => {
    expect(labelsOf(roundView(hugest, new Map()))).toContain("Whole card");
    expect(wholePage(hugest.front, hugest.back, 0)).toMatchObject({ side: "Question", page: 0 });
    const { pages } = wholePage(hugest.front, hugest.back, 0);
    expect(wholePage(hugest.front, hugest.back, 999)).toMatchObject({ side: "Answer", page: pages - 1 });
  });

  test("that is closed has no button any more", () => {
    expect(labelsOf(roundView({ ...card, state: "closed" }, new Map()))).toEqual([]);
  });
});

describe("a card with choices", () => {
  const shown = (scene: RoundCardScene) => roundView(scene, new Map());

  test("shows them below the question, and letters to press; nothing else", () => {
    const view = shown(choiceCard);
    expect(labelsOf(view)).toEqual(["A", "B", "C", "D", "I don't know", "Next card", "Menu"]);
    expect(textOf(view)).toContain("**B**\u2003Small errors.");
    expect(textOf(view)).toContain("**4** answered · nobody has rated yet");
    expect(JSON.stringify(view)).not.toContain(`${card.card.deck}:${card.card.number}`);
  });

  test("are the same whichever card it is", () => {
    for (const number of [1, 2, 3, 4]) {
      expect(shown({ ...choiceCard, card: { deck: "other", number } })).toEqual(shown(choiceCard));
    }
  });

  test("that was told marks the right one where it stood, and how many were right", () => {
    const view = shown(told);
    expect(textOf(view)).toContain("✓ **A**\u2003Large errors.");
    expect(textOf(view)).toContain("-# **B**\u2003Small errors.");
    expect(textOf(view)).toContain("It is **A**. **3 of 4 were right.**");
    expect(labelsOf(view).slice(0, 5)).toEqual(["1 Not at all", "2", "3", "4", "5 Perfectly"]);
    const closed = shown({ ...told, state: "closed" });
    expect(textOf(closed)).toContain("-# 3 of 4 were right · 2 rated this card.");
    expect(labelsOf(closed)).toEqual([]);
    expect(
      textOf(shown({ ...told, choice: { ...choice, told: { place: 0, right: undefined } } })),
    ).not.toContain("were right");
  });

  test("shows the right one in full, where it is more than a line", () => {
    const back = cardBlocks(`First.\n\nSecond.\n$$\\frac{1}{n}$$\n$$a^2$$`);
    const view = shown({ ...told, back });
    expect(textOf(view)).toMatch(/✓ \*\*A\*\*\nFirst\.\n\nSecond\./);
    expect(textOf(view)).toContain("a²");
  });

  test("tells a person alone how their pick stands, and opens the ratings that go with it", () => {
    const right = privateView({ scene: "picked", ...rightly, again: false }, mention);
    expect(textOf(right)).toContain("✓ **Right**: B.");
    expect(partsOf(right).flatMap(({ label, disabled }) => (label && !disabled ? label : []))).toEqual([
      "3",
      "4",
      "5 Perfectly",
    ]);
    const wrong = privateView({ scene: "picked", ...wrongly, again: false }, mention);
    expect(textOf(wrong)).toContain("The answer is **D**:");
    expect(labelsOf(wrong)).toContain("Whole card");
  });

  test("keeps the pictures it has by their content, when it is told", async () => {
    const math = { render: async () => Buffer.alloc(1), warmUp: async () => {}, close: async () => {} };
    const draw = createPictures(math, createLog("silent"));
    const formula = (n: number) => cardBlocks(`$$\\frac{${n}}{2}$$`);
    const choices = [1, 2, 3, 4].map(formula);
    const open: RoundCardScene = {
      ...choiceCard,
      front: formula(9),
      choice: { ...choice, ask: { ...choice.ask, choices } },
    };
    const after: RoundCardScene = {
      ...open,
      back: cardBlocks("So: $$\\frac{7}{2}$$ and $$\\frac{3}{2}$$"),
      choice: { ...choice, ask: { ...choice.ask, choices }, told: { place: 2, right: 1 } },
    };
    const drawn = await draw(roundPicturesOf(open).blocks, async () => undefined);
    const names = [...drawn.values()].map(({ name }) => name);
    expect(new Set(names).size).toBe(5);
    const kept = keptPictures(roundPicturesOf(after).blocks, names);
    expect([...kept].map(([block, { name }]) => [block.kind === "math" && block.tex, name])).toEqual(
      [9, 1, 2, 3, 4].map((n) => [`\\frac{${n}}{2}`, expect.any(String)]),
    );
    expect(new Set([...kept.values()].map(({ name }) => name))).toEqual(new Set(names));
  });
});

describe("buttons", () => {
  const refs = fc.record({
    channelId: fc.bigInt({ min: 10n ** 16n, max: 10n ** 20n - 1n }).map(String),
    roundId: fc.stringMatching(/^[A-Za-z0-9_-]{8}$/),
  });
  const position = fc.integer({ min: 1, max: 100 });
  const buttons: fc.Arbitrary<RoundButton> = fc.oneof(
    fc
      .tuple(
        refs,
        position,
        fc.stringMatching(/^[a-z0-9-]{1,32}$/),
        fc.integer({ min: 1, max: 2 ** 24 - 1 }),
        fc.constantFrom(...RATINGS),
      )
      .map(
        ([where, at, deck, number, rating]): RoundButton => ({
          do: "rate",
          at: { ...where, position: at, card: { deck, number } },
          rating,
        }),
      ),
    fc.tuple(refs, position).map(([where, at]): RoundButton => ({ do: "next", ref: where, position: at })),
    fc
      .tuple(refs, position, fc.nat(99))
      .map(([where, at, page]): RoundButton => ({ do: "whole", ref: where, position: at, page })),
    fc.tuple(refs, position).map(([where, at]): RoundButton => ({ do: "whole", ref: where, position: at })),
    fc.tuple(refs, position, fc.nat(3), fc.stringMatching(/^[A-Za-z0-9_-]{4}$/), fc.boolean()).map(
      ([where, at, pick, of, isPass]): RoundButton => ({
        do: "pick",
        ref: where,
        position: at,
        answer: isPass ? "pass" : { pick, of },
      }),
    ),
    fc
      .tuple(refs, fc.constantFrom(...ROUND_VERBS))
      .map(([where, verb]): RoundButton => ({ do: verb, ref: where })),
  );

  test("read what they were written with, within 100 characters", () => {
    fc.assert(
      fc.property(buttons, (button) => {
        const id = roundButton(button);
        expect(id.length).toBeLessThanOrEqual(100);
        expect(readRoundButton(id)).toEqual(button);
      }),
    );
  });

  test("cut short, continued or forged are none, or such as could have been written", () => {
    fc.assert(
      fc.property(buttons, fc.nat(99), fc.string({ maxLength: 20 }), (button, at, junk) => {
        const id = roundButton(button);
        for (const forged of [
          id.slice(0, at),
          id + junk,
          `${id}:1`,
          id.slice(0, at) + junk + id.slice(at + 1),
        ]) {
          const read = readRoundButton(forged);
          if (read) expect(readRoundButton(roundButton(read))).toEqual(read);
        }
        expect(readRoundButton(`${id}:1`)).toBeUndefined();
        expect(readRoundButton(id.replace("g1", "g2"))).toBeUndefined();
      }),
    );
  });
});
