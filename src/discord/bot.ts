import { once } from "node:events";
import { setTimeout as wait } from "node:timers/promises";
import { type Client, Events, Status } from "discord.js";
import type { Command, Services } from "./command.ts";
import { registerCommands } from "./registration.ts";
import { createRouter } from "./router.ts";

/** A bot that is connected. */
export interface Bot {
  /** What keeps it from answering people now; undefined when nothing does. */
  problem(): string | undefined;
  /**
   * Takes no more interactions, lets those in hand finish, and closes the connection.
   *
   * @param milliseconds how long to wait at most
   */
  stop(milliseconds: number): Promise<void>;
}

/**
 * Connects to Discord, registers the commands and answers interactions.
 *
 * @throws when Discord cannot be reached or refuses the token
 */
export async function startBot(
  client: Client,
  token: string,
  commands: readonly Command[],
  services: Omit<Services, "mention">,
): Promise<Bot> {
  const { log } = services;
  let ids: ReadonlyMap<string, string> = new Map();
  const mention = (name: string) => {
    const id = ids.get(name.split(" ", 1)[0] ?? name);
    return id === undefined ? `\`/${name}\`` : `</${name}:${id}>`;
  };
  const router = createRouter(commands, { ...services, mention });
  client.on(Events.Error, (error) => log.error({ err: error }, "the connection to Discord failed"));
  client.on(Events.Warn, (message) => log.warn(message));
  client.on(Events.ShardDisconnect, ({ code }) =>
    log.error({ code }, "Discord ended the connection for good"),
  );
  client.on(Events.ShardReconnecting, () => log.warn("lost the connection to Discord; trying again"));
  client.on(Events.ShardResume, () => log.info("took up the connection to Discord again"));
  client.on(Events.InteractionCreate, router.handle);
  const ready = once(client, Events.ClientReady) as Promise<[Client<true>]>;
  try {
    await client.login(token);
    const [connected] = await ready;
    ids = await registerCommands(
      connected,
      commands.map(({ definition }) => definition),
    );
    log.info({ user: connected.user.tag, guilds: connected.guilds.cache.size }, "ready");
  } catch (error) {
    await client.destroy();
    throw error;
  }
  return {
    problem: () =>
      client.ws.shards.every(({ status }) => status === Status.Ready)
        ? undefined
        : "not connected to Discord's gateway",
    async stop(milliseconds) {
      client.off(Events.InteractionCreate, router.handle);
      await Promise.race([router.idle(), wait(milliseconds)]);
      client.removeAllListeners(Events.ShardReconnecting).removeAllListeners(Events.ShardDisconnect);
      await client.destroy();
    },
  };
}
