import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Store, StoreError } from "../../../src/store/connection.ts";
import { entryOf, readShelf } from "../../../src/store/shelves.ts";
import { UserError } from "../../../src/user-error.ts";
import {
  ANNA,
  anna,
  BEN,
  type BotProcess,
  counted,
  csv,
  EVE,
  failingStore,
  fields,
  json,
  person,
  pictureOf,
  SERVER,
  soon,
  startBench,
  startProcess,
  wish,
} from "./support.ts";

let bench: Awaited<ReturnType<typeof startBench>>;
let store: Store;
let second: Store;
let one: BotProcess;
let two: BotProcess;

const manager = person(BEN, { manages: true });
const quietly = () => {};

beforeAll(async () => {
  bench = await startBench();
  store = await bench.connect();
  second = await bench.connect();
});
const fresh = async () => {
  await store.flushall();
  one = startProcess(store, { name: "a" });
  two = startProcess(second, { name: "b" });
};
beforeEach(fresh);
afterAll(async () => await bench.end());

const make = async (title: string, owner: "me" | "server" = "me") =>
  (await one.editing.createDeck(anna, { title, description: "", owner }, soon())).id;

/** What the deck says of itself is what is stored. */
async function agrees(id: string) {
  const { told, held, cards, head, revision } = await counted(store, id);
  expect(told).toEqual(held);
  const numbers = cards.map(({ number }) => number);
  expect(new Set(numbers).size).toBe(numbers.length);
  expect(numbers.every((number) => number < head.next)).toBe(true);
  return { cards, head, entry: JSON.parse(JSON.stringify(entryOf(head, revision))) };
}

describe("several at once", () => {
  test("20 cards from two processes are 20 cards", async () => {
    const id = await make("Bones");
    const added = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        (n % 2 === 0 ? one : two).editing.addCard(anna, id, fields(`card ${n}`), soon()),
      ),
    );
    const numbers = added.map(({ card }) => card.number).sort((a, b) => a - b);
    expect(numbers).toEqual(Array.from({ length: 20 }, (_, n) => n + 1));
    const { cards } = await agrees(id);
    expect(new Set(cards.map(({ front }) => front)).size).toBe(20);
  });

  test("decks of one title are one deck, and one refusal", async () => {
    const outcomes = await Promise.allSettled(
      [one, two, one].map((process) =>
        process.editing.createDeck(anna, { title: "Bones", description: "", owner: "me" }, soon()),
      ),
    );
    const refusals = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
    expect(refusals).toHaveLength(2);
    for (const reason of refusals) expect(reason).toBeInstanceOf(UserError);
    expect((await one.library.list(anna, soon())).map(({ title }) => title)).toEqual(["Bones", "Losses"]);
  });

  test("imports of two people into one deck are all of both", async () => {
    const id = await make("Bones", "server");
    await one.editing.addCard(anna, id, fields("first"), soon());
    const cardsOf = (name: string) =>
      csv(Array.from({ length: 200 }, (_, n) => [`${name} ${n}`, name] as const));
    const into = wish({ into: id, owner: "server" });
    const first = await one.imports.read(anna, async () => cardsOf("anna"), "a.csv", into, quietly);
    const other = await two.imports.read(manager, async () => cardsOf("ben"), "b.csv", into, quietly);
    const results = await Promise.all([
      one.imports.confirm(anna, first.id, quietly),
      two.imports.confirm(manager, other.id, quietly),
    ]);
    expect(results.map(({ added }) => added)).toEqual([200, 200]);
    const { cards } = await agrees(id);
    expect(cards.filter(({ back }) => back === "anna")).toHaveLength(200);
    expect(cards.filter(({ back }) => back === "ben")).toHaveLength(200);
    expect(cards).toHaveLength(401);
  });

  test("the last room is given once", async () => {
    const limits = { person: { decks: 3, bytes: 200 }, server: { decks: 3, bytes: 200 } };
    one = startProcess(store, { limits, name: "a" });
    two = startProcess(second, { limits, name: "b" });
    const ids = [await make("A"), await make("B")];
    const outcomes = await Promise.allSettled(
      ids.map((id, n) => (n === 0 ? one : two).editing.addCard(anna, id, fields("x".repeat(60)), soon())),
    );
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const decks = await Promise.all(ids.map(agrees));
    expect(decks.reduce((sum, { head }) => sum + head.bytes, 0)).toBeLessThanOrEqual(200);
    // What was refused left no mark on the shelf.
    const shelf = await readShelf(store, { kind: "person", id: ANNA }, soon());
    for (const { head, entry } of decks) expect(shelf.get(head.id)).toEqual(entry);
  });
});

