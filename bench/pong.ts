/**
 * The floor: an empty bot on discord.js that answers every button with the same message, of the size of a card.
 *
 * Its client is Flashback's own, so that what is compared is what Flashback adds. With BENCH_SAVES it also asks Redis for
 * something and writes something to it, on disk, before it answers: the least that can be called saving.
 */
import { createClient } from "../src/discord/client.ts";
import { PACES } from "../src/discord/pace.ts";

const BUTTONS = ["Undo", "Skip", "Stop"].map((label) => ({
  type: 2,
  style: 2,
  label,
  custom_id: `p1:${label}:123456789012345678:abcdefgh:1`,
}));

/** Flag 32768: Components V2. As plain as the views' bodies, and as long as the front of a card. */
const BODY = {
  flags: 32_768,
  components: [
    {
      type: 17,
      accent_color: 0x5865f2,
      components: [
        { type: 10, content: "-# **Losses** · ▰▰▰▱▱▱▱▱▱▱ 3 of 10 · new" },
        {
          type: 10,
          content: "## What does mean absolute error (MAE) measure, and what is its advantage over MSE?",
        },
        { type: 10, content: "-# #regression" },
        {
          type: 1,
          components: [
            { ...BUTTONS[0], style: 1, label: "Show answer" },
            { ...BUTTONS[1], label: "Hint" },
          ],
        },
        { type: 1, components: BUTTONS },
      ],
    },
  ],
} as const;

const store = process.env.BENCH_SAVES ? await connect() : undefined;

/** Imported only where it is needed: the empty bot's start-up is measured too. */
async function connect() {
  const { connectStore } = await import("../src/store/connection.ts");
  return await connectStore(process.env.REDIS_URL ?? "");
}

const client = createClient(process.env.DISCORD_API_URL ?? "", PACES.bot.client);
// An answer that fails ends the process, and so the bench: it would look fast.
client.on("interactionCreate", async (interaction) => {
  if (!interaction.isButton()) return;
  if (store) {
    const key = `bench:${interaction.user.id}`;
    await store.get(key);
    await store.set(key, interaction.id);
  }
  await interaction.update(BODY as Parameters<typeof interaction.update>[0]);
});
client.once("clientReady", async ({ application, rest }) => {
  await rest.put(`/applications/${application.id}/commands`, {
    body: [{ type: 1, name: "ping", description: "Answers" }],
  });
});
process.once("SIGTERM", () => process.exit(0));
await client.login(process.env.DISCORD_TOKEN ?? "");
