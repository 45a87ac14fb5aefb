import { expect, onTestFinished, test } from "vitest";
import { WebSocket } from "ws";
import { type Playground, startPlayground, type WorldSpec } from "../../playground/index.ts";
import { stage } from "./bot.ts";

interface Packet {
  readonly op: number;
  readonly t?: string;
  readonly s?: number;
  readonly d?: unknown;
}

/** A bare gateway connection; ended with the test. */
function connect(playground: Playground) {
  const socket = new WebSocket(`${playground.url.replace("http", "ws")}gateway?v=10&encoding=json`);
  onTestFinished(() => socket.terminate());
  const packets: Packet[] = [];
  socket.on("message", (raw) => packets.push(JSON.parse(String(raw)) as Packet));
  const closed = new Promise<number>((resolve) => socket.on("close", resolve));
  const send = (op: number, d: unknown) => socket.send(JSON.stringify({ op, d }));
  const got = (match: Partial<Packet>) =>
    expect.poll(
      () => packets.find((one) => Object.entries(match).every(([key, value]) => one[key as "op"] === value)),
      { timeout: 10_000 },
    );
  return { socket, packets, closed, send, got };
}

async function open(world: WorldSpec = {}): Promise<Playground> {
  const playground = await startPlayground({ world });
  onTestFinished(() => playground.close());
  return playground;
}

test("hello, heartbeat, identify: every dispatch has a rising number", async () => {
  const playground = await open();
  const client = connect(playground);
  await client.got({ op: 10 }).toMatchObject({ d: { heartbeat_interval: expect.any(Number) } });
  client.send(1, null);
  await client.got({ op: 11 }).toBeDefined();
  client.send(2, { token: playground.token, intents: 1 });
  await client.got({ t: "GUILD_CREATE" }).toMatchObject({ s: 2, d: { name: "Study Hall", member_count: 4 } });
  await client.got({ t: "READY" }).toMatchObject({ s: 1, d: { v: 10, user: { bot: true } } });
  client.send(3, { status: "online" });
  client.send(2, { token: playground.token });
  expect(await client.closed).toBe(4005);
});

test("shards get their guilds' events, and the first one those of direct messages", async () => {
  const playground = await open();
  const clients = [connect(playground), connect(playground)];
  for (const [index, client] of clients.entries()) {
    await client.got({ op: 10 }).toBeDefined();
    client.send(2, { token: playground.token, intents: 1, shard: [index, 2] });
    await client.got({ t: "READY" }).toBeDefined();
  }
  const command = { name: "go", description: "x", contexts: [0, 1], integration_types: [0, 1] };
  await fetch(`${playground.apiUrl}/v10/applications/${playground.world.applicationId}/commands`, {
    method: "PUT",
    headers: { authorization: `Bot ${playground.token}`, "content-type": "application/json" },
    body: JSON.stringify([command]),
  });
  const ada = playground.actor("ada");
  await ada.slash("@bot", "go", {}, { timeoutMs: 1 });
  await ada.slash("#general", "go", {}, { timeoutMs: 1 });
  const guild = [...playground.world.guilds.values()][0];
  const owner = Number((BigInt(guild?.id ?? 0) >> 22n) % 2n);
  const places = (client: (typeof clients)[number] | undefined) =>
    client?.packets
      .filter((one) => one.t === "INTERACTION_CREATE")
      .map((one) => ((one.d as { guild_id?: string }).guild_id === undefined ? "dm" : "guild"));
  await expect
    .poll(() => clients.flatMap((client) => places(client) ?? []).length, { timeout: 10_000 })
    .toBe(2);
  expect(places(clients[0])).toEqual(owner === 0 ? ["dm", "guild"] : ["dm"]);
  expect(places(clients[1])).toEqual(owner === 0 ? [] : ["guild"]);
});

test("a session that nobody knows, or a number not sent yet, cannot be resumed", async () => {
  const playground = await open();
  const client = connect(playground);
  await client.got({ op: 10 }).toBeDefined();
  client.send(2, { token: playground.token, intents: 1 });
  await client.got({ t: "READY" }).toBeDefined();
  const ready = client.packets.find((one) => one.t === "READY");
  const session_id = (ready?.d as { session_id: string } | undefined)?.session_id;
  for (const resume of [
    { session_id: "nope", seq: 1 },
    { session_id, seq: 99 },
  ]) {
    const other = connect(playground);
    await other.got({ op: 10 }).toBeDefined();
    other.send(6, { token: playground.token, ...resume });
    await other.got({ op: 9 }).toMatchObject({ d: false });
  }
  const back = connect(playground);
  await back.got({ op: 10 }).toBeDefined();
  back.send(6, { token: playground.token, session_id, seq: 1 });
  await back.got({ t: "RESUMED" }).toBeDefined();
  expect(back.packets.filter((one) => one.op === 0).map((one) => one.t)).toEqual(["GUILD_CREATE", "RESUMED"]);
});