type Step =
  | { readonly do: "add"; readonly size: number }
  | { readonly do: "edit"; readonly number: number; readonly size: number }
  | { readonly do: "delete" | "restore" | "suggest"; readonly number: number }
  | { readonly do: "decide"; readonly accept: boolean }
  | { readonly do: "import"; readonly cards: number; readonly picture: number }
  | { readonly do: "remove" | "bring back" }
  | { readonly do: "move"; readonly to: "server" | "me" };

const number = fc.integer({ min: 1, max: 8 });
const size = fc.integer({ min: 1, max: 300 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant("add" as const), size }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("edit" as const), number, size }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom("delete", "restore", "suggest"), number }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("decide" as const), accept: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("import" as const),
      cards: fc.integer({ min: 1, max: 6 }),
      picture: fc.integer({ min: 0, max: 3 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom("remove", "bring back") }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("move" as const), to: fc.constantFrom("server", "me") }),
  },
);

async function run({ editing, imports }: BotProcess, id: string, some: Step): Promise<number | undefined> {
  switch (some.do) {
    case "add":
      return (await editing.addCard(anna, id, fields("é".repeat(some.size)), soon())).card.number;
    case "edit":
      return void (await editing.editCard(anna, id, some.number, fields("e".repeat(some.size)), soon()));
    case "delete":
      return void (await editing.deleteCard(anna, id, some.number, soon()));
    case "restore":
      return void (await editing.restoreCard(anna, id, some.number, soon()));
    case "suggest":
      return void (await editing.suggest(anna, id, some.number, fields("suggested"), soon()));
    case "decide": {
      const [idea] = await editing.ideas(anna, id, soon());
      return void (idea && (await editing.decide(anna, id, idea.id, some.accept, soon())));
    }
    case "import": {
      const picture = pictureOf(some.picture, 100 + some.picture);
      const cards = Array.from({ length: some.cards }, (_, n) => ({
        front: `imported ${n}`,
        back: `${picture.reference} ${some.cards}`,
      }));
      const file = json("Bones", cards, [picture]);
      const preview = await imports.read(anna, async () => file, "bones.json", wish({ into: id }), quietly);
      return void (await imports.confirm(anna, preview.id, quietly));
    }
    case "remove":
      return void (await editing.deleteDeck(anna, id, soon()));
    case "bring back":
      return void (await editing.restoreDeck(anna, id, soon()));
    case "move":
      return void (await editing.moveDeck(anna, id, some.to, soon()));
  }
}

/** What a step gave; that it was refused in words is as good. */
const outcomeOf = async (work: Promise<number | undefined>) =>
  await work.catch((error: unknown) => {
    if (error instanceof UserError) return undefined;
    throw error;
  });

