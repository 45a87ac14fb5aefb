/** Discord's own JSON shapes of people, channels and guilds, made from the world. */
import {
  type APIGuildMember,
  type APIRole,
  type APIUser,
  ApplicationFlags,
  ChannelType,
  type GatewayGuildCreateDispatchData,
  GatewayIntentBits,
  GuildMemberFlags,
  PermissionFlagsBits,
  type RoleFlags,
} from "discord-api-types/v10";
import type { Person } from "./protocol.ts";
import { snowflakeTime, stableId } from "./snowflake.ts";
import type { Channel, Guild, World } from "./world.ts";

const p = PermissionFlagsBits;
/** What `@everyone` may do: the part of Discord's default role that is about text. */
const everyone =
  p.ViewChannel |
  p.SendMessages |
  p.SendMessagesInThreads |
  p.CreatePublicThreads |
  p.EmbedLinks |
  p.AttachFiles |
  p.AddReactions |
  p.UseExternalEmojis |
  p.ReadMessageHistory |
  p.UseApplicationCommands |
  p.UseExternalApps;
/** What a bot has in a channel it is not a member of, and in direct messages. */
const guest = p.EmbedLinks | p.AttachFiles | p.MentionEveryone | p.UseExternalEmojis;

/** When everyone joined everything: the same at each start. */
const joinedAt = new Date(Date.UTC(2024, 0, 1)).toISOString();

export function apiUser(person: Person): APIUser {
  return {
    id: person.id,
    username: person.username,
    discriminator: person.bot ? "0000" : "0",
    global_name: person.bot ? null : person.globalName,
    avatar: null,
    ...(person.bot ? { bot: true } : {}),
  };
}

/** What a person may do in a guild, as the decimal bit set Discord sends. */
export function personPermissions(guild: Guild, personId: string): string {
  return String(guild.managers.has(personId) ? everyone | p.ManageGuild : everyone);
}

/** What the bot may do in a channel. */
export function botPermissions(channel: Channel): string {
  return String(channel.kind === "text" && channel.botPresent ? everyone : guest);
}

/** The id of the role that Discord makes for the bot when it is invited. */
function botRoleId(world: World, guild: Guild): string {
  return stableId("role", guild.id, world.applicationId);
}

/** All roles of a guild, the lowest first: @everyone, which has the guild's own id, the bot's, and the others. */
export function apiRoles(world: World, guild: Guild): APIRole[] {
  const role = (id: string, name: string, color: number, position: number): APIRole => ({
    id,
    name,
    color,
    colors: { primary_color: color, secondary_color: null, tertiary_color: null },
    position,
    hoist: false,
    managed: false,
    mentionable: false,
    permissions: String(everyone),
    icon: null,
    unicode_emoji: null,
    flags: 0 as RoleFlags,
  });
  const own = {
    ...role(botRoleId(world, guild), world.bot.username, 0, 1),
    managed: true,
    tags: { bot_id: world.bot.id },
  };
  return [
    role(guild.id, "@everyone", 0, 0),
    ...(guild.botPresent ? [own] : []),
    ...guild.roles.map(({ id, name, color }, index) => role(id, name, color, index + 2)),
  ];
}

export function apiMember(world: World, guild: Guild, person: Person): APIGuildMember {
  return {
    user: apiUser(person),
    nick: guild.nicknames.get(person.id) ?? null,
    avatar: null,
    banner: null,
    roles: person.bot
      ? [botRoleId(world, guild)]
      : guild.roles.filter((role) => role.members.has(person.id)).map((role) => role.id),
    joined_at: joinedAt,
    premium_since: null,
    deaf: false,
    mute: false,
    pending: false,
    flags: GuildMemberFlags.CompletedOnboarding,
    communication_disabled_until: null,
  };
}

