import { GuildMember } from "discord.js";
import type { GuildSettings } from "../../store/settings.ts";
import { MILESTONES } from "../../study/streak.ts";
import { UserError } from "../../user-error.ts";
import { readToken } from "../custom-id.ts";
import { mayGive, roleBar } from "../roles.ts";
import { viewerOf } from "../viewer.ts";
import { rewardsPage } from "../views/rewards.ts";
import { chosenIn, type Person, type Sent, type SettingsPage } from "./settings-page.ts";

/** The role that was chosen; undefined for none. @throws UserError for one that this person could not give themselves */
function chosenRole(sent: Sent): string | undefined {
  const [role] = chosenIn(sent);
  if (role === undefined) return undefined;
  if (!(sent.member instanceof GuildMember) || !mayGive(sent.member, role)) {
    throw new UserError(
      `You can have me give the roles that you could give yourself: that takes the permission Manage Roles, and a role of yours above <@&${role}>.`,
    );
  }
  return role;
}

/** What keeps the bot from giving the roles that are chosen. */
function barsOf({ client, guildId }: Person, { milestoneRoles, firstRole }: GuildSettings) {
  const guild = client.guilds.cache.get(guildId ?? "");
  const roles = new Set([...milestoneRoles.values(), ...(firstRole ? [firstRole] : [])]);
  return new Map(
    [...roles].flatMap((role) => {
      const bar = guild && roleBar(guild, role);
      return bar ? [[role, bar] as const] : [];
    }),
  );
}

/** The page of roles that a server gives. */
export const rewards: SettingsPage = {
  name: "rewards",
  label: "Rewards",
  async draw(settings, interaction, { recaps, deadline }) {
    const { guildId } = viewerOf(interaction);
    const next = guildId && (await recaps.schedule(guildId, settings, deadline));
    const bars = barsOf(interaction, settings);
    return rewardsPage({ settings, bars, passesAt: settings.firstRole && next ? next : undefined });
  },
  verbs: {
    async milestone(sent, { library, deadline }) {
      const [number] = readToken(sent.customId).args;
      const days = MILESTONES.find((milestone) => String(milestone) === number);
      const { guildId } = viewerOf(sent);
      if (!days || !guildId) return {};
      const role = chosenRole(sent);
      const { milestoneRoles } = await library.settings(guildId, deadline);
      const changed = new Map(milestoneRoles);
      if (role) changed.set(days, role);
      else changed.delete(days);
      return { milestoneRoles: changed, refusedRole: undefined };
    },
    first: (sent) => ({ firstRole: chosenRole(sent), refusedRole: undefined }),
  },
};
