import { createHash } from "node:crypto";
import { type APIAttachment, type Attachment, AttachmentBuilder } from "discord.js";
import { expect, test } from "vitest";
import { imageSize } from "../../playground/image-size.ts";
import { codeOf, shown, stage } from "./bot.ts";

const commands = [
  {
    name: "import",
    description: "Import",
    contexts: [0, 1],
    integration_types: [0, 1],
    options: [
      { type: 11, name: "file", description: "Which", required: true, file_types: [] as string[] },
      { type: 3, name: "deck", description: "Where to", autocomplete: true },
    ],
  },
  { name: "go", description: "Do it", contexts: [0, 1], integration_types: [0, 1] },
];

/** Every byte there is, a few times, and a line's end. */
const bytes = Uint8Array.from({ length: 1_000 }, (_, index) => index % 256);
const hash = (data: Uint8Array) => createHash("sha256").update(data).digest("hex");
/** The head of a PNG of 640 × 480; no more of it is ever read here. */
const png = Uint8Array.from([
  ...[0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52],
  ...[0, 0, 2, 128, 0, 0, 1, 224, 8, 6, 0, 0, 0],
]);

test("a file of a slash command reaches the bot byte for byte", async () => {
  const got: Attachment[] = [];
  const hashes: string[] = [];
  const headers: unknown[] = [];
  const { ada, playground } = await stage(
    {
      command: async (interaction) => {
        const file = interaction.options.getAttachment("file", true);
        got.push(file);
        const answer = await fetch(file.url);
        headers.push(answer.headers.get("content-length"), answer.headers.get("content-type"));
        hashes.push(hash(new Uint8Array(await answer.arrayBuffer())));
        await interaction.reply("ok");
      },
    },
    { commands },
  );
  const file = { name: "my deck.csv", data: bytes };
  expect((await ada.slash("#general", "import", { file })).status).toBe("answered");
  await ada.slash("@bot", "import", { file: { name: "a.apkg", data: new Uint8Array() } });
  await ada.slash("#lounge", "import", { file: { name: "b.png", data: png, contentType: "image/png" } });
  expect(hashes).toEqual([hash(bytes), hash(new Uint8Array()), hash(png)]);
  expect(headers).toEqual([
    "1000",
    "text/csv; charset=utf-8",
    "0",
    "application/octet-stream",
    "29",
    "image/png",
  ]);
  expect(got[0]).toMatchObject({
    name: "my_deck.csv",
    title: "my deck",
    size: 1_000,
    contentType: "text/csv; charset=utf-8",
    ephemeral: true,
    width: null,
  });
  expect(got[1]).toMatchObject({ name: "a.apkg", contentType: null, size: 0 });
  expect(got[2]).toMatchObject({ width: 640, height: 480 });
  expect(got[0]?.url.startsWith(`${playground.url}attachments/`)).toBe(true);
  expect(playground.problems).toEqual([]);
});

test("files that are too large, nameless or none are refused before they are sent", async () => {
  const { ada, bot } = await stage(
    { command: (interaction) => interaction.reply("ok") },
    { commands, playground: { world: { fileLimit: 100 } } },
  );
  const send = (file: string | { name: string; data: Uint8Array }) =>
    ada.slash("#general", "import", { file });
  await expect(send({ name: "a.txt", data: new Uint8Array(101) })).rejects.toThrow(
    "Your files are too powerful: a.txt has",
  );
  await expect(send({ name: " ", data: new Uint8Array(1) })).rejects.toThrow("needs a name");
  await expect(send("a.txt")).rejects.toThrow("takes a file");
  await expect(ada.slash("#general", "import")).rejects.toThrow('needs the option "file"');
  const six = Array.from({ length: 11 }, () => ({ name: "a", data: new Uint8Array(1) }));
  await expect(ada.say("#general", "", six)).rejects.toThrow("at most 10 files");
  expect(bot.received).toEqual([]);
  expect((await send({ name: "a.txt", data: new Uint8Array(100) })).status).toBe("answered");
});

