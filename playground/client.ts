/** What Discord's client does for a person: sends what they may send, refuses the rest in a sentence. */
import { ComponentType } from "discord-api-types/v10";
import { commandData, messageMenuData, type OptionValues, userMenuData } from "./command-data.ts";
import { allComponents, type RawComponent } from "./components.ts";
import { CannotSend } from "./errors.ts";
import { checkHanded, type HandedFile, mostFiles } from "./files.ts";
import type { Interaction } from "./interaction-state.ts";
import type { Interactions } from "./interactions.ts";
import { createMessage, type MessageContext } from "./messages.ts";
import { closeModal, type FieldValues, type OpenModal, submissionData } from "./modals.ts";
import { may } from "./permissions.ts";
import type { Person } from "./protocol.ts";
import type { Place } from "./resolved.ts";
import { selectData, selectsOf } from "./selects.ts";
import { seesChannel, seesMessage } from "./visibility.ts";
import { type Channel, findMessage, removeMessage, type StoredMessage, type World } from "./world.ts";

export interface ClientContext {
  readonly world: World;
  readonly interactions: Interactions;
  readonly messages: MessageContext;
}

/** Styles of buttons that send nothing to the bot: link and premium. */
const silentStyles = new Set([5, 6]);

/** A channel by id, if this person is in it. */
export function seenChannel(world: World, person: Person, channelId: string): Channel {
  const channel = world.channels.get(channelId);
  if (channel === undefined || !seesChannel(world, channel, person.id)) {
    throw new CannotSend(`${person.username} is in no channel ${channel?.name ?? channelId}.`);
  }
  return channel;
}

/** A channel by id, if this person is in it and can do something there now. */
export function ownChannel(world: World, person: Person, channelId: string): Channel {
  const channel = seenChannel(world, person, channelId);
  const guild = world.guilds.get(channel.guildId ?? "");
  if (guild?.available === false) throw new CannotSend(`${guild.name} is not available at the moment.`);
  return channel;
}

/** Uses a slash command. */
export function useCommand(
  { world, interactions }: ClientContext,
  person: Person,
  channel: Channel,
  path: string,
  options: OptionValues,
): Interaction {
  const { data, command } = commandData({ world, channel, personId: person.id }, path, options);
  return interactions.start({ kind: "command", person, channel, data, command });
}

/** Asks for the choices of the option being typed. */
export function askChoices(
  { world, interactions }: ClientContext,
  person: Person,
  channel: Channel,
  path: string,
  options: OptionValues,
  focused: string,
): Interaction {
  const { data } = commandData({ world, channel, personId: person.id }, path, options, focused);
  return interactions.start({ kind: "autocomplete", person, channel, data });
}

/** Uses an entry of the context menu of a message or a person; `command` is its id or name. */
export function useMenu(
  context: ClientContext,
  person: Person,
  channel: Channel,
  command: string,
  target: { readonly messageId: string } | { readonly userId: string },
): Interaction {
  const { world, interactions } = context;
  const place: Place = { world, channel, personId: person.id };
  const used =
    "userId" in target
      ? userMenuData(place, command, target.userId)
      : messageMenuData(place, command, visibleMessage(world, person, channel.id, target.messageId));
  return interactions.start({ kind: "command", person, channel, ...used });
}

/** The buttons of a message, in reading order. */
export function buttonsOf(components: readonly RawComponent[]): RawComponent[] {
  return allComponents(components)
    .map(({ component }) => component)
    .filter((component) => component.type === ComponentType.Button);
}

/**
 * Presses a button by its custom id. A message that has changed since, so that the button is gone from it, is
 * pressed all the same: the person's screen was behind.
 */
export function pressButton(
  { world, interactions }: ClientContext,
  person: Person,
  channelId: string,
  messageId: string,
  customId: string,
): Interaction {
  const channel = ownChannel(world, person, channelId);
  const stored = visibleMessage(world, person, channelId, messageId);
  const components = (stored.message.components ?? []) as unknown as RawComponent[];
  const button = buttonsOf(components).find((one) => one.custom_id === customId);
  if (button?.disabled === true)
    throw new CannotSend(`The button "${button.label ?? customId}" is disabled.`);
  if (button !== undefined && silentStyles.has(button.style ?? 0)) {
    throw new CannotSend(`The button "${button.label ?? customId}" is a link: the bot hears nothing of it.`);
  }
  const data = {
    custom_id: customId,
    component_type: ComponentType.Button,
    ...(button?.id === undefined ? {} : { id: button.id }),
  };
  return interactions.start({ kind: "component", person, channel, data, message: stored });
}