/** A channel as `GET /channels/:id` answers. */
export function apiChannel(world: World, channel: Channel): Record<string, unknown> {
  const last = world.messages.get(channel.id)?.findLast((stored) => stored.ephemeralTo === undefined);
  const shared = { id: channel.id, last_message_id: last?.message.id ?? null, flags: 0 };
  if (channel.kind === "dm") {
    const recipient = world.people.find((person) => person.id === channel.recipientId);
    return {
      ...shared,
      type: ChannelType.DM,
      recipients: recipient === undefined ? [] : [apiUser(recipient)],
    };
  }
  const guild = world.guilds.get(channel.guildId ?? "");
  return {
    ...shared,
    type: ChannelType.GuildText,
    guild_id: channel.guildId,
    name: channel.name,
    position: guild?.channelIds.indexOf(channel.id) ?? 0,
    permission_overwrites: [],
    topic: channel.topic ?? null,
    nsfw: false,
    rate_limit_per_user: 0,
    parent_id: null,
    last_pin_timestamp: null,
  };
}

/** The channel as an interaction carries it: with what the person may do there. */
export function interactionChannel(
  world: World,
  channel: Channel,
  personId: string,
): Record<string, unknown> {
  const guild = world.guilds.get(channel.guildId ?? "");
  if (guild === undefined) return apiChannel(world, channel);
  return { ...apiChannel(world, channel), permissions: personPermissions(guild, personId) };
}

/** The guild as an interaction carries it. */
export function partialGuild(guild: Guild): Record<string, unknown> {
  return { id: guild.id, locale: "en-US", features: [] };
}

/** The guild as the gateway sends it after READY. */
export function guildCreate(world: World, guild: Guild): GatewayGuildCreateDispatchData {
  const created = {
    id: guild.id,
    name: guild.name,
    icon: null,
    splash: null,
    discovery_splash: null,
    banner: null,
    description: null,
    owner_id: [...guild.managers][0] ?? world.people[0]?.id ?? world.bot.id,
    region: "",
    afk_channel_id: null,
    afk_timeout: 300,
    verification_level: 0,
    default_message_notifications: 1,
    explicit_content_filter: 0,
    mfa_level: 0,
    nsfw_level: 0,
    premium_tier: 0,
    premium_progress_bar_enabled: false,
    preferred_locale: "en-US",
    system_channel_id: null,
    system_channel_flags: 0,
    rules_channel_id: null,
    public_updates_channel_id: null,
    safety_alerts_channel_id: null,
    vanity_url_code: null,
    application_id: null,
    max_members: 500_000,
    features: [],
    emojis: [],
    stickers: [],
    roles: apiRoles(world, guild),
    joined_at: joinedAt,
    large: false,
    unavailable: false,
    member_count: guild.members.size + 1,
    members: [apiMember(world, guild, world.bot)],
    channels: guild.channelIds.flatMap((id) => {
      const channel = world.channels.get(id);
      return channel === undefined ? [] : [apiChannel(world, channel)];
    }),
    threads: [],
    presences: [],
    voice_states: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
    hub_type: null,
  };
  return created as unknown as GatewayGuildCreateDispatchData;
}

/** The bot's application as `/applications/@me` answers. */
export function apiApplication(world: World): Record<string, unknown> {
  return {
    id: world.applicationId,
    name: world.bot.username,
    icon: null,
    description: "",
    bot_public: true,
    bot_require_code_grant: false,
    verify_key: "0".repeat(64),
    flags: applicationFlags(world),
    bot: apiUser(world.bot),
    approximate_guild_count: [...world.guilds.values()].filter((guild) => guild.botPresent).length,
    integration_types_config: { "0": {}, "1": {} },
  };
}

/** "Has at least one global command", and the privileged intents granted to a bot in few servers. */
export function applicationFlags({ privilegedIntents }: World): number {
  const granted = (intent: GatewayIntentBits, flag: ApplicationFlags) =>
    (privilegedIntents & intent) === 0 ? 0 : flag;
  return (
    ApplicationFlags.ApplicationCommandBadge |
    granted(GatewayIntentBits.GuildMembers, ApplicationFlags.GatewayGuildMembersLimited) |
    granted(GatewayIntentBits.GuildPresences, ApplicationFlags.GatewayPresenceLimited) |
    granted(GatewayIntentBits.MessageContent, ApplicationFlags.GatewayMessageContentLimited)
  );
}

/** The session start of a time stamp made from an id: ISO 8601 as Discord writes it. */
export function createdAt(id: string): string {
  return new Date(snowflakeTime(id)).toISOString().replace("Z", "000+00:00");
}
