import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Actor, Outcome } from "../../../playground/index.ts";
import {
  cardsOf,
  formOf,
  type Hall,
  labelsOf,
  makeDeck,
  numberedCards,
  openHall,
  whispered,
} from "../../support/decks.ts";
import { shown } from "../../support/flashback.ts";

/** A deck id that no deck has. */
const NOBODYS = "0123456789ab";

let hall: Hall;
/** Manages the server. */
let ada: Actor;
/** Holds the role "Deck editors". */
let ben: Actor;
/** Made the deck "Club". */
let chloe: Actor;
/** Is in another server of the bot's, and manages it. */
let dan: Actor;
/** A member like any other. */
let eve: Actor;
/** A deck of the server. */
let club: string;
/** A deck of Ada's own. */
let secret: string;

beforeAll(async () => {
  hall = await openHall({
    people: ["ada", "ben", "chloe", "dan", "eve"].map((username) => ({ username })),
    guilds: [
      {
        name: "Study Hall",
        managers: ["ada"],
        members: ["ada", "ben", "chloe", "eve"],
        roles: [{ name: "Deck editors", members: ["ben"] }],
        channels: [{ name: "general" }],
      },
      {
        name: "Reading Room",
        managers: ["dan", "ada"],
        members: ["ada", "dan", "eve"],
        channels: [{ name: "library" }],
      },
      { name: "Guest House", botPresent: false, channels: [{ name: "lounge" }] },
    ],
  });
  [ada, ben, chloe, dan, eve] = ["ada", "ben", "chloe", "dan", "eve"].map((name) =>
    hall.playground.actor(name),
  ) as [Actor, Actor, Actor, Actor, Actor];
  ({ id: club } = await makeDeck(chloe, "Club", numberedCards(3)));
  ({ id: secret } = await makeDeck(ada, "Secret", numberedCards(2), { owner: "me" }));
});
afterAll(async () => {
  expect(hall.playground.problems).toEqual([]);
  await hall.close();
});

/** Everything stored of a deck and of where it is listed. */
async function stored(id: string): Promise<Readonly<Record<string, string | undefined>>> {
  const keys = [...(await hall.store.keys(`{d${id}}:*`)), ...(await hall.store.keys("*:decks*"))].sort();
  const values = await Promise.all(keys.map((key) => hall.store.dumpBuffer(key)));
  return Object.fromEntries(keys.map((key, index) => [key, values[index]?.toString("hex")]));
}

/** What the person is told, alone, with no deck's id in it; a form that opens is a failure. */
function refusalOf(outcome: Outcome, id: string): string {
  if (outcome.modal) throw new Error(`a form opened: ${outcome.modal.title}`);
  const message = shown(outcome);
  if (!message.ephemeral) throw new Error(`everybody sees: ${message.texts}`);
  return message.texts.replaceAll(id, "ID");
}

/** What can be typed of a deck. */
const COMMANDS: readonly (readonly [path: string, options: Readonly<Record<string, string>>])[] = [
  ["deck show", {}],
  ["deck edit", {}],
  ["deck delete", {}],
  ["deck move", { to: "me" }],
  ["deck export", { format: "json" }],
  ["deck import", {}],
  ["card add", {}],
  ["card edit", { card: "1" }],
  ["card delete", { card: "1" }],
  ["card suspend", { card: "1" }],
  ["card unsuspend", { card: "1" }],
  ["quiz", { private: "" }],
];

const optionsFor = (path: string, options: Readonly<Record<string, string>>, deck: string) => ({
  ...options,
  deck,
  ...(path === "quiz" && { private: true }),
});

/** Buttons that act on a deck, as somebody may forge them. */
const BUTTONS = (id: string, userId: string) => [
  ...["all", "find", "edit", "delete", "restore", "ideas"].map((verb) => `d1:${verb}:${id}`),
  `d1:show:${id}:0:`,
  `d1:view:${id}:1:0`,
  `d1:accept:${id}:abcdefgh`,
  `d1:reject:${id}:abcdefgh`,
  `c1:add:${id}:0:`,
  ...["edit", "suggest", "suspend", "unsuspend", "delete", "gone", "restore"].map(
    (verb) => `c1:${verb}:${id}:1:`,
  ),
  `q1:start:${userId}:study:${id}::`,
];

const FIELDS = { front: "Forged", back: "Forged", hint: "", accepts: "", tags: "" };