test("only files of the types that an option takes are sent", async () => {
  const typed = commands.map((command) => ({
    ...command,
    options: command.options?.map((option) =>
      "file_types" in option ? { ...option, file_types: ["image", ".csv"] } : option,
    ),
  }));
  const { ada, bot, playground } = await stage(
    { command: (interaction) => interaction.reply("ok") },
    { commands: typed },
  );
  const send = (name: string) => ada.slash("#general", "import", { file: { name, data: png } });
  await expect(send("a.exe")).rejects.toThrow("takes only files of these types: image, .csv");
  expect([(await send("a.CSV")).status, (await send("a.png")).status]).toEqual(["answered", "answered"]);
  const route = `/applications/${playground.world.applicationId}/commands` as const;
  const option = { type: 11, name: "file", description: "x", file_types: ["csv"] };
  const body = [{ name: "import", description: "x", options: [option] }];
  expect(await codeOf(bot.client.rest.put(route, { body }))).toBe(50035);
  expect(playground.problems).toHaveLength(1);
});

test("the bot is told the limit, and refused beyond it", async () => {
  const { ada, playground } = await stage(
    {
      command: async (interaction) => {
        const limit = interaction.attachmentSizeLimit;
        const file = (size: number) => new AttachmentBuilder(Buffer.alloc(size), { name: "a.bin" });
        const code = await codeOf(interaction.reply({ files: [file(limit + 1)] }));
        await interaction.reply({ content: `${limit} ${code}`, files: [file(limit)] });
      },
    },
    { playground: { world: { fileLimit: 200 } } },
  );
  const message = shown(await ada.slash("#general", "go"));
  expect(message).toMatchObject({ texts: "200 40005", files: [{ name: "a.bin", size: 200 }] });
  expect(playground.problems).toHaveLength(1);
});

test("autocompletion comes before the file is sent", async () => {
  const options: unknown[] = [];
  const { ada } = await stage(
    {
      autocomplete: (interaction) => {
        options.push(interaction.options.data.map((option) => option.name));
        return interaction.respond([{ name: "Losses", value: "losses" }]);
      },
    },
    { commands },
  );
  const file = { name: "a.csv", data: bytes };
  expect(await ada.autocomplete("#general", "import", "deck", { file, deck: "l" })).toHaveLength(1);
  expect(options).toEqual([["deck"]]);
});

test("people attach files to ordinary messages, and whoever sees them can download them", async () => {
  const { ada, ben } = await stage({});
  const said = await ben.say("#general", "", [
    { name: "a.bin", data: bytes },
    { name: "b.png", data: png },
  ]);
  const [first, second] = ada.last("#general").files;
  expect(said.files).toEqual(ada.last("#general").files);
  expect(first).toMatchObject({ name: "a.bin", size: 1_000, description: "" });
  expect(hash(await ada.download(first ?? { url: "" }))).toBe(hash(bytes));
  expect(second?.name).toBe("b.png");
  expect(said.message.attachments[1]).toMatchObject({ width: 640, height: 480, content_type: "image/png" });
  await expect(ada.download({ url: `${first?.url.split("?")[0]}x/y` })).rejects.toThrow("answered with 404");
  await expect(ben.say("#general", "  ")).rejects.toThrow("cannot be empty");
});

const shows = (...names: string[]) =>
  names.map((name) => ({ type: 13, file: { url: `attachment://${name}` } }));
const file = (name: string, data: Uint8Array = bytes) => ({ name, attachment: Buffer.from(data) });
const body = (...components: object[]) => ({ flags: 1 << 15, components: components as [] });

test("the bot's files are shown by components, with sizes and alt text", async () => {
  const { ada, bot, playground } = await stage({});
  const user = await bot.client.users.fetch(ada.user.id);
  const picture = { type: 12, items: [{ media: { url: "attachment://p.png" }, description: "A slope" }] };
  await user.send({
    ...body(picture, ...shows("a.txt")),
    files: [file("p.png", png), file("a.txt")],
  });
  const seen = ada.last("@bot");
  expect(seen.images).toMatchObject([{ description: "A slope" }]);
  expect(seen.files).toMatchObject([{ name: "a.txt", size: 1_000 }]);
  expect(seen.message.attachments).toEqual([]);
  expect(seen.message.components?.[0]).toMatchObject({
    items: [{ media: { width: 640, height: 480, content_type: "image/png" } }],
  });
  expect(hash(await ada.download(seen.images[0] ?? { url: "" }))).toBe(hash(png));
  expect(playground.problems).toEqual([]);
});

/** A message in ada's direct messages that shows a.txt and p.png, and a way to edit it without discord.js. */
async function withFiles() {
  const { ada, bot, playground } = await stage({});
  const user = await bot.client.users.fetch(ada.user.id);
  const sent = await user.send({
    ...body(...shows("p.png", "a.txt")),
    files: [file("p.png", png), file("a.txt")],
  });
  const route = `/channels/${sent.channelId}/messages/${sent.id}` as const;
  const edit = (what: object) => bot.client.rest.patch(route, { body: what });
  const url = ada.last("@bot").files.find((one) => one.name === "a.txt")?.url ?? "";
  return { ada, playground, sent, edit, kept: { id: url.split("/").at(-2) ?? "" } };
}