/** Chooses values in a select by its custom id, which has to be there and enabled. */
export function chooseInSelect(
  { world, interactions }: ClientContext,
  person: Person,
  channelId: string,
  messageId: string,
  customId: string,
  values: readonly string[],
): Interaction {
  const channel = ownChannel(world, person, channelId);
  const message = visibleMessage(world, person, channelId, messageId);
  const selects = selectsOf((message.message.components ?? []) as unknown as RawComponent[]);
  const select = selects.find((one) => one.custom_id === customId);
  if (select === undefined) throw new CannotSend("This select is not there any more.");
  const data = selectData({ world, channel, personId: person.id }, select, values);
  return interactions.start({ kind: "component", person, channel, data, message });
}

/** Sends the data of a component or a modal as it is, as a client does that somebody tampered with. */
export function sendRaw(
  { world, interactions }: ClientContext,
  person: Person,
  kind: "component" | "modal",
  channelId: string,
  data: Record<string, unknown>,
  messageId: string | undefined,
): Interaction {
  const channel = ownChannel(world, person, channelId);
  const message =
    messageId === undefined ? {} : { message: visibleMessage(world, person, channelId, messageId) };
  return interactions.start({ kind, person, channel, data, ...message });
}

/** Submits a modal; once the bot has taken it, it closes. */
export function submitModal(
  { world, interactions }: ClientContext,
  person: Person,
  modal: OpenModal,
  values: FieldValues,
): Interaction {
  const channel = ownChannel(world, person, modal.channelId);
  const data = submissionData({ world, channel, personId: person.id }, modal, values);
  const { message: opened, openedBy } = modal;
  const message = findMessage(world, channel.id, opened?.message.id ?? "") ?? opened;
  const interaction = interactions.start({
    kind: "modal",
    person,
    channel,
    data,
    openedBy,
    ...(message === undefined ? {} : { message }),
  });
  void interaction.acknowledged.promise.then((taken) => {
    if (taken) closeModal(world, person.id, modal.id);
  });
  return interaction;
}

/** A message this person sees now; an error says that it is gone or somebody else's. */
export function visibleMessage(
  world: World,
  person: Person,
  channelId: string,
  messageId: string,
): StoredMessage {
  const stored = findMessage(world, channelId, messageId);
  if (stored === undefined) throw new CannotSend(`The message ${messageId} is not there any more.`);
  if (!seesMessage(world, stored, person.id))
    throw new CannotSend(`${person.username} cannot see this message.`);
  return stored;
}

/** Writes an ordinary message, with files where there are some. */
export function say(
  context: ClientContext,
  person: Person,
  channel: Channel,
  content: string,
  files: readonly HandedFile[] = [],
): StoredMessage {
  if (!may(context.world, channel, person.id, "SendMessages"))
    throw new CannotSend(`You do not have permission to send messages in #${channel.name}.`);
  const text = content.trim();
  if (text === "" && files.length === 0) throw new CannotSend("A message cannot be empty.");
  if (text.length > 2_000)
    throw new CannotSend(`A message has at most 2,000 characters, not ${text.length}.`);
  if (files.length > mostFiles) throw new CannotSend(`A message has at most ${mostFiles} files.`);
  for (const file of files) checkHanded(context.world, file);
  const uploads = files.map((file, index) => ({ ...file, index: String(index) }));
  return createMessage(context.messages, {
    channel,
    author: person,
    request: { body: { content: text }, uploads },
  });
}

/** Dismisses an ephemeral message. */
export function dismiss(world: World, person: Person, channelId: string, messageId: string): void {
  const stored = visibleMessage(world, person, channelId, messageId);
  if (stored.ephemeralTo === undefined)
    throw new CannotSend("Only messages that only you can see can be dismissed.");
  removeMessage(world, channelId, messageId);
}

/** What Discord's client shows when the bot did not answer in time. */
export function failureText(interaction: Interaction): string {
  if (interaction.kind === "component") return "This interaction failed";
  if (interaction.kind === "modal") return "Something went wrong. Try again.";
  return interaction.kind === "command" ? "The application did not respond" : "Loading options failed";
}
