/**
 * What the page knows, as plain data, and how an event from the server changes it. Nothing here touches the DOM or
 * the network.
 */
import type {
  PageChannel,
  PageEvent,
  PageGuild,
  PageMessage,
  PageModal,
  PageRole,
  PageState,
  Person,
} from "../protocol.ts";
import { afterArrival, afterState, isNewer, openChannel, type ReadMarks } from "./unread.ts";

/** A command that was sent and has produced no message yet. */
export interface PendingCommand {
  /** Unique on this page. */
  readonly key: number;
  readonly channelId: string;
  readonly path: string;
  /** Set once it failed: a sentence to show. */
  readonly error?: string;
}

/** A button that was pressed, or a select that was chosen in, and is waiting for its answer. */
interface Press {
  readonly customId: string;
  /** Unique on this page, so that a late answer to an older press changes nothing. */
  readonly key: number;
}

export interface Model {
  /** `lost`: there was a connection and it is being tried again. */
  readonly connection: "connecting" | "open" | "lost";
  readonly state?: PageState;
  /** The channel on screen. */
  readonly channelId?: string;
  /** By message id. */
  readonly presses: Readonly<Record<string, Press>>;
  /** By message id: why the last press there failed. */
  readonly failures: Readonly<Record<string, string>>;
  readonly pending: readonly PendingCommand[];
  readonly read: ReadMarks;
  /** Whether the newest message of the channel on screen is within sight; false until the channel has been drawn. */
  readonly atEnd: boolean;
  /** The message in the channel on screen above which "New messages" stands. */
  readonly firstNew?: string;
  /** A message that should be given the keyboard focus as soon as it has something to press. */
  readonly focusMessage?: string;
  /** The form the bot has opened for this person. */
  readonly modal?: PageModal;
  /** The message that was last pressed or chosen in, unless a command was used since: what a modal belongs to. */
  readonly operated?: string;
}

/** Messages kept of one channel; the oldest go first, as on the server. */
const keptMessages = 1_000;

export const emptyModel: Model = {
  connection: "connecting",
  presses: {},
  failures: {},
  pending: [],
  read: {},
  atEnd: false,
};

/** Every channel that this person sees: those of the servers in order, then direct messages. */
export function channelsOf(state: PageState): readonly PageChannel[] {
  return [...state.guilds.flatMap((guild) => guild.channels), ...state.dms];
}

/** The channel on screen, if it is known. */
export function currentChannel(model: Model): PageChannel | undefined {
  return model.state && channelsOf(model.state).find((channel) => channel.id === model.channelId);
}

/** The server of a channel; undefined for direct messages. */
export function guildOf(state: PageState, channel: PageChannel | undefined): PageGuild | undefined {
  return channel?.guildId === undefined ? undefined : state.guilds.find(({ id }) => id === channel.guildId);
}

/** What a person is called in a channel: by their nickname in its server, where they have one. */
export function nameIn(state: PageState, channel: PageChannel | undefined, person: Person): string {
  return guildOf(state, channel)?.nicknames[person.id] ?? person.globalName;
}

/** The colour of a person's name in a channel, by the highest of their roles that has one; undefined for none. */
export function nameColor(
  state: PageState,
  channel: PageChannel | undefined,
  personId: string,
): number | undefined {
  const roles = guildOf(state, channel)?.roles ?? [];
  return roles.findLast(({ color, memberIds }) => color !== 0 && memberIds.includes(personId))?.color;
}

/** A role by id, of any of the servers this person is in. */
export function roleOf(state: PageState, id: string): PageRole | undefined {
  return state.guilds.flatMap(({ roles }) => roles).find((one) => one.id === id);
}

/** A person by id, with Discord's own fields as the way out for an author the server did not list. */
export function personOf(
  state: PageState,
  user: {
    readonly id: string;
    readonly username: string;
    readonly global_name?: string | null;
    bot?: boolean;
  },
): Person {
  return (
    state.users[user.id] ?? {
      id: user.id,
      username: user.username,
      globalName: user.global_name ?? user.username,
      color: "#5865f2",
      bot: user.bot ?? false,
    }
  );
}

/**
 * The model after an event. Answers are not events of the model: whoever asked handles them.
 *
 * @param looking whether the person has the page before them, so that what arrives on screen counts as read
 */
export function applyEvent(model: Model, event: PageEvent, looking: boolean): Model {
  const changed = change(model, event);
  return event.event === "state" ? afterState(changed, looking) : afterArrival(changed, looking);
}

