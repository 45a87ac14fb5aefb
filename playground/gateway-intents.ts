/** Which events a client is sent: https://discord.com/developers/docs/events/gateway#gateway-intents */
import { GatewayIntentBits } from "discord-api-types/v10";

const intents = GatewayIntentBits;
/** Every intent there is. */
const known = Object.values(intents).reduce<number>(
  (bits, bit) => (typeof bit === "number" ? bits | bit : bits),
  0,
);
const privileged = intents.GuildMembers | intents.GuildPresences | intents.MessageContent;

/** The intent an event belongs to, in a guild and in direct messages; what is not here is always sent. */
const needed: Readonly<Record<string, { readonly guild: number; readonly direct?: number }>> = {
  GUILD_CREATE: { guild: intents.Guilds },
  GUILD_DELETE: { guild: intents.Guilds },
  GUILD_ROLE_UPDATE: { guild: intents.Guilds },
  CHANNEL_UPDATE: { guild: intents.Guilds },
  CHANNEL_DELETE: { guild: intents.Guilds },
  GUILD_MEMBER_ADD: { guild: intents.GuildMembers },
  GUILD_MEMBER_UPDATE: { guild: intents.GuildMembers },
  GUILD_MEMBER_REMOVE: { guild: intents.GuildMembers },
  MESSAGE_DELETE: { guild: intents.GuildMessages, direct: intents.DirectMessages },
};

/** Whether a client that asked for these intents is sent an event. */
export function receives(asked: number, type: string, inGuild: boolean): boolean {
  const intent = needed[type];
  if (intent === undefined) return true;
  return (asked & (inGuild ? intent.guild : (intent.direct ?? intent.guild))) !== 0;
}

/** Whether a value is a set of intents that exist. */
export function areIntents(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && (value & ~known) === 0;
}

/** Whether a client asks for a privileged intent that it has not been granted. */
export function oversteps(asked: number, granted: number): boolean {
  return (asked & privileged & ~granted) !== 0;
}
