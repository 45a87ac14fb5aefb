/** What happens in the world, as the events that the gateway sends of it. */
import { apiChannel, apiMember, apiRoles, apiUser } from "./objects.ts";
import { findUser, isBotIn, type StoredMessage, type World } from "./world.ts";

/** Sends an event to those clients that are to have it. */
export type Dispatch = (type: string, data: unknown, guildId?: string) => void;

/** Tells the bot of what others do where it is a member. */
export function tellGateway(world: World, dispatch: Dispatch): void {
  world.onChange((event) => {
    if (event.kind === "gone") return tellGone(world, dispatch, event.stored);
    const guild = "guildId" in event ? world.guilds.get(event.guildId) : undefined;
    if (guild === undefined || !guild.botPresent) return;
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