function change(model: Model, event: PageEvent): Model {
  if (event.event === "state") return withState(model, event.state);
  const { state } = model;
  if (state === undefined) return model;
  switch (event.event) {
    case "message":
      return withMessage(model, state, event.channelId, event.message);
    case "gone": {
      const left = (state.messages[event.channelId] ?? []).filter(
        ({ message }) => message.id !== event.messageId,
      );
      return withMessages(model, state, event.channelId, left);
    }
    case "commands":
      return { ...model, state: { ...state, commands: event.commands } };
    case "dm": {
      const dms = [event.channel, ...state.dms.filter(({ id }) => id !== event.channel.id)];
      return { ...model, state: { ...state, dms } };
    }
    case "guild":
      return withGuild(model, state, event.guild);
    case "bot":
      return { ...model, state: { ...state, botOnline: event.online } };
    case "modal":
      return { ...model, modal: event.modal };
    case "modalClosed":
      return withoutModal(model, event.modalId);
    case "answer":
      return model;
  }
}

function withGuild(model: Model, state: PageState, guild: PageGuild): Model {
  const next: PageState = {
    ...state,
    guilds: state.guilds.map((one) => (one.id === guild.id ? guild : one)),
  };
  const channels = channelsOf(next);
  const ids = new Set(channels.map(({ id }) => id));
  const messages = Object.fromEntries(Object.entries(state.messages).filter(([id]) => ids.has(id)));
  const changed = { ...model, state: { ...next, messages } };
  const instead = guild.channels[0] ?? channels[0];
  if (model.channelId === undefined || ids.has(model.channelId) || instead === undefined) return changed;
  return openChannel(changed, instead.id);
}

function withState(model: Model, state: PageState): Model {
  const channels = channelsOf(state);
  const kept = channels.find(({ id }) => id === model.channelId);
  const before = model.state && channelsOf(model.state).find(({ id }) => id === model.channelId);
  const instead = before?.kind === "dm" ? state.dms[0] : undefined;
  const channelId = (kept ?? instead ?? channels[0])?.id;
  const { focusMessage: _, modal, firstNew, atEnd, ...rest } = model;
  // A connection that was lost for a moment must not cost what was typed into a form.
  const isSame = state.you.id === model.state?.you.id;
  const open = modal !== undefined && isSame ? { modal } : {};
  // What is on screen stays drawn where it was; anything else has yet to say where it stands.
  const stays = isSame && channelId === model.channelId;
  const line = stays && firstNew !== undefined ? { firstNew } : {};
  const next: Model = {
    ...rest,
    ...open,
    ...line,
    atEnd: stays && atEnd,
    connection: "open",
    state,
    presses: {},
    failures: {},
    pending: [],
  };
  return channelId === undefined ? next : { ...next, channelId };
}

/** The model without a modal, if that is the one that is open; the message it belongs to may have the focus again. */
export function withoutModal(model: Model, modalId: string): Model {
  if (model.modal?.id !== modalId) return model;
  const { modal: _, operated, ...rest } = model;
  return operated === undefined ? rest : { ...rest, focusMessage: rest.focusMessage ?? operated };
}

function withMessages(
  model: Model,
  state: PageState,
  channelId: string,
  messages: readonly PageMessage[],
): Model {
  return { ...model, state: { ...state, messages: { ...state.messages, [channelId]: messages } } };
}

function withMessage(model: Model, state: PageState, channelId: string, incoming: PageMessage): Model {
  const id = incoming.message.id;
  const list = state.messages[channelId] ?? [];
  const at = list.findIndex(({ message }) => message.id === id);
  const messages = at === -1 ? insert(list, incoming) : list.with(at, incoming);
  const { [id]: _press, ...presses } = model.presses;
  const { [id]: _failure, ...failures } = model.failures;
  const next = withMessages({ ...model, presses, failures }, state, channelId, messages);
  if (at !== -1) return next;
  const byYou =
    (incoming.invokedBy?.userId ?? incoming.message.interaction_metadata?.user.id) === state.you.id;
  if (!byYou) return next;
  return {
    ...next,
    pending: withoutAnswered(model.pending, channelId, incoming),
    ...(channelId === model.channelId ? { focusMessage: id } : {}),
  };
}

function insert(list: readonly PageMessage[], incoming: PageMessage): readonly PageMessage[] {
  const before = list.findLastIndex(({ message }) => isNewer(incoming.message.id, message.id));
  return list.toSpliced(before + 1, 0, incoming).slice(-keptMessages);
}

function withoutAnswered(
  pending: readonly PendingCommand[],
  channelId: string,
  { invokedBy }: PageMessage,
): readonly PendingCommand[] {
  if (invokedBy === undefined) return pending;
  const path = plainPath(invokedBy.command);
  const at = pending.findIndex(
    (one) => one.channelId === channelId && one.path === path && one.error === undefined,
  );
  return at === -1 ? pending : pending.toSpliced(at, 1);
}

/** A command's path without a slash before it: "quiz" for "/quiz". */
export function plainPath(command: string): string {
  return command.replace(/^\//, "");
}