test("an edit leaves the files alone, or keeps those it lists", async () => {
  const { ada, playground, edit, kept } = await withFiles();
  await edit(body(...shows("a.txt", "p.png")));
  expect(ada.last("@bot").files.map((one) => one.name)).toEqual(["a.txt", "p.png"]);
  expect(await codeOf(edit({ attachments: [kept] }))).toBe(50035);
  expect(playground.problems.at(-1)).toContain("which this edit takes away");
  await edit({ ...body(...shows("a.txt")), attachments: [kept] });
  expect(ada.last("@bot").files.map((one) => one.name)).toEqual(["a.txt"]);
  expect(await codeOf(edit(body(...shows("p.png"))))).toBe(50035);
  expect(playground.problems).toHaveLength(2);
});

test("an edit adds files, or takes all of them away", async () => {
  const { ada, playground, sent, edit, kept } = await withFiles();
  await sent.edit({
    ...body(...shows("a.txt", "b.txt")),
    attachments: [kept as APIAttachment],
    files: [file("b.txt", png)],
  });
  expect(ada.last("@bot").files).toMatchObject([{ name: "a.txt" }, { name: "b.txt", size: png.length }]);
  const [before] = ada.last("@bot").files;
  await edit({ ...body({ type: 10, content: "none" }), attachments: [] });
  // Whoever still has the old version on screen can download what it shows.
  expect(hash(await ada.download(before ?? { url: "" }))).toBe(hash(bytes));
  expect(ada.last("@bot").files).toEqual([]);
  expect(await codeOf(edit(body(...shows("a.txt"))))).toBe(50035);
  expect(await codeOf(edit({ attachments: [{ id: "123456789012345678" }] }))).toBe(50035);
  expect(playground.problems.at(-1)).toContain("there is no file 123456789012345678");
  expect(playground.problems).toHaveLength(2);
});

test("an edit that lists attachments lists its new files too, and may change a description", async () => {
  const { ada, bot, playground } = await stage({});
  const user = await bot.client.users.fetch(ada.user.id);
  const sent = await user.send({
    files: [{ name: "a.txt", attachment: Buffer.from("a"), description: "old" }],
  });
  expect(ada.last("@bot").files).toMatchObject([{ name: "a.txt", size: 1, description: "old" }]);
  const route = `/channels/${sent.channelId}/messages/${sent.id}` as const;
  const [kept] = ada.last("@bot").message.attachments as [APIAttachment];
  const edit = (attachments: object[]) =>
    codeOf(
      bot.client.rest.patch(route, {
        body: { attachments },
        files: [{ name: "b.txt", data: Buffer.from("b"), key: "files[0]" }],
      }),
    );
  expect(await edit([{ id: kept.id }])).toBe(50035);
  expect(playground.problems[0]).toContain('the new file "b.txt" is not listed');
  expect(
    await edit([
      { id: kept.id, description: "new" },
      { id: "0", filename: "c.txt" },
    ]),
  ).toBe("no error");
  expect(ada.last("@bot").files).toMatchObject([{ name: "a.txt", description: "new" }, { name: "c.txt" }]);
});

test("a page uploaded as a file is not run as if it were the playground's", async () => {
  const { ben } = await stage({});
  const said = await ben.say("#general", "", [{ name: "a.html", data: Buffer.from("<script>1</script>") }]);
  const answer = await fetch(said.files[0]?.url ?? "");
  await answer.body?.cancel();
  expect(answer.headers.get("content-security-policy")).toContain("sandbox");
  expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
});

test("sizes of pictures, and nothing of what is cut short or none", () => {
  expect(imageSize(png)).toEqual({ width: 640, height: 480 });
  expect(imageSize(png.subarray(0, 20))).toBeUndefined();
  expect(imageSize(Buffer.from("GIF89a\x02\x01\x04\x00..", "latin1"))).toEqual({ width: 258, height: 4 });
  const jpeg = [0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xc0, 0, 11, 8, 0, 7, 0, 9, 1, 1];
  expect(imageSize(Uint8Array.from(jpeg))).toEqual({ width: 9, height: 7 });
  expect(imageSize(Uint8Array.from(jpeg.slice(0, 12)))).toBeUndefined();
  expect(imageSize(bytes)).toBeUndefined();
});