/** Forms that act on a deck, as somebody may forge them. */
const FORMS = (id: string) => [
  { customId: `d1:edited:${id}`, fields: { title: "Forged", description: "", tags: "" } },
  { customId: `d1:found:${id}`, fields: { search: "Front" } },
  { customId: `c1:add:${id}:0:`, fields: FIELDS },
  { customId: `c1:edit:${id}:1:`, fields: FIELDS },
  { customId: `c1:suggest:${id}:1:`, fields: FIELDS },
  { customId: "c1:save", fields: { ...FIELDS, deck: [id] } },
];

/** The form to paste cards into, as if it had opened for this deck. */
async function pasteForged(actor: Actor, where: string, id: string): Promise<Outcome> {
  const form = formOf(await actor.slash(where, "deck import"));
  const modal = { ...form.modal, customId: `i1:form:me:${id}` };
  actor.dismissModal(form);
  return await actor.submitStale({ ...form, modal }, { "Paste cards": "Q: Forged\nA: Forged" });
}

/** Everything that can be tried on a deck, each with what came of it. */
async function tryAll(actor: Actor, where: string, id: string): Promise<Readonly<Record<string, string>>> {
  const told: Record<string, string> = {};
  for (const [path, options] of COMMANDS) {
    told[path] = refusalOf(await actor.slash(where, path, optionsFor(path, options, id)), id);
  }
  const seen = shown(await actor.slash(where, "deck list"));
  for (const customId of BUTTONS(id, actor.user.id)) {
    told[customId.replace(id, "ID")] = refusalOf(await actor.sendForged(seen, { customId }), id);
  }
  for (const select of [
    { customId: "d1:open", values: [id] },
    { customId: `d1:card:${id}:0:`, values: ["1"] },
  ]) {
    const outcome = await actor.sendForged(seen, { ...select, componentType: 3 });
    told[select.customId.replace(id, "ID")] = refusalOf(outcome, id);
  }
  for (const form of FORMS(id)) {
    told[form.customId.replace(id, "form ID")] = refusalOf(await actor.submitForged(where, form), id);
  }
  told["deck import form"] = refusalOf(await pasteForged(actor, where, id), id);
  return told;
}

describe("nobody learns that a deck exists which they may not see", () => {
  test.each([
    ["a server's, in another server", () => dan, "#library", () => club, /Club/],
    ["a server's, in the direct messages", () => dan, "@bot", () => club, /Club/],
    ["a server's, where the bot is no member", () => dan, "#lounge@Guest House", () => club, /Club/],
    ["a person's, in a server both are in", () => eve, "#general", () => secret, /Secret/],
  ])("%s: told as one that is not there", async (_, actor, where, deck, title) => {
    const before = await stored(deck());
    const told = await tryAll(actor(), where, deck());
    expect(told).toEqual(await tryAll(actor(), where, NOBODYS));
    for (const text of Object.values(told)) {
      expect(text).not.toMatch(title);
      expect(text).not.toMatch(/Front 1|Back 1|our side/);
    }
    expect(await stored(deck())).toEqual(before);
  });

  test("by its title, in lists and while typing", async () => {
    expect(whispered(await dan.slash("#library", "deck show", { deck: "Club" }))).toContain(
      "There is no deck called “Club” that you can use here.",
    );
    for (const where of ["#library", "@bot"]) {
      expect(whispered(await dan.slash(where, "deck list"))).not.toContain("Club");
      expect(await dan.autocomplete(where, "deck show", "deck", { deck: "Cl" })).toEqual([
        { name: "Losses · 22 cards", value: "losses" },
      ]);
    }
  });

  test("by its cards, while typing", async () => {
    const options = { card: "", deck: club };
    expect(await dan.autocomplete("#library", "card suspend", "card", options)).toEqual([]);
    const choices = await eve.autocomplete("#general", "card suspend", "card", options);
    expect(choices.map(({ name }) => name)).toEqual(["1 · Front 1", "2 · Front 2", "3 · Front 3"]);
  });

  test.each([
    ["who is in that server alone", () => dan],
    ["who is in both", () => ada],
  ])("as the default of another server, by a manager %s", async (_, manager) => {
    const settings = shown(await manager().slash("#library", "settings server"));
    const forged = { customId: "s1:deck", componentType: 3, values: [club] };
    expect(whispered(await manager().sendForged(settings, forged))).toContain("can't be the default");
  });
});

