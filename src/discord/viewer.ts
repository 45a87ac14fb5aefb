import { type BaseInteraction, GuildMember, PermissionFlagsBits } from "discord.js";
import type { Viewer } from "../decks/access.ts";

/**
 * The person of an interaction, where they are. A server counts where the bot is a member of it: elsewhere it is
 * only an app of the person's own.
 */
export function viewerOf(interaction: BaseInteraction): Viewer {
  const { guildId, member, memberPermissions, user } = interaction;
  const here = guildId !== null && interaction.client.guilds.cache.has(guildId);
  if (!here || !member) return { userId: user.id, guildId: undefined, manages: false, roles: [] };
  return {
    userId: user.id,
    guildId,
    manages: memberPermissions?.has(PermissionFlagsBits.ManageGuild) ?? false,
    roles: member instanceof GuildMember ? [...member.roles.cache.keys()] : member.roles,
  };
}
