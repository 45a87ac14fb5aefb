/** What INTERACTION_CREATE carries: https://discord.com/developers/docs/interactions/receiving-and-responding */
import { apiMember, apiPermissions, apiUser, interactionChannel, partialGuild } from "./objects.ts";
import type { Person } from "./protocol.ts";
import { type Channel, findUser, isBotIn, type StoredMessage, type World } from "./world.ts";

export const interactionTypes = { command: 2, component: 3, autocomplete: 4, modal: 5 } as const;
export type InteractionKind = keyof typeof interactionTypes;

export interface PayloadParts {
  readonly id: string;
  readonly token: string;
  readonly kind: InteractionKind;
  readonly person: Person;
  readonly channel: Channel;
  readonly data: Record<string, unknown>;
  /** Of a component: the message it is on; of a modal: the one its component is on. */
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
          member: { ...apiMember(guild, person), permissions: apiPermissions(world, channel, person.id) },
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
    app_permissions: apiPermissions(world, channel, world.bot.id),
    entitlements: [],
    authorizing_integration_owners: integrationOwners(world, channel, person.id),
    context: guild === undefined ? 1 : 0,
    attachment_size_limit: world.fileLimit,
    ...(message === undefined ? {} : { message: message.message }),
  };
}

/** Who installed the app that is used here: "0" a guild ("0" in the bot's direct messages), "1" the person. */
function integrationOwners(world: World, channel: Channel, personId: string): Record<string, string> {
  if (channel.kind === "dm") return { "0": "0", "1": personId };
  return isBotIn(world, channel) && channel.guildId !== undefined
    ? { "0": channel.guildId }
    : { "1": personId };
}

/** A command as it was used. */
export interface UsedCommand {
  /** As typed without the slash and options, or the name in the context menu. */
  readonly path: string;
  /** 1 slash, 2 user, 3 message. */
  readonly type: number;
  /** Of a context menu: the message or person it was used on. */
  readonly targetId?: string;
}

interface MetadataParts extends Pick<PayloadParts, "id" | "kind" | "person" | "channel"> {
  readonly command?: UsedCommand;
  readonly sourceId?: string;
  /** Of a modal's submission: what is told of the interaction that opened it. */
  readonly openedBy?: Record<string, unknown>;
}

/** What a message tells of the interaction it came from; `originalId` for a follow-up: what it follows. */
export function interactionMetadata(
  world: World,
  { id, kind, person, channel, command, sourceId, openedBy }: MetadataParts,
  originalId: string | undefined,
): Record<string, unknown> {
  return {
    id,
    type: interactionTypes[kind],
    user: apiUser(person),
    authorizing_integration_owners: integrationOwners(world, channel, person.id),
    ...(command === undefined ? {} : commandMetadata(world, command)),
    ...(sourceId === undefined || kind !== "component" ? {} : { interacted_message_id: sourceId }),
    ...(openedBy === undefined ? {} : { triggering_interaction_metadata: openedBy }),
    ...(originalId === undefined ? {} : { original_response_message_id: originalId }),
  };
}

function commandMetadata(world: World, { path, type, targetId }: UsedCommand): Record<string, unknown> {
  const target = type === 2 ? findUser(world, targetId ?? "") : undefined;
  return {
    name: path,
    command_type: type,
    ...(target === undefined ? {} : { target_user: apiUser(target) }),
    ...(type === 3 ? { target_message_id: targetId } : {}),
  };
}
