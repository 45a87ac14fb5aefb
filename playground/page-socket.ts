/** One connection of the page: it acts for one person, and is sent what that person sees. */
import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import type { WebSocket } from "ws";
import {
  askChoices,
  type ClientContext,
  chooseInSelect,
  dismiss,
  failureText,
  ownChannel,
  pressButton,
  say,
  submitModal,
  useCommand,
  useMenu,
  visibleMessage,
} from "./client.ts";
import type { OptionValues } from "./command-data.ts";
import { pageCommands } from "./commands.ts";
import { CannotSend } from "./errors.ts";
import { fromPage } from "./files.ts";
import type { Interaction } from "./interaction-state.ts";
import { closeModal, type FieldValue, openModalOf } from "./modals.ts";
import { deleteMessage } from "./moderation.ts";
import type {
  PageEvent,
  PageFieldValue,
  PageMessage,
  PageOptionValue,
  PageRequest,
  PageState,
  Person,
} from "./protocol.ts";
import {
  seesChannel,
  seesMessage,
  toPageChannel,
  toPageGuild,
  toPageMessage,
  visibleMessages,
} from "./visibility.ts";
import { dmChannel, type World, type WorldEvent } from "./world.ts";

/** Messages of each channel that a page is sent when it connects. */
const shownMessages = 200;

/**
 * Whether a WebSocket comes from the playground's own page. Another site open in the same browser can connect to
 * this address too, but not without its own Origin, nor, by a name of its own that it points here, without its Host.
 */
export function isOwnPage(request: IncomingMessage, host: string): boolean {
  const asked = request.headers.host ?? "";
  const name = asked.replace(/:\d+$/, "");
  // An address in figures cannot have been pointed here by somebody else's name server.
  const isAddress = isIP(name.replace(/^\[|\]$/g, "")) !== 0;
  if (!isAddress && name !== "localhost" && name !== host) return false;
  return request.headers.origin === undefined || request.headers.origin === `http://${asked}`;
}

/** Serves a page that acts for `person` until the connection ends. */
export function connectPage(
  context: ClientContext,
  online: () => boolean,
  socket: WebSocket,
  person: Person,
): void {
  const { world } = context;
  const send = (event: PageEvent) => {
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(event));
  };
  let seen = channelsSeen(world, person);
  const stop = world.onChange((event) => {
    const before = seen;
    if ("guildId" in event) seen = channelsSeen(world, person);
    // Of channels that come into sight, such as those of a guild one has joined, the page has no messages.
    const isNew = [...seen].some((id) => !before.has(id));
    const isOut = "guildId" in event && world.guilds.get(event.guildId)?.members.has(person.id) !== true;
    if (isNew || (isOut && seen.size < before.size)) {
      send({ event: "state", state: pageState(world, person, online()) });
    } else for (const told of toPageEvents(world, person, event)) send(told);
  });
  socket.on("error", () => {});
  socket.on("close", stop);
  socket.on("message", (raw) => {
    const request = parse(String(raw));
    if (request === undefined) return socket.close(1003, "Send JSON as playground/protocol.ts has it.");
    void carryOut(context, person, request).then((answer) =>
      send({ event: "answer", id: request.id, ...answer }),
    );
  });
  send({ event: "state", state: pageState(world, person, online()) });
}

type Answer = Omit<Extract<PageEvent, { event: "answer" }>, "event" | "id">;

