/** Listing and replacing commands. */
import { putCommands, type RegisteredCommand } from "./commands.ts";
import { discordError, invalidBody } from "./errors.ts";
import { ownApplication, type RestContext } from "./route-types.ts";
import { checkCommands } from "./validate-commands.ts";
import type { World } from "./world.ts";

/** The commands of a scope: global, or a guild's. */
export function listCommands(
  world: World,
  app: string | undefined,
  guildId: string | undefined,
  query: URLSearchParams,
): RegisteredCommand[] {
  ownApplication(world, app);
  const commands = world.commands.get(guildId ?? "") ?? [];
  // Discord leaves the localizations out unless they are asked for.
  return query.get("with_localizations") === "true" ? [...commands] : commands.map(withoutLocalizations);
}

function withoutLocalizations(command: RegisteredCommand): RegisteredCommand {
  const text = JSON.stringify(command, (key, value: unknown) =>
    key === "name_localizations" || key === "description_localizations" ? undefined : value,
  );
  return JSON.parse(text) as RegisteredCommand;
}

/** Puts new commands in the place of all of a scope. */
export function replaceCommands(
  context: RestContext,
  app: string | undefined,
  guildId: string | undefined,
  body: unknown,
): readonly RegisteredCommand[] {
  const { world } = context;
  ownApplication(world, app);
  if (guildId !== undefined && world.guilds.get(guildId)?.botPresent !== true)
    throw discordError("missingAccess");
  if (context.validate) {
    const mistakes = checkCommands(body);
    if (mistakes.length > 0) throw invalidBody(mistakes);
  }
  return putCommands(world, guildId, body as Record<string, unknown>[]);
}
