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
  const same = isDeepStrictEqual(byName(there), byName(definitions));
  const now = same
    ? there
    : ((await client.rest.put(route, { body: definitions })) as APIApplicationCommand[]);
  return new Map(now.map(({ name, id }) => [name, id]));
}

const byName = (commands: readonly { readonly name: string }[]) =>
  new Map(commands.map((command) => [command.name, essence(command)]));

/** What Discord adds to a definition, and values that mean the same as their absence. */
const ADDED = new Set(["id", "application_id", "version", "guild_id", "default_permission", "dm_permission"]);
const isNothing = (value: unknown) =>
  value === undefined ||
  value === null ||
  value === false ||
  value === "" ||
  (Array.isArray(value) && value.length === 0);

/** What a definition says, however it is written: the same for ours and for Discord's account of it. */
function essence(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(essence);
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.entries(value).filter(([name, inner]) => !ADDED.has(name) && !isNothing(inner));
  return Object.fromEntries(fields.map(([name, inner]) => [name, essence(inner)]));
}
