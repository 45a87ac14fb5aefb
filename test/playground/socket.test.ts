import { expect, onTestFinished, test } from "vitest";
import { WebSocket } from "ws";
import type { Playground } from "../../playground/index.ts";
import type { PageEvent, PageRequest } from "../../playground/protocol.ts";
import { stage, v2 } from "./bot.ts";

type Ask<T = PageRequest> = T extends unknown ? Omit<T, "id"> : never;
type Of<E extends PageEvent["event"]> = Extract<PageEvent, { event: E }>;

/** A connection of the page, as one person; ended with the test. */
async function connect(playground: Playground, as: string) {
  const socket = new WebSocket(`${playground.url.replace("http", "ws")}page/socket?as=${as}`);
  onTestFinished(() => socket.terminate());
  const events: PageEvent[] = [];
  const waiting = new Set<() => void>();
  socket.on("message", (raw) => {
    events.push(JSON.parse(String(raw)) as PageEvent);
    for (const check of [...waiting]) check();
  });
  const next = <E extends PageEvent["event"]>(kind: E, fits: (event: Of<E>) => boolean = () => true) =>
    new Promise<Of<E>>((resolve) => {
      const check = () => {
        const found = events.find((event): event is Of<E> => event.event === kind && fits(event as Of<E>));
        if (found === undefined) return;
        waiting.delete(check);
        resolve(found);
      };
      waiting.add(check);
      check();
    });
  let last = 0;
  const ask = async (what: Ask) => {
    last += 1;
    const id = last;
    socket.send(JSON.stringify({ ...what, id }));
    return next("answer", (answer) => answer.id === id);
  };
  const { state } = await next("state");
  return { events, next, ask, state };
}

const file = (name: string, data: string | Uint8Array) => ({
  name,
  contentType: "text/plain",
  data: Buffer.from(data).toString("base64"),
});
const commands = [
  {
    name: "import",
    description: "Import",
    options: [
      { type: 11, name: "file", description: "Which" },
      { type: 7, name: "where", description: "Where", channel_types: [0] },
    ],
  },
  { type: 3, name: "Save as card" },
  { type: 2, name: "Show progress" },
];

test("the page is told of roles, members, and commands of each kind", async () => {
  const { playground, ada, ben } = await stage({}, { commands });
  const page = await connect(playground, ada.user.id);
  const [guild] = page.state.guilds;
  expect(guild?.roles).toMatchObject([{ name: "Deck editors", color: 0x1abc9c }]);
  expect(guild?.memberIds).toContain(ben.user.id);
  expect(page.state.commands.map((command) => [command.kind, command.path])).toEqual([
    ["slash", "import"],
    ["message", "Save as card"],
    ["user", "Show progress"],
  ]);
  expect(page.state.commands[0]?.options[1]?.channelTypes).toEqual([0]);
  playground.setNickname("ben", "Study Hall", "Benny");
  await page.next("guild", (event) => event.guild.nicknames[ben.user.id] === "Benny");
  playground.leave("ben", "Study Hall");
  await page.next("guild", (event) => !event.guild.memberIds.includes(ben.user.id));
  playground.leave("ada", "Study Hall");
  await page.next("state", ({ state }) => state.guilds.every(({ name }) => name !== "Study Hall"));
});

test("a modal opens on the person's own pages, is refused with a sentence, and closes once it is taken", async () => {
  const texts: string[] = [];
  const { playground, ada, ben } = await stage({
    command: (interaction) =>
      interaction.showModal({
        title: "New card",
        custom_id: "card",
        components: [
          { type: 18, label: "Front", component: { type: 4, custom_id: "front", style: 1 } },
          { type: 18, label: "Notes", component: { type: 19, custom_id: "notes", required: false } },
        ],
      }),
    modal: async (interaction) => {
      const notes = interaction.fields.getUploadedFiles("notes", false)?.first();
      const text = notes === undefined ? "none" : await (await fetch(notes.url)).text();
      texts.push(`${interaction.fields.getTextInputValue("front")} ${text}`);
      return interaction.reply("saved");
    },
  });
  const page = await connect(playground, ada.user.id);
  const second = await connect(playground, ada.user.id);
  const other = await connect(playground, ben.user.id);
  const channelId = page.state.guilds[0]?.channels[0]?.id ?? "";
  expect(await page.ask({ do: "slash", channelId, path: "go", options: {} })).not.toHaveProperty("error");
  const { modal } = await page.next("modal");
  expect(modal).toMatchObject({ title: "New card", customId: "card", channelId });
  expect(modal.components).toMatchObject([
    { id: 1, type: 18, component: { id: 2, custom_id: "front" } },
    { id: 3, type: 18, component: { id: 4, custom_id: "notes" } },
  ]);
  await second.next("modal");

  const modalId = modal.id;
  expect(await page.ask({ do: "submit", modalId, values: {} })).toMatchObject({
    error: '"Front" is required.',
  });
  expect(await other.ask({ do: "submit", modalId, values: { front: "x" } })).toMatchObject({
    error: "This form is not open any more: do again what opened it.",
  });
  const values = { front: "Q", notes: [file("n.txt", "a²")] };
  expect(await page.ask({ do: "submit", modalId, values })).not.toHaveProperty("error");
  expect(await second.next("modalClosed")).toMatchObject({ modalId });
  expect(texts).toEqual(["Q a²"]);

  await page.ask({ do: "slash", channelId, path: "go", options: {} });
  const again = (await page.next("modal", (event) => event.modal.id !== modalId)).modal.id;
  expect(await page.ask({ do: "closeModal", modalId: again })).not.toHaveProperty("error");
  await second.next("modalClosed", (event) => event.modalId === again);
  expect(other.events.some((event) => event.event === "modal" || event.event === "modalClosed")).toBe(false);
  expect(playground.problems).toEqual([]);
});

