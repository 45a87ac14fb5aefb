/** Discord's own JSON shapes of people, channels and guilds, made from the world. */
import {
  type APIGuildMember,
  type APIOverwrite,
  type APIRole,
  type APIUser,
  ApplicationFlags,
  ChannelType,
  type GatewayGuildCreateDispatchData,
  GatewayIntentBits,
  GuildMemberFlags,
  OverwriteType,
  type RoleFlags,
} from "discord-api-types/v10";
import { everyonesPermissions, permissionsIn } from "./permissions.ts";
import type { Person } from "./protocol.ts";
import { snowflakeTime } from "./snowflake.ts";
import type { Channel, Guild, World } from "./world.ts";

/** When everyone joined everything: the same at each start. */
export const firstJoinedAt: string = new Date(Date.UTC(2024, 0, 1)).toISOString();

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

/** What somebody may do in a channel, as the decimal bit set Discord sends. */
export function apiPermissions(world: World, channel: Channel, userId: string): string {
  return String(permissionsIn(world, channel, userId));
}

/** All roles of a guild, the lowest first: @everyone, which has the guild's own id, and the others, the bot's among them. */
export function apiRoles(world: World, guild: Guild): APIRole[] {
  const { botRole, botPresent } = guild;
  const role = (id: string, name: string, color: number, permissions: bigint): Omit<APIRole, "position"> => ({
    id,
    name,
    color,
    colors: { primary_color: color, secondary_color: null, tertiary_color: null },
    hoist: false,
    managed: false,
    mentionable: false,
    permissions: String(permissions),
    icon: null,
    unicode_emoji: null,
    flags: 0 as RoleFlags,
  });
  const own = {
    ...role(botRole.id, world.bot.username, 0, botRole.permissions),
    managed: true,
    tags: { bot_id: world.bot.id },
  };
  const others = guild.roles.map(({ id, name, color }) => role(id, name, color, everyonesPermissions));
  const ranked = botPresent ? others.toSpliced(botRole.above, 0, own) : others;
  return [role(guild.id, "@everyone", 0, guild.everyone), ...ranked].map((one, position) => ({
    ...one,
    position,
  }));
}

export function apiMember(guild: Guild, person: Person): APIGuildMember {
  return {
    user: apiUser(person),
    nick: guild.nicknames.get(person.id) ?? null,
    avatar: null,
    banner: null,
    roles: person.bot
      ? [guild.botRole.id]
      : guild.roles.filter((role) => role.members.has(person.id)).map((role) => role.id),
    joined_at: person.bot ? guild.botJoinedAt : firstJoinedAt,
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
  const shared = { id: channel.id, last_message_id: world.messages.lastId(channel.id) ?? null, flags: 0 };
  if (channel.kind === "dm") {
    const recipient = world.peopleById.get(channel.recipientId ?? "");
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
    permission_overwrites: apiOverwrites(guild, channel),
    topic: channel.topic ?? null,
    nsfw: false,
    rate_limit_per_user: 0,
    parent_id: null,
    last_pin_timestamp: null,
  };
}

function apiOverwrites(guild: Guild | undefined, { botOverwrite: { allow, deny } }: Channel): APIOverwrite[] {
  if (guild === undefined || !guild.botPresent || (allow | deny) === 0n) return [];
  return [{ id: guild.botRole.id, type: OverwriteType.Role, allow: String(allow), deny: String(deny) }];
}

/** The channel as an interaction carries it: with what the person and the bot may do there. */
export function interactionChannel(
  world: World,
  channel: Channel,
  personId: string,
): Record<string, unknown> {
  if (channel.kind === "dm") return apiChannel(world, channel);
  return {
    ...apiChannel(world, channel),
    permissions: apiPermissions(world, channel, personId),
    app_permissions: apiPermissions(world, channel, world.bot.id),
  };
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
    joined_at: guild.botJoinedAt,
    large: false,
    unavailable: false,
    member_count: guild.members.size + 1,
    members: [apiMember(guild, world.bot)],
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
