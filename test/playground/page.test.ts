import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { WebSocket } from "ws";
import { type Playground, startPlayground } from "../../playground/index.ts";
import type { PageEvent, PageRequest } from "../../playground/protocol.ts";
import { serveFile } from "../../playground/static-files.ts";
import { stage, v2 } from "./bot.ts";

type State = Extract<PageEvent, { event: "state" }>["state"];
type Answer = Extract<PageEvent, { event: "answer" }>;
type Ask<T = PageRequest> = T extends unknown ? Omit<T, "id"> : never;

/** A connection of the page, as one person; ended with the test. */
async function openPage(playground: Playground, as: string) {
  const socket = new WebSocket(`${playground.url.replace("http", "ws")}page/socket?as=${as}`);
  onTestFinished(() => socket.terminate());
  const events: PageEvent[] = [];
  const changed = new Set<() => void>();
  socket.on("message", (raw) => {
    events.push(JSON.parse(String(raw)) as PageEvent);
    for (const check of [...changed]) check();
  });
  const wait = <T>(find: (events: PageEvent[]) => T | undefined) =>
    new Promise<T>((resolve) => {
      const check = () => {
        const found = find(events);
        if (found === undefined) return;
        changed.delete(check);
        resolve(found);
      };
      changed.add(check);
      check();
    });
  let last = 0;
  const ask = async (what: Ask): Promise<Answer> => {
    last += 1;
    const id = last;
    socket.send(JSON.stringify({ ...what, id }));
    return wait((all) => all.find((one): one is Answer => one.event === "answer" && one.id === id));
  };
  const state = await wait<State>((all) => (all[0]?.event === "state" ? all[0].state : undefined));
  return { socket, events, wait, ask, state };
}

test("the page sees what its person sees, acts for them, and gets all of it again when it reconnects", async () => {
  const { playground, ada, ben } = await stage({
    command: (interaction) => interaction.reply(v2("Secret", ["Next"], 64)),
    button: (interaction) => interaction.update(v2("More", ["Next"])),
    autocomplete: (interaction) => interaction.respond([{ name: "Losses", value: "losses" }]),
  });
  const page = await openPage(playground, ada.user.id);
  const other = await openPage(playground, ben.user.id);
  expect(page.state).toMatchObject({ you: { username: "ada" }, botOnline: true });
  expect(page.state.guilds.map((guild) => guild.name)).toEqual(["Study Hall", "Guest House"]);
  expect(page.state.dms).toHaveLength(1);
  expect(page.state.commands.map((command) => command.path)).toEqual(["go", "pick"]);
  const channelId = page.state.guilds[0]?.channels[0]?.id ?? "";

  const options = { deck: "lo" };
  const choices = await page.ask({ do: "autocomplete", channelId, path: "pick", options, focused: "deck" });
  expect(choices.choices).toEqual([{ name: "Losses", value: "losses" }]);
  expect(await page.ask({ do: "slash", channelId, path: "go", options: {} })).not.toHaveProperty("error");
  const card = await page.wait((all) => all.find((one) => one.event === "message"));
  expect(card).toMatchObject({ channelId, message: { ephemeral: true, invokedBy: { command: "go" } } });
  const messageId = card.event === "message" ? card.message.message.id : "";
  await page.ask({ do: "press", channelId, messageId, customId: "t1:Next" });
  expect(ada.last("#general").texts).toBe("More");
  expect(await other.ask({ do: "press", channelId, messageId, customId: "t1:Next" })).toMatchObject({
    error: "ben cannot see this message.",
  });
  await other.ask({ do: "say", channelId, content: "hi" });
  await page.wait((all) =>
    all.find((one) => one.event === "message" && one.message.message.content === "hi"),
  );

  const again = await openPage(playground, ada.user.id);
  expect(again.state.messages[channelId]?.map((one) => one.ephemeral)).toEqual([true, false]);
  await page.ask({ do: "dismiss", channelId, messageId });
  await again.wait((all) => all.find((one) => one.event === "gone" && one.messageId === messageId));
  expect(ada.messages("#general")).toHaveLength(1);
  expect(other.events.filter((one) => one.event === "message")).toHaveLength(1);
  expect(playground.problems).toEqual([]);
});

test("the page is told of the bot's coming and going, of its commands and direct messages", async () => {
  const { playground, ada, bot } = await stage({});
  const page = await openPage(playground, ada.user.id);
  const user = await bot.client.users.fetch(ada.user.id);
  await user.send("hello");
  await page.wait((all) => all.find((one) => one.event === "dm"));
  await bot.client.application.commands.set([{ name: "only", description: "x" }]);
  const told = await page.wait((all) => all.find((one) => one.event === "commands"));
  expect(told.event === "commands" && told.commands.map((command) => command.path)).toEqual(["only"]);
  await bot.stop();
  await page.wait((all) => all.find((one) => one.event === "bot" && !one.online));
});

