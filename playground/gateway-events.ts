/** What happens in the world, as the events that the gateway sends of it. */
import { apiMember, apiUser } from "./objects.ts";
import { findUser, type World } from "./world.ts";

/** Sends an event to those clients that are to have it. */
export type Dispatch = (type: string, data: unknown, guildId?: string) => void;

/** Tells the bot of what others do where it is a member. */
export function tellGateway(world: World, dispatch: Dispatch): void {
  world.onChange((event) => {
    if (event.kind !== "member") return;
    const guild = world.guilds.get(event.guildId);
    const user = findUser(world, event.userId);
    if (guild === undefined || user === undefined || !guild.botPresent) return;
    const type = { joined: "GUILD_MEMBER_ADD", left: "GUILD_MEMBER_REMOVE", changed: "GUILD_MEMBER_UPDATE" }[
      event.change
    ];
    const data = event.change === "left" ? { user: apiUser(user) } : apiMember(world, guild, user);
    dispatch(type, { ...data, guild_id: guild.id }, guild.id);
  });
}
