import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { Actor, Seen } from "../../../playground/index.ts";
import { makeDeck, numberedCards, openHall, whispered } from "../../support/decks.ts";
import { type House, openHouse, rate, shown } from "../../support/flashback.ts";

const DAY = 86_400_000;
const HALL = "Study Hall";
const ROLE = "Deck editors";

let house: House;
let deck: string;
beforeAll(async () => {
  house = await openHouse();
  ({ id: deck } = await makeDeck(house.ada, "Long", numberedCards(40)));
});
afterAll(async () => {
  expect(house.playground.problems).toEqual([]);
  await house.close();
});

const page = async (): Promise<Seen> =>
  shown(await house.ada.press(shown(await house.ada.slash("#general", "settings server")), "Rewards"));

async function learn(actor: Actor, days: number, where = "#general"): Promise<void> {
  for (let day = 0; day < days; day += 1) {
    house.pass(DAY);
    await rate(house, actor, shown(await actor.slash(where, "quiz", { deck, cards: 1 })), 4);
  }
}

const holds = ({ user }: Actor, name = ROLE) =>
  [...house.playground.world.guilds.values()]
    .find((guild) => guild.name === HALL)
    ?.roles.find((role) => role.name === name)
    ?.members.has(user.id);

const roleRequests = () => house.playground.requests.filter(({ path }) => path.includes("/roles/")).length;

describe("a role for seven days", () => {
  test("that the bot can't give: the page says which permission that takes, and is not refused for it", async () => {
    expect((await page()).texts).toContain("It takes the permission **Manage Roles**");
    const saved = shown(await house.ada.select(await page(), "s1:milestone:7", [ROLE]));
    expect(saved.texts).toMatch(/⚠ I can't give <@&\d+>: I lack the permission \*\*Manage Roles\*\*/);
  });

  test("does the learner no harm, and asks Discord for nothing that it would refuse", async () => {
    const { chloe } = house;
    await learn(chloe, 7);
    await chloe.waitFor("#general", (seen) => seen.some(({ texts }) => texts.includes("7 days in a row")));
    expect(chloe.messages("#general").some(({ texts }) => /Manage Roles|went wrong/.test(texts))).toBe(false);
    expect(holds(chloe)).toBe(false);
    expect(roleRequests()).toBe(0);
    expect((await page()).texts).toContain("I lack the permission");
  });

  test("below whose role the bot's stands: the page says that too", async () => {
    house.playground.setBotPermissions(HALL, { allow: ["ManageRoles"] });
    await vi.waitFor(async () => expect((await page()).texts).toContain("my own role stands below it"));
  });

  test("is given with the next review here, once it can be, to whoever has that many days by then", async () => {
    const { chloe, ben, playground } = house;
    playground.moveBotRole(HALL, ROLE);
    await vi.waitFor(async () => expect((await page()).texts).not.toContain("⚠"));
    await learn(chloe, 1);
    await vi.waitFor(() => expect(holds(chloe)).toBe(true));
    expect(roleRequests()).toBe(1);
    // Who has it is not given it again, and who has fewer days gets none.
    playground.setRoles("ben", HALL, []);
    await learn(chloe, 1);
    await learn(ben, 1);
    expect(holds(ben)).toBe(false);
    expect(roleRequests()).toBe(1);
  });

  test("is given from direct messages on the day itself", async () => {
    const { ben } = house;
    await learn(ben, 6, "@bot");
    await vi.waitFor(() => expect(holds(ben)).toBe(true));
    expect(roleRequests()).toBe(2);
  });

  test("that Discord refuses though nothing told of it is noted for the page, not for the learner", async () => {
    const { ben, playground } = house;
    playground.setRoles("ben", HALL, []);
    playground.faults.rest({
      match: { method: "PUT", route: /\/roles\// },
      times: 1,
      answer: { status: 403, code: 50_013 },
    });
    await learn(ben, 1);
    await vi.waitFor(async () => expect((await page()).texts).toContain("When I last tried: I can't give"));
    await learn(ben, 1);
    await vi.waitFor(() => expect(holds(ben)).toBe(true));
    await vi.waitFor(async () => expect((await page()).texts).not.toContain("⚠"));
  });

  test("is no longer given once none is chosen", async () => {
    const { ada, ben, playground } = house;
    await ada.select(await page(), "s1:milestone:7", []);
    playground.setRoles("ben", HALL, []);
    const before = roleRequests();
    await learn(ben, 1);
    expect(holds(ben)).toBe(false);
    expect(roleRequests()).toBe(before);
  });

  test("is chosen by those alone who manage the server", async () => {
    const { ben } = house;
    const role = ben.messages("#general").at(-1);
    if (!role) throw new Error("nothing to press on");
    for (const customId of ["s1:milestone:7", "s1:first", "s1:recap"]) {
      const told = whispered(await ben.sendForged(role, { customId, componentType: 6, values: ["1"] }));
      expect(told).toContain("Manage Server");
    }
  });
});

test("whoever could not give a role themselves can't have the bot give it", async () => {
  const hall = await openHall({
    guilds: [
      {
        name: HALL,
        managers: ["ada", "ben"],
        roles: [{ name: "Low" }, { name: "High" }],
        botRole: { permissions: ["ManageRoles"], above: "High" },
        channels: [{ name: "general" }],
      },
    ],
  });
  try {
    const [ada, ben] = ["ada", "ben"].map((name) => hall.playground.actor(name));
    if (!ada || !ben) throw new Error("nobody is here");
    const open = async (actor: Actor) =>
      shown(await actor.press(shown(await actor.slash("#general", "settings server")), "Rewards"));
    expect(whispered(await ben.select(await open(ben), "s1:first", ["High"]))).toContain(
      "that you could give yourself",
    );
    // The owner can.
    expect(shown(await ada.select(await open(ada), "s1:first", ["High"])).texts).toContain("next <t:");
  } finally {
    await hall.close();
  }
});