test("what cannot be sent is answered with a sentence, and nonsense does not end the playground", async () => {
  const playground = await startPlayground();
  onTestFinished(() => playground.close());
  const page = await openPage(playground, playground.world.people[0]?.id ?? "");
  const channelId = page.state.guilds[0]?.channels[0]?.id ?? "";
  expect((await page.ask({ do: "slash", channelId, path: "go", options: {} })).error).toContain(
    "is the bot running?",
  );
  expect((await page.ask({ do: "say", channelId: "1", content: "x" })).error).toContain("is in no channel 1");
  expect((await page.ask({ do: "say", channelId, content: " " })).error).toContain("cannot be empty");
  expect((await page.ask({ do: "dance", channelId } as unknown as Ask)).error).toContain(
    "does not know this request",
  );
  expect((await page.ask({ do: "slash", channelId } as unknown as Ask)).error).toBeDefined();
  const closed = new Promise((resolve) => page.socket.on("close", resolve));
  page.socket.send("nonsense");
  expect(await closed).toBe(1003);
});

test("another site in the browser cannot drive the page's socket", async () => {
  const playground = await startPlayground();
  onTestFinished(() => playground.close());
  const address = `${playground.url.replace("http", "ws")}page/socket?as=${playground.world.people[0]?.id}`;
  const attempt = (headers: Record<string, string>, url = address) =>
    new Promise((resolve) => {
      const socket = new WebSocket(url, { headers });
      socket.on("error", () => resolve("refused"));
      socket.on("message", () => {
        resolve("accepted");
        socket.terminate();
      });
      socket.on("close", (code) => resolve(code));
    });
  const { host, port } = new URL(playground.url);
  expect(await attempt({ origin: `http://${host}` })).toBe("accepted");
  expect(await attempt({ origin: `http://localhost:${port}`, host: `localhost:${port}` })).toBe("accepted");
  expect(await attempt({ origin: "https://evil.example" })).toBe("refused");
  expect(await attempt({ origin: "http://evil.example", host: "evil.example" })).toBe("refused");
  expect(await attempt({}, address.replace(/as=\d+/, "as=1"))).toBe(1008);
});

test("files of the page are served with types stripped, and nothing outside its folder", async () => {
  const folder = await mkdtemp(join(tmpdir(), "page-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, "index.html"), "<p>hello</p>");
  await writeFile(
    join(folder, "app.ts"),
    'import type { A } from "./a.ts";\nexport const one: number = 1;\n',
  );
  await writeFile(join(folder, "broken.ts"), "const = ;");
  const { world } = await startPlayground().then(async (playground) => {
    await playground.close();
    return playground;
  });
  const server = createServer((asked, answer) => void serveFile(world, asked.url ?? "/", answer, folder));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = typeof address === "object" ? address?.port : undefined;
  // fetch would tidy the path up before it is sent.
  const get = (path: string) =>
    new Promise<{ status: number | undefined; type: string | undefined; body: string }>((resolve, reject) => {
      request({ host: "127.0.0.1", port, path }, async (response) => {
        const chunks: Buffer[] = [];
        for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
        const type = response.headers["content-type"];
        resolve({ status: response.statusCode, type, body: Buffer.concat(chunks).toString() });
      })
        .on("error", reject)
        .end();
    });
  const warnings: string[] = [];
  const note = (warning: Error) => warnings.push(warning.name);
  process.on("warning", note);
  onTestFinished(() => void process.off("warning", note));

  expect(await get("/")).toEqual({ status: 200, type: "text/html; charset=utf-8", body: "<p>hello</p>" });
  const script = await get("/app.ts");
  expect(script).toMatchObject({ status: 200, type: "text/javascript; charset=utf-8" });
  expect(script.body).not.toMatch(/import|number/);
  expect(script.body).toContain("export const one");
  expect((await get("/broken.ts")).body).toMatch(/^throw new SyntaxError/);
  expect(await get("/vendor/preact/dist/preact.mjs")).toMatchObject({ status: 200 });
  const outside = [
    "/../index.ts",
    "/%2e%2e/index.ts",
    "/..%2findex.ts",
    "//etc/passwd",
    "/vendor/preact/../ws/index.js",
  ];
  for (const path of [
    ...outside,
    "/vendor/ws/index.js",
    "/vendor/preact/../../package.json",
    "/none.ts",
    "/%",
    "/\0",
  ]) {
    if (path.includes("\0")) continue;
    expect([path, (await get(path)).status]).toEqual([path, 404]);
  }
  expect(warnings).not.toContain("ExperimentalWarning");
});

test("a port that is taken is named", async () => {
  const playground = await startPlayground();
  onTestFinished(() => playground.close());
  const port = Number(new URL(playground.url).port);
  await expect(startPlayground({ port })).rejects.toThrow(`Port ${port} on 127.0.0.1 is already in use`);
});
