import { type Guild, PermissionFlagsBits } from "discord.js";
import { UserError } from "../../user-error.ts";
import { viewerOf } from "../viewer.ts";
import { noRecapView, recapPage, recapView } from "../views/recap.ts";
import { chosenIn, type Sent, type SettingsPage } from "./settings-page.ts";

/** What it takes to post in a channel. */
const NEEDED = [PermissionFlagsBits.ViewChannel, PermissionFlagsBits.SendMessages];

/** @throws UserError where the bot can't post in a channel */
function checkChannel(guild: Guild | undefined, channelId: string): void {
  const channel = guild?.channels.cache.get(channelId);
  const { me } = guild?.members ?? {};
  if (channel && me && !channel.permissionsFor(me).has(NEEDED)) {
    throw new UserError(
      `I may not write in <#${channelId}>. Give me **View Channel** and **Send Messages** there, then choose it again; nothing was changed.`,
    );
  }
}

const guildOf = ({ client, guildId }: Sent) => client.guilds.cache.get(guildId ?? "");

/** The page of a server's weekly recap. */
export const recap: SettingsPage = {
  name: "recap",
  label: "Recap",
  async draw(settings, interaction, { recaps, deadline }) {
    const { guildId } = viewerOf(interaction);
    const next = guildId && (await recaps.schedule(guildId, settings, deadline));
    return recapPage(settings, settings.recap && next ? next : undefined);
  },
  verbs: {
    recap(sent) {
      const [channel] = chosenIn(sent);
      if (channel === undefined) return { recap: undefined, recapBarred: undefined };
      checkChannel(guildOf(sent), channel);
      return { recap: { channel, by: sent.user.id }, recapBarred: undefined };
    },
    async preview(sent, { recaps, library, respond, deadline }) {
      const { guildId } = viewerOf(sent);
      if (!guildId) return {};
      const scene = await recaps.preview(guildId, await library.settings(guildId, deadline));
      await respond.tell(scene ? recapView(scene) : noRecapView());
      return undefined;
    },
  },
};