async function carryOut(context: ClientContext, person: Person, request: PageRequest): Promise<Answer> {
  try {
    if (request.do === "closeModal") {
      closeModal(context.world, person.id, request.modalId);
      return {};
    }
    if (request.do === "submit") {
      const modal = openModalOf(context.world, person.id, request.modalId);
      const values = Object.entries(request.values).map(
        ([name, value]) => [name, fieldValue(value)] as const,
      );
      return await answered(submitModal(context, person, modal, Object.fromEntries(values)));
    }
    return await carryOutIn(context, person, request);
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

/** Those requests that name the channel they are for. */
async function carryOutIn(
  context: ClientContext,
  person: Person,
  request: Exclude<PageRequest, { do: "submit" | "closeModal" }>,
): Promise<Answer> {
  const channel = ownChannel(context.world, person, request.channelId);
  switch (request.do) {
    case "slash":
      return answered(useCommand(context, person, channel, request.path, optionValues(request.options)));
    case "autocomplete": {
      const options = optionValues(request.options);
      return answered(askChoices(context, person, channel, request.path, options, request.focused));
    }
    case "menu":
      return answered(
        useMenu(context, person, channel, request.commandId, menuTarget(context.world, request)),
      );
    case "press":
      return answered(pressButton(context, person, channel.id, request.messageId, request.customId));
    case "select": {
      const { messageId, customId, values } = request;
      return answered(chooseInSelect(context, person, channel.id, messageId, customId, values));
    }
    case "say":
      say(context, person, channel, request.content, (request.files ?? []).map(fromPage));
      return {};
    case "delete": {
      const stored = visibleMessage(context.world, person, channel.id, request.messageId);
      deleteMessage(context.world, person, channel, stored);
      return {};
    }
    case "dismiss":
      dismiss(context.world, person, channel.id, request.messageId);
      return {};
    default:
      return { error: "The playground does not know this request; reload the page." };
  }
}

/** Whether a context menu was opened on a person or a message is told by the command. */
function menuTarget(
  world: World,
  { commandId, targetId }: { readonly commandId: string; readonly targetId: string },
): { readonly userId: string } | { readonly messageId: string } {
  const command = [...world.commands.values()].flat().find((one) => one.id === commandId);
  if (command === undefined) throw new CannotSend("This command is not there any more.");
  return command.type === 2 ? { userId: targetId } : { messageId: targetId };
}

function optionValues(options: Readonly<Record<string, PageOptionValue>>): OptionValues {
  const given = Object.entries(options);
  return Object.fromEntries(
    given.map(([name, value]) => [name, typeof value === "object" ? fromPage(value) : value]),
  );
}

function fieldValue(value: PageFieldValue): FieldValue {
  if (typeof value !== "object") return value;
  return value.every((one) => typeof one === "string") ? value : value.map(fromPage);
}

async function answered(interaction: Interaction): Promise<Answer> {
  if (!(await interaction.acknowledged.promise)) return { error: failureText(interaction) };
  return interaction.choices === undefined ? {} : { choices: interaction.choices };
}

function parse(text: string): PageRequest | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isRequest = typeof value === "object" && value !== null && "id" in value && "do" in value;
    return isRequest ? (value as PageRequest) : undefined;
  } catch {
    return undefined;
  }
}

function toPageEvents(world: World, person: Person, event: WorldEvent): PageEvent[] {
  switch (event.kind) {
    case "message": {
      const { stored } = event;
      if (!seesMessage(world, stored, person.id)) return [];
      return [{ event: "message", channelId: stored.channelId, message: toPageMessage(stored) }];
    }
    case "gone":
      // An id alone tells nothing, and a page does not mind one it never had.
      return [{ event: "gone", channelId: event.stored.channelId, messageId: event.stored.message.id }];
    case "commands":
      return [{ event: "commands", commands: pageCommands(world) }];
    case "bot":
      return [{ event: "bot", online: event.online }];
    case "modal": {
      const { id, title, customId, components, channelId, personId } = event.modal;
      if (personId !== person.id) return [];
      return [{ event: "modal", modal: { id, title, customId, components, channelId } }];
    }
    case "modalClosed":
      return event.personId === person.id ? [{ event: "modalClosed", modalId: event.modalId }] : [];
    case "member":
    case "guild":
    case "roles":
    case "channel":
    case "channelGone": {
      const guild = world.guilds.get(event.guildId);
      if (guild === undefined || !guild.members.has(person.id)) return [];
      return [{ event: "guild", guild: toPageGuild(world, guild, person.id) }];
    }
    case "dm": {
      const channel = world.channels.get(event.channelId);
      if (channel === undefined || channel.recipientId !== person.id) return [];
      return [{ event: "dm", channel: toPageChannel(world, channel) }];
    }
  }
}

/** The ids of the guild channels a person is in. */
function channelsSeen(world: World, { id }: Person): ReadonlySet<string> {
  const channels = [...world.channels.values()];
  return new Set(
    channels.filter((one) => one.kind === "text" && seesChannel(world, one, id)).map((one) => one.id),
  );
}

function pageState(world: World, person: Person, botOnline: boolean): PageState {
  const messages: Record<string, readonly PageMessage[]> = {};
  for (const channel of world.channels.values()) {
    if (!seesChannel(world, channel, person.id)) continue;
    messages[channel.id] = visibleMessages(world, channel.id, person.id)
      .slice(-shownMessages)
      .map(toPageMessage);
  }
  const dm = dmChannel(world, person.id);
  return {
    you: person,
    people: world.people,
    bot: world.bot,
    users: Object.fromEntries([...world.people, world.bot].map((user) => [user.id, user])),
    guilds: [...world.guilds.values()]
      .filter((guild) => guild.members.has(person.id))
      .map((guild) => toPageGuild(world, guild, person.id)),
    dms: dm === undefined ? [] : [toPageChannel(world, dm)],
    messages,
    commands: pageCommands(world),
    botOnline,
  };
}
