import {
  type Client,
  Events,
  GatewayDispatchEvents,
  GatewayOpcodes,
  type GatewayReceivePayload,
} from "discord.js";
import type { Departures } from "../account/departures.ts";

/**
 * Follows which servers the bot is in. From what the gateway itself says: what discord.js makes of it depends on what
 * it remembers, which a new session does not begin with.
 *
 * @param onError told where it could not be noted; the next session finds it out again
 */
export function watchGuilds(
  client: Client,
  { met, joined, left }: Departures,
  onError: (error: unknown) => void,
): void {
  const here = new Set<string>();
  let work = Promise.resolve();
  // One after the other, as they happened.
  const note = (step: () => Promise<void>) => {
    work = work.then(step).catch(onError);
  };
  // The type of discord.js says nothing of what this event brings.
  client.on(Events.Raw as string, (packet: GatewayReceivePayload) => {
    if (packet.op !== GatewayOpcodes.Dispatch) return;
    if (packet.t === GatewayDispatchEvents.Ready) {
      const ids = packet.d.guilds.map(({ id }) => id);
      const [shard, shards] = packet.d.shard ?? [0, 1];
      for (const id of ids) here.add(id);
      note(() => met(ids, (id) => Number((BigInt(id) >> 22n) % BigInt(shards)) === shard));
    } else if (packet.t === GatewayDispatchEvents.GuildCreate) {
      const { id } = packet.d;
      // Every session begins with one for each server.
      if (here.has(id)) return;
      here.add(id);
      note(() => joined(id));
    } else if (packet.t === GatewayDispatchEvents.GuildDelete && !packet.d.unavailable) {
      const { id } = packet.d;
      here.delete(id);
      note(() => left(id));
    }
  });
}
