import type { APIMessage } from "discord-api-types/v10";
import { apiUser } from "./objects.ts";
import type { RawMessage } from "./validate-message.ts";
import { findUser, type World } from "./world.ts";

/**
 * Who a text pings, after `allowed_mentions`: absent means everything that is written pings
 * (https://discord.com/developers/docs/resources/message#allowed-mentions-object). So does a reply.
 */
export function resolveMentions(
  world: World,
  text: string,
  allowed: RawMessage["allowed_mentions"],
  repliedTo?: APIMessage | null,
): Pick<APIMessage, "mentions" | "mention_roles" | "mention_everyone"> {
  const parses = (kind: string) => allowed == null || (allowed.parse?.includes(kind) ?? false);
  const ids = (pattern: RegExp) => [...new Set([...text.matchAll(pattern)].map((match) => match[1] ?? ""))];
  const users = ids(/<@!?(\d{17,19})>/g).filter((id) => parses("users") || allowed?.users?.includes(id));
  const roles = ids(/<@&(\d{17,19})>/g).filter((id) => parses("roles") || allowed?.roles?.includes(id));
  const replied = allowed == null || allowed.replied_user === true ? repliedTo?.author.id : undefined;
  if (replied !== undefined && !users.includes(replied)) users.push(replied);
  return {
    mentions: users.flatMap((id) => {
      const user = findUser(world, id);
      return user === undefined ? [] : [apiUser(user)];
    }),
    mention_roles: roles,
    mention_everyone: parses("everyone") && /@(everyone|here)\b/.test(text),
  };
}