describe("who may see a deck and not change it", () => {
  const EDITS = [
    "deck edit",
    "deck delete",
    "deck move",
    "deck import",
    "card add",
    "card edit",
    "card delete",
  ];

  test("is refused with the names of those who could", async () => {
    const before = await cardsOf(eve, "#general", club);
    const typed = COMMANDS.filter(([path]) => EDITS.includes(path));
    expect(typed).toHaveLength(EDITS.length);
    const seen = shown(await eve.slash("#general", "deck show", { deck: club }));
    expect(labelsOf(seen)).toEqual(["Quiz me"]);
    const outcomes: Outcome[] = [];
    for (const [path, options] of typed) {
      if (path === "deck import") {
        const file = { name: "a.csv", data: Buffer.from("Question,Answer\na,b\n") };
        outcomes.push(await eve.slash("#general", path, { deck: club, file }));
      } else outcomes.push(await eve.slash("#general", path, { ...options, deck: club }));
    }
    const forged = [
      ...["edit", "delete", "ideas"].map((verb) => `d1:${verb}:${club}`),
      `d1:accept:${club}:abcdefgh`,
      `c1:add:${club}:0:`,
      ...["edit", "delete", "gone", "restore"].map((verb) => `c1:${verb}:${club}:1:`),
    ];
    for (const customId of forged) outcomes.push(await eve.sendForged(seen, { customId }));
    for (const form of FORMS(club)) {
      if (/found|suggest/.test(form.customId)) continue;
      outcomes.push(await eve.submitForged("#general", form));
    }
    outcomes.push(await pasteForged(eve, "#general", club));
    for (const outcome of outcomes) {
      expect(refusalOf(outcome, club)).toContain(
        `It can be changed by <@${chloe.user.id}> and members with the right Manage Server.`,
      );
    }
    expect(await cardsOf(eve, "#general", club)).toEqual(before);
  });

  test("may not take it out of the server, were it with Manage Server", async () => {
    const told = whispered(await ada.slash("#general", "deck move", { deck: "Club", to: "me" }));
    expect(told).toContain(`Only who made it can take a deck out of the server: <@${chloe.user.id}>`);
  });

  test.each(["edit", "delete", "gone"])("nobody changes what ships with the bot: %s", async (verb) => {
    const seen = shown(await ada.slash("#general", "deck list"));
    const told = whispered(await ada.sendForged(seen, { customId: `c1:${verb}:losses:1:` }));
    expect(told).toContain("It can be changed by nobody: it ships with the bot.");
  });

  test("a role that is set for it may, in the server; and a refusal names the role then", async () => {
    const form = formOf(await chloe.slash("#general", "deck edit", { deck: "Club" }));
    const saved = shown(await chloe.submit(form, { "Who may edit": ["Deck editors"] }));
    const [role] = /<@&\d+>/.exec(saved.texts) ?? [];
    expect(role).toBeDefined();
    const added = formOf(await ben.slash("#general", "card add", { deck: "Club" }));
    expect(shown(await ben.submit(added, { Front: "Ben's", Back: "Card" })).texts).toContain("Added");
    expect(whispered(await eve.slash("#general", "card add", { deck: "Club" }))).toContain(
      `<@${chloe.user.id}>, members with the role ${role} and members with the right Manage Server`,
    );
    hall.playground.setRoles("ben", "Study Hall", []);
    expect(whispered(await ben.slash("#general", "card add", { deck: "Club" }))).toContain(
      "You can't change",
    );
    hall.playground.setRoles("ben", "Study Hall", ["Deck editors"]);
  });

  test("the button on somebody's public quiz goes by who presses it", async () => {
    const quiz = shown(await chloe.slash("#general", "quiz", { deck: club }));
    const answer = shown(await chloe.press(quiz, "Show answer"));
    expect(labelsOf(answer)).toContain("Edit");
    expect(formOf(await eve.press(answer, "Edit")).title).toBe("Suggest a fix");
    expect(formOf(await ada.press(answer, "Edit")).title).toBe("Card 1 of Club");
    await chloe.press(answer, "Stop");
  });

  test("Manage Server counts in that server alone", async () => {
    expect(formOf(await ada.slash("#general", "card edit", { deck: club, card: "1" })).title).toBe(
      "Card 1 of Club",
    );
    const seen = shown(await ada.slash("#library", "deck list"));
    const told = whispered(await ada.sendForged(seen, { customId: `c1:edit:${club}:1:` }));
    expect(told).toContain("If you are one of them, do it in that server.");
  });
});
