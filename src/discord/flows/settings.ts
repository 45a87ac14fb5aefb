import type {
  AnySelectMenuInteraction,
  ButtonInteraction,
  ChatInputCommandInteraction,
  ModalSubmitInteraction,
} from "discord.js";
import type { GuildSettings } from "../../store/settings.ts";
import { UserError } from "../../user-error.ts";
import type { Context } from "../command.ts";
import { readToken, SETTINGS_PREFIX, token } from "../custom-id.ts";
import { keeping, reopen } from "../keeping.ts";
import { viewerOf } from "../viewer.ts";
import { zoneForm } from "../views/forms.ts";
import { whichZoneView } from "../views/me.ts";
import { unknownButtonView } from "../views/notes.ts";
import { clockPage, decksPage, quizzesPage, serverView } from "../views/settings.ts";
import { recap } from "./recap.ts";
import { rewards } from "./rewards.ts";
import { chosenIn, type Person, type Sent, type SettingsPage } from "./settings-page.ts";

const quizzes: SettingsPage = {
  name: "quizzes",
  label: "Quizzes",
  async draw(settings, interaction, { library, deadline }) {
    const viewer = viewerOf(interaction);
    const decks = await library.list(viewer, deadline);
    const here = decks.filter(
      ({ owner }) => owner.kind === "builtin" || (owner.kind === "server" && owner.id === viewer.guildId),
    );
    return quizzesPage(settings, here, library.standardDeck);
  },
  verbs: {
    private: ({ customId }) => ({ quizzesPrivate: readToken(customId).args[0] === "on" }),
    channels: (sent) => ({ publicChannels: chosenIn(sent) }),
    async deck(sent, { library, deadline }) {
      const [value] = chosenIn(sent);
      const viewer = viewerOf(sent);
      const info = value && (await library.open(viewer, value, deadline));
      if (!info || (info.owner.kind !== "builtin" && info.owner.id !== viewer.guildId))
        throw new UserError("That deck can't be the default of this server.");
      return { defaultDeck: info.id === library.standardDeck ? undefined : info.id };
    },
  },
};

const decks: SettingsPage = {
  name: "decks",
  label: "Decks",
  draw: decksPage,
  verbs: {
    makers(sent) {
      const [value] = chosenIn(sent);
      return value === "managers" || value === "everyone" ? { deckMakers: value } : {};
    },
    role(sent) {
      const [value] = chosenIn(sent);
      return { deckMakers: value ? { role: value } : "managers" };
    },
  },
};

const clock: SettingsPage = {
  name: "clock",
  label: "Time zone",
  draw: (settings, _, { reminding }) => clockPage(settings, reminding.timeIn(settings.zone)),
  verbs: {
    async zone(sent, context) {
      const { reminding, respond } = context;
      if (sent.isButton()) {
        respond.hold();
        await respond.ask(await clockForm(sent, context));
        return undefined;
      }
      const typed = sent.isModalSubmit() ? sent.fields.getTextInputValue("zone") : (chosenIn(sent)[0] ?? "");
      const read = reminding.readZone(typed);
      if ("zone" in read) return { zone: read.zone };
      await respond.show(
        whichZoneView(SETTINGS_PREFIX, typed, read.closest, token(SETTINGS_PREFIX, "page", "clock")),
      );
      return undefined;
    },
  },
};

/** The form of the server's zone, with what was written before. */
async function clockForm(sent: ButtonInteraction, { library, deadline }: Context) {
  const [typed] = readToken(sent.customId).args;
  const { guildId } = viewerOf(sent);
  const { zone } = guildId ? await library.settings(guildId, deadline) : { zone: undefined };
  return zoneForm(SETTINGS_PREFIX, typed ?? zone, true);
}

const PAGES: readonly [SettingsPage, ...SettingsPage[]] = [quizzes, decks, clock, recap, rewards];

async function show(
  interaction: Person,
  page: SettingsPage,
  context: Context,
  known?: GuildSettings,
): Promise<void> {
  const { editing, library, deadline, respond } = context;
  const guildId = editing.managedGuild(viewerOf(interaction));
  const settings = known ?? (await library.settings(guildId, deadline));
  await respond.show(serverView(PAGES, page.name, await page.draw(settings, interaction, context)));
}

/** `/settings server` */
export const showSettings = (interaction: ChatInputCommandInteraction, context: Context): Promise<void> =>
  show(interaction, PAGES[0], context);

/** Does what a button, select or form of a page is for, and shows the page as it then is. */
async function act(sent: Sent, context: Context): Promise<void> {
  const { editing, respond, deadline } = context;
  const viewer = viewerOf(sent);
  const { verb } = readToken(sent.customId);
  const page = PAGES.find(({ verbs }) => Object.hasOwn(verbs, verb));
  if (!page) return await respond.tell(unknownButtonView());
  editing.managedGuild(viewer);
  const changes = await page.verbs[verb]?.(sent, context);
  if (!changes) return;
  await show(sent, page, context, await editing.changeSettings(viewer, changes, deadline));
}

/** The buttons. */
export async function pressSettings(interaction: ButtonInteraction, context: Context): Promise<void> {
  const { verb, args } = readToken(interaction.customId);
  if (verb === "again") return await reopen(interaction, context, () => zoneForm(SETTINGS_PREFIX, "", true));
  if (verb !== "page") return await act(interaction, context);
  await show(interaction, PAGES.find(({ name }) => name === args[0]) ?? PAGES[0], context);
}

/** The selects. */
export const selectSettings = (interaction: AnySelectMenuInteraction, context: Context): Promise<void> =>
  act(interaction, context);

/** The forms. */
export const submitSettings = (interaction: ModalSubmitInteraction, context: Context): Promise<void> =>
  keeping(interaction, context, () => act(interaction, context));
