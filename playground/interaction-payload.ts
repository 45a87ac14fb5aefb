/** What INTERACTION_CREATE carries: https://discord.com/developers/docs/interactions/receiving-and-responding */
import {
  apiMember,
  apiUser,
  botPermissions,
  interactionChannel,
  partialGuild,
  personPermissions,
} from "./objects.ts";
import type { Person } from "./protocol.ts";
import type { Channel, StoredMessage, World } from "./world.ts";

/** A file a bot may attach, in bytes: 10 MiB where nobody pays for more. */
const attachmentSizeLimit = 10 * 1024 * 1024;

export const interactionTypes = { command: 2, component: 3, autocomplete: 4 } as const;
export type InteractionKind = keyof typeof interactionTypes;

export interface PayloadParts {
  readonly id: string;
  readonly token: string;
  readonly kind: InteractionKind;
  readonly person: Person;
  readonly channel: Channel;
  readonly data: Record<string, unknown>;
  /** Of a component: the message it is on. */
  readonly message?: StoredMessage;
}

export function interactionPayload(world: World, parts: PayloadParts): Record<string, unknown> {
  const { id, token, kind, person, channel, data, message } = parts;
  const guild = world.guilds.get(channel.guildId ?? "");
  const locale = world.locales.get(person.id) ?? "en-US";
  const from =
    guild === undefined
      ? { user: apiUser(person) }
      : {
          guild: partialGuild(guild),
          guild_id: guild.id,
          guild_locale: "en-US",
          member: { ...apiMember(world, guild, person), permissions: personPermissions(guild, person.id) },
        };
  return {
    id,
    application_id: world.applicationId,
    type: interactionTypes[kind],
    token,
    version: 1,
    data,
    channel: interactionChannel(world, channel, person.id),
    channel_id: channel.id,
    ...from,
    locale,
    app_permissions: botPermissions(channel),
    entitlements: [],
    authorizing_integration_owners: integrationOwners(channel, person.id),
    context: guild === undefined ? 1 : 0,
    attachment_size_limit: attachmentSizeLimit,
    ...(message === undefined ? {} : { message: message.message }),
  };
}

/** Who installed the app that is used here: "0" a guild ("0" in the bot's direct messages), "1" the person. */
function integrationOwners(channel: Channel, personId: string): Record<string, string> {
  if (channel.kind === "dm") return { "0": "0", "1": personId };
  return channel.botPresent && channel.guildId !== undefined ? { "0": channel.guildId } : { "1": personId };
}

/** What a message tells of the interaction it came from; `originalId` for a follow-up: what it follows. */
export function interactionMetadata(
  { id, kind, person, channel, command, sourceId }: MetadataParts,
  originalId: string | undefined,
): Record<string, unknown> {
  return {
    id,
    type: interactionTypes[kind],
    user: apiUser(person),
    authorizing_integration_owners: integrationOwners(channel, person.id),
    ...(command === undefined ? {} : { name: command, command_type: 1 }),
    ...(sourceId === undefined ? {} : { interacted_message_id: sourceId }),
    ...(originalId === undefined ? {} : { original_response_message_id: originalId }),
  };
}

interface MetadataParts extends Pick<PayloadParts, "id" | "kind" | "person" | "channel"> {
  readonly command?: string;
  readonly sourceId?: string;
}