test("selects, context menus, and files of messages and commands", async () => {
  const got: string[] = [];
  const { playground, ada, ben } = await stage(
    {
      command: async (interaction) => {
        const attached = interaction.options.getAttachment("file");
        got.push(`${attached?.name} ${(await (await fetch(attached?.url ?? "")).arrayBuffer()).byteLength}`);
        const { flags, components } = v2("Choose", ["Next"]);
        const select = { type: 3 as const, custom_id: "s", options: [{ label: "A", value: "a" }] };
        await interaction.reply({ flags, components: [...components, { type: 1, components: [select] }] });
      },
      select: (interaction) => {
        got.push(`${interaction.customId} ${interaction.values.join()}`);
        return interaction.update(v2("Chosen", ["Next"]));
      },
      messageMenu: (interaction) => {
        got.push(`${interaction.commandName} ${interaction.targetMessage.attachments.size}`);
        return interaction.reply("ok");
      },
      userMenu: (interaction) => {
        got.push(`${interaction.commandName} ${interaction.targetUser.username}`);
        return interaction.reply("ok");
      },
    },
    { commands },
  );
  const page = await connect(playground, ada.user.id);
  const channelId = page.state.guilds[0]?.channels[0]?.id ?? "";
  // More than a frame of the gateway may hold, and less than a file may.
  const options = { file: file("big.txt", new Uint8Array(9 * 1024 * 1024)) };
  expect(await page.ask({ do: "slash", channelId, path: "import", options })).not.toHaveProperty("error");
  const messageId = ada.last("#general").id;
  await page.ask({ do: "select", channelId, messageId, customId: "s", values: ["a"] });
  expect(await page.ask({ do: "select", channelId, messageId, customId: "s", values: ["a"] })).toMatchObject({
    error: "This select is not there any more.",
  });
  await page.ask({ do: "say", channelId, content: "", files: [file("n.txt", "x"), file("m.txt", "y")] });
  const said = ada.messages("#general").find((message) => message.author === "ada");
  expect(said?.files).toMatchObject([{ name: "n.txt", size: 1 }, { name: "m.txt" }]);
  const [, onMessage, onUser] = page.state.commands;
  await page.ask({ do: "menu", channelId, commandId: onMessage?.id ?? "", targetId: said?.id ?? "" });
  await page.ask({ do: "menu", channelId, commandId: onUser?.id ?? "", targetId: ben.user.id });
  expect(got).toEqual(["big.txt 9437184", "s a", "Save as card 2", "Show progress ben"]);
  expect(playground.problems).toEqual([]);
});

test("what is no file, too large or unknown is answered with a sentence", async () => {
  const { playground, ada } = await stage({}, { commands, playground: { world: { fileLimit: 10 } } });
  const page = await connect(playground, ada.user.id);
  const channelId = page.state.guilds[0]?.channels[0]?.id ?? "";
  const say = (...files: object[]) => page.ask({ do: "say", channelId, content: "", files: files as [] });
  expect((await say({ name: "a" })).error).toContain("needs a name and its data in base64");
  expect((await say(file("a.txt", "12345678901"))).error).toContain("too powerful: a.txt");
  expect((await say(file("a.txt", "1234567890"))).error).toBeUndefined();
  expect((await page.ask({ do: "menu", channelId, commandId: "1", targetId: "2" })).error).toContain(
    "not there any more",
  );
  const commandId = page.state.commands[1]?.id ?? "";
  expect((await page.ask({ do: "menu", channelId, commandId, targetId: "2" })).error).toContain(
    "The message 2 is not there any more",
  );
});