describe("whatever is done to a deck", () => {
  test("its counts are those of what it holds, and no number is given twice", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.boolean(), step), { maxLength: 25 }), async (steps) => {
        await fresh();
        const id = await make("Bones");
        let last = 0;
        for (const [first, some] of steps) {
          const given = await outcomeOf(run(first ? one : two, id, some));
          if (given === undefined) continue;
          expect(given).toBeGreaterThan(last);
          last = given;
        }
        const { head, entry } = await agrees(id);
        const shelf = await readShelf(store, head.owner, soon());
        expect(shelf.get(id)).toEqual(entry);
        const other =
          head.owner.kind === "person" ? { kind: "server", id: SERVER } : { kind: "person", id: ANNA };
        expect((await readShelf(store, other as typeof head.owner, soon())).has(id)).toBe(false);
      }),
      { numRuns: 40 },
    );
  });

  test("by several at once, its counts are right as well", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.tuple(
            fc.boolean(),
            step.filter((some) => some.do !== "move" && some.do !== "remove" && some.do !== "bring back"),
          ),
          { minLength: 2, maxLength: 8 },
        ),
        async (steps) => {
          await fresh();
          const id = await make("Bones");
          for (const front of ["a", "b", "c"]) await one.editing.addCard(anna, id, fields(front), soon());
          const given = await Promise.all(
            steps.map(([first, some]) => outcomeOf(run(first ? one : two, id, some))),
          );
          const numbers = given.filter((one) => one !== undefined);
          expect(new Set(numbers).size).toBe(numbers.length);
          await agrees(id);
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe.each(["unsent", "unheard"] as const)("when one write of a change fails (%s)", (how) => {
  const steps: readonly (readonly [string, Step | "create" | "rename"])[] = [
    ["a new deck", "create"],
    ["a new title", "rename"],
    ["a card", { do: "add", size: 10 }],
    ["an edited card", { do: "edit", number: 1, size: 100 }],
    ["a deleted card", { do: "delete", number: 1 }],
    ["a deleted deck", { do: "remove" }],
    ["a deck brought back", { do: "bring back" }],
    ["a deck given to the server", { do: "move", to: "server" }],
    ["a deck taken out of it", { do: "move", to: "me" }],
  ];

  test.each(steps)("%s: the list names what can be opened, once, and what can be opened", async (_, some) => {
    for (let nth = 1; ; nth += 1) {
      await fresh();
      const takesOut = typeof some === "object" && some.do === "move" && some.to === "me";
      const id = await make("Bones", takesOut ? "server" : "me");
      await one.editing.addCard(anna, id, fields("a"), soon());
      if (typeof some === "object" && some.do === "bring back") await run(one, id, { do: "remove" });
      const failing = failingStore(store, nth, how);
      const { editing } = startProcess(failing.store, { name: "f" });
      const work =
        some === "create"
          ? editing.createDeck(anna, { title: "Muscles", description: "", owner: "me" }, soon())
          : some === "rename"
            ? editing.editDeck(anna, id, { title: "Muscles" }, soon())
            : run(startProcess(failing.store, { name: "f" }), id, some);
      // Where the deck was written and the list was not, the person is told that it is done.
      await work.catch((error: unknown) => expect(error).toBeInstanceOf(StoreError));
      if (failing.writes() < nth) {
        expect(nth).toBeGreaterThan(1);
        return;
      }
      // Some minutes later, when nobody is at work on it any more.
      const later = startProcess(store, { now: () => 1_800_000_300_000 });
      const listed = await later.library.list(anna, soon());
      expect(new Set(listed.map((deck) => deck.id)).size).toBe(listed.length);
      for (const deck of listed) expect(await later.library.open(anna, deck.id, soon())).toBeDefined();
      const ids = (await store.keys("*:head")).map((key) => key.slice(2, key.indexOf("}")));
      for (const there of ids) {
        const { head } = await agrees(there);
        const owners = listed.filter((deck) => deck.id === there).map(({ owner }) => owner);
        expect(owners).toEqual(head.deletedAt === undefined ? [head.owner] : []);
      }
      // What is not hers to see is on nobody else's list.
      for (const deck of await later.library.list(person(EVE), soon())) {
        expect(await later.library.open(person(EVE), deck.id, soon())).toBeDefined();
      }
    }
  });
});
