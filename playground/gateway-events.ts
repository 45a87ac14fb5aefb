/** What happens in the world, as the events that the gateway sends of it. */
import { apiChannel, apiMember, apiRoles, apiUser, guildCreate } from "./objects.ts";
import { findUser, type Guild, isBotIn, type StoredMessage, type World, type WorldEvent } from "./world.ts";

type GuildChange = Extract<WorldEvent, { kind: "guild" }>["change"];

/** Sends an event to those clients that are to have it. */
export type Dispatch = (type: string, data: unknown, guildId?: string) => void;

/** Tells the bot of what others do where it is a member. */
export function tellGateway(world: World, dispatch: Dispatch): void {
  world.onChange((event) => {
    if (event.kind === "gone") return tellGone(world, dispatch, event.stored);
    const guild = "guildId" in event ? world.guilds.get(event.guildId) : undefined;
    if (guild === undefined) return;
    if (event.kind === "guild") return tellGuild(world, dispatch, guild, event.change);
    if (!guild.botPresent || !guild.available) return;
    const tell = (type: string, data: object) => dispatch(type, { ...data, guild_id: guild.id }, guild.id);
    switch (event.kind) {
      case "member": {
        const user = findUser(world, event.userId);
        if (user === undefined) return;
        if (event.change === "left") return tell("GUILD_MEMBER_REMOVE", { user: apiUser(user) });
        const type = event.change === "joined" ? "GUILD_MEMBER_ADD" : "GUILD_MEMBER_UPDATE";
        return tell(type, apiMember(guild, user));
      }
      case "roles":
        for (const role of apiRoles(world, guild)) {
          if (event.roleIds.includes(role.id)) tell("GUILD_ROLE_UPDATE", { role });
        }
        return;
      case "channel": {
        const channel = world.channels.get(event.channelId);
        if (channel !== undefined) tell("CHANNEL_UPDATE", apiChannel(world, channel));
        return;
      }
      case "channelGone":
        tell("CHANNEL_DELETE", apiChannel(world, event.channel));
    }
  });
}

function tellGuild(world: World, dispatch: Dispatch, guild: Guild, change: GuildChange): void {
  const { id } = guild;
  if (change === "botLeft") dispatch("GUILD_DELETE", { id }, id);
  else if (!guild.botPresent) return;
  else if (change === "unavailable") dispatch("GUILD_DELETE", { id, unavailable: true }, id);
  else dispatch("GUILD_CREATE", guildCreate(world, guild), id);
}

function tellGone(
  world: World,
  dispatch: Dispatch,
  { channelId, ephemeralTo, message }: StoredMessage,
): void {
  const channel = world.channels.get(channelId);
  if (channel === undefined || ephemeralTo !== undefined || !isBotIn(world, channel)) return;
  const { guildId } = channel;
  const data = { id: message.id, channel_id: channelId };
  dispatch("MESSAGE_DELETE", guildId === undefined ? data : { ...data, guild_id: guildId }, guildId);
}