test("what is no gateway message ends the connection with Discord's code", async () => {
  const playground = await open();
  const unread = connect(playground);
  await unread.got({ op: 10 }).toBeDefined();
  unread.socket.send("{");
  expect(await unread.closed).toBe(4002);
  const unknown = connect(playground);
  await unknown.got({ op: 10 }).toBeDefined();
  unknown.send(77, null);
  expect(await unknown.closed).toBe(4001);
  const early = connect(playground);
  await early.got({ op: 10 }).toBeDefined();
  early.send(8, { guild_id: "1", user_ids: [] });
  expect(await early.closed).toBe(4003);
});

test("the playground knows when its bot is there and when it is gone", async () => {
  const { playground, bot } = await stage({});
  await playground.whenBotReady();
  await bot.stop();
  await playground.whenBotGone();
  const outcome = await playground.actor("ada").slash("#general", "go", {}, { timeoutMs: 1 });
  expect(outcome.status).toBe("failed");
});

test("a client is sent what its intents are for, and gets no privileged one that was not granted", async () => {
  const playground = await open({ bot: { privilegedIntents: ["GuildMembers"] } });
  const listen = async (intents: number) => {
    const client = connect(playground);
    await client.got({ op: 10 }).toBeDefined();
    client.send(2, { token: playground.token, intents });
    await client.got({ t: "READY" }).toBeDefined();
    return client;
  };
  const [none, guilds, members] = [await listen(0), await listen(1), await listen(3)];
  playground.setNickname("ben", "Study Hall", "Benny");
  playground.leave("ben", "Study Hall");
  playground.join("ben", "Study Hall");
  await members.got({ t: "GUILD_MEMBER_UPDATE" }).toMatchObject({ d: { nick: "Benny" } });
  await members
    .got({ t: "GUILD_MEMBER_ADD" })
    .toMatchObject({ d: { user: { username: "ben" }, nick: null } });
  await members.got({ t: "GUILD_MEMBER_REMOVE" }).toMatchObject({ d: { user: { username: "ben" } } });
  // An answer, so that nothing can be on its way still.
  for (const { send } of [none, guilds]) send(1, null);
  for (const { got } of [none, guilds]) await got({ op: 11 }).toBeDefined();
  expect(none.packets.flatMap((one) => one.t ?? [])).toEqual(["READY"]);
  expect(guilds.packets.flatMap((one) => one.t ?? [])).toEqual(["READY", "GUILD_CREATE"]);

  for (const [intents, code] of [
    [1 | 256, 4014],
    [2 ** 30, 4013],
    [undefined, 4013],
  ]) {
    const client = connect(playground);
    await client.got({ op: 10 }).toBeDefined();
    client.send(2, { token: playground.token, intents });
    expect(await client.closed).toBe(code);
  }
});

test("members are asked for by a hundred ids, or by the beginning of a name", async () => {
  const playground = await open();
  const client = connect(playground);
  await client.got({ op: 10 }).toBeDefined();
  client.send(2, { token: playground.token, intents: 1 });
  await client.got({ t: "GUILD_CREATE" }).toBeDefined();
  const guild_id = [...playground.world.guilds.keys()][0];
  const ada = playground.actor("ada").user.id;
  playground.setNickname("chloe", "Study Hall", "Bee");
  const ids = Array.from({ length: 150 }, (_, index) => String(10n ** 17n + BigInt(index)));
  const ask = async (data: object) => {
    const before = client.packets.length;
    client.send(8, { guild_id, ...data });
    await expect.poll(() => client.packets.length, { timeout: 10_000 }).toBe(before + 1);
    return client.packets.at(-1)?.d as { members: { user: { username: string } }[]; not_found: string[] };
  };
  const names = ({ members }: Awaited<ReturnType<typeof ask>>) => members.map(({ user }) => user.username);

  const many = await ask({ user_ids: [ada, ...ids], nonce: "n".repeat(32) });
  expect(many).toMatchObject({ guild_id, chunk_index: 0, chunk_count: 1, nonce: "n".repeat(32) });
  expect(names(many)).toEqual(["ada"]);
  expect(many.not_found).toEqual(ids.slice(0, 99));
  const one = await ask({ user_ids: ada, nonce: "n".repeat(33) });
  expect(names(one)).toEqual(["ada"]);
  expect(one).not.toHaveProperty("nonce");
  expect(names(await ask({ query: "B", limit: 10 }))).toEqual(["ben", "chloe"]);
  expect(names(await ask({ query: "", limit: 2 }))).toEqual(["ada", "ben"]);

  client.send(8, { guild_id, query: "", limit: 0 });
  client.send(8, { guild_id });
  await expect
    .poll(() => playground.problems, { timeout: 10_000 })
    .toEqual([
      "gateway: a request for all members needs the GUILD_MEMBERS intent",
      "gateway: a request for members needs user_ids, or query and limit",
    ]);
});

test("who sends more than Discord takes from one connection is cut off", async () => {
  const playground = await open();
  const client = connect(playground);
  await client.got({ op: 10 }).toBeDefined();
  for (let count = 1; count <= 120; count += 1) client.send(1, null);
  await expect.poll(() => client.packets.length, { timeout: 10_000 }).toBe(121);
  client.send(1, null);
  expect(await client.closed).toBe(4008);
});
