import { expect, test } from "vitest";
import { createMessageStore } from "../../playground/message-store.ts";
import type { StoredMessage } from "../../playground/world.ts";
import { channelOf, stage, v2 } from "./bot.ts";

test("two hundred people press at once: each is answered once, and only they see it", async () => {
  const inside = new Set<string>();
  const { ada, bot, playground } = await stage(
    {
      button: async (interaction) => {
        inside.add(interaction.user.username);
        const { username } = interaction.user;
        const isNew = !interaction.message.flags.has(64);
        if (isNew) await interaction.reply(v2(`${username}: ${interaction.customId}`, ["1", "2"], 64));
        else await interaction.update(v2(`${username}: ${interaction.customId} now`, ["1", "2"]));
      },
    },
    { playground: { world: { crowd: 200 } } },
  );
  const sent = await channelOf(bot, "general").send(v2("Round", ["1", "2"]));
  const { crowd } = playground;
  expect(crowd).toHaveLength(200);
  const first = await Promise.all(crowd.map((actor) => actor.press(actor.last("#general"), "1")));
  expect(first.map(({ status, message }) => [status, message?.texts])).toEqual(
    crowd.map(({ user }) => ["answered", `${user.username}: t1:1`]),
  );
  const waiting = crowd.map((actor) =>
    actor.waitFor("#general", ([round]) => round?.texts === "Round: 200", 20_000),
  );
  await Promise.all(crowd.map((actor) => actor.press(actor.last("#general"), "2")));
  await sent.edit(v2(`Round: ${inside.size}`, ["1"]));
  await Promise.all(waiting);
  expect(crowd.map((actor) => actor.messages("#general").map(({ texts }) => texts))).toEqual(
    crowd.map(({ user }) => ["Round: 200", `${user.username}: t1:2 now`]),
  );
  expect(ada.messages("#general")).toHaveLength(1);
  expect(new Set(playground.world.people.map(({ globalName }) => globalName)).size).toBe(204);
  expect(playground.limited).toEqual([]);
  expect(playground.problems).toEqual([]);
  expect(bot.errors).toEqual([]);
}, 60_000);

const stored = (id: number, ephemeralTo?: string): StoredMessage =>
  ({
    message: { id: String(id) },
    channelId: "c",
    thinking: false,
    files: [{ id: `f${id}`, name: "n", data: new Uint8Array() }],
    ...(ephemeralTo === undefined ? {} : { ephemeralTo }),
  }) as unknown as StoredMessage;

test("a channel keeps its messages in order for whoever sees them, and the oldest go first", () => {
  const store = createMessageStore();
  const idsOf = (list: readonly StoredMessage[]) => list.map(({ message }) => Number(message.id));
  for (const [id, to] of [[1], [2, "ada"], [3, "ben"], [4], [10, "ada"]] as const) store.put(stored(id, to));
  expect(idsOf(store.seenBy("c", "ada"))).toEqual([1, 2, 4, 10]);
  expect(idsOf(store.seenBy("c", "ben"))).toEqual([1, 3, 4]);
  expect(idsOf(store.forAll("c"))).toEqual([1, 4]);
  expect([store.lastId("c"), store.lastId("d")]).toEqual(["4", undefined]);
  const edited = stored(1);
  store.put(edited);
  expect(store.seenBy("c", "ada")[0]).toBe(edited);
  expect(store.remove("c", "4")?.message.id).toBe("4");
  expect([store.remove("c", "4"), store.find("c", "4"), store.lastId("c")]).toEqual([
    undefined,
    undefined,
    "4",
  ]);
  expect(store.fileOf("c", "f10")?.id).toBe("f10");
  expect(store.fileOf("c", "f4")).toBeUndefined();

  // What one person gets alone takes nothing from the others.
  for (let id = 100; id < 400; id += 1) store.put(stored(id, "ada"));
  expect(idsOf(store.seenBy("c", "ada"))).toEqual([1, ...Array.from({ length: 200 }, (_, at) => 200 + at)]);
  for (let id = 1_000; id < 2_000; id += 1) store.put(stored(id));
  expect(store.find("c", "1")).toBeUndefined();
  expect(store.forAll("c")).toHaveLength(1_000);
  expect(idsOf(store.seenBy("c", "ben"))[0]).toBe(3);
  store.removeChannel("c");
  expect(store.seenBy("c", "ben")).toEqual([]);
});
