import { isDeepStrictEqual } from "node:util";
import {
  type APIApplicationCommand,
  type Client,
  type RESTPostAPIApplicationCommandsJSONBody,
  Routes,
} from "discord.js";

/**
 * Makes Discord's global commands those of this version: asks for them, compares, and puts them all in one request
 * only where they differ (there is a limit of 200 creations a day).
 *
 * @returns the commands' ids by name, for clickable mentions
 */
export async function registerCommands(
  client: Client<true>,
  definitions: readonly RESTPostAPIApplicationCommandsJSONBody[],
): Promise<ReadonlyMap<string, string>> {
  const route = Routes.applicationCommands(client.application.id);
  const there = (await client.rest.get(route)) as APIApplicationCommand[];
  const byName = new Map(there.map((command) => [command.name, command]));
  const same =
    there.length === definitions.length &&
    definitions.every((definition) => {
      const registered = byName.get(definition.name);
      return registered !== undefined && covers(registered, definition);
    });
  const now = same
    ? there
    : ((await client.rest.put(route, { body: definitions })) as APIApplicationCommand[]);
  return new Map(now.map(({ name, id }) => [name, id]));
}

/** Whether what Discord has says all that ours says. Discord adds fields, and leaves out what is false or empty. */
function covers(registered: unknown, ours: unknown): boolean {
  if (Array.isArray(ours)) {
    const list = registered ?? [];
    if (!Array.isArray(list) || list.length !== ours.length) return false;
    return ours.every((item, index) => covers(list[index], item));
  }
  if (typeof ours === "object" && ours !== null) {
    return Object.entries(ours).every(([key, value]) => {
      const other = (registered as Record<string, unknown> | undefined)?.[key];
      return value === undefined || (value === false && other === undefined) || covers(other, value);
    });
  }
  return isDeepStrictEqual(registered, ours);
}
