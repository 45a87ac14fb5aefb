import type { APIApplicationCommandOptionChoice } from "discord-api-types/v10";
import type { PageCommand, PageEvent, PageFile, PageOptionValue } from "../protocol.ts";
import { keepRead, onReadElsewhere, recallRead } from "./kept.ts";
import type { FieldValues } from "./modal-values.ts";
import { applyEvent, emptyModel, type Model, withoutModal } from "./model.ts";
import { formatPlace, parsePlace, peopleOf } from "./place.ts";
import { type Ask, type Connection, connect } from "./socket.ts";
import { markRead, mergeRead, openChannel, scrolled } from "./unread.ts";

/** Values of a slash command's options, by name. */
export type OptionValues = Readonly<Record<string, PageOptionValue>>;

interface Choices {
  readonly choices: readonly APIApplicationCommandOptionChoice[];
  /** A sentence to show when there are none because something went wrong. */
  readonly error?: string;
}

/** What a person can do on the page. */
export interface Actions {
  press(messageId: string, customId: string): void;
  /** Sends what was chosen in a select of a message. */
  select(messageId: string, customId: string, values: readonly string[]): void;
  dismiss(messageId: string): void;
  /** Deletes a message for everyone. Resolves with a sentence to show if it could not be. */
  remove(messageId: string): Promise<string | undefined>;
  /** Uses a context-menu command on a message or a person. */
  menu(command: PageCommand, targetId: string): void;
  /** Resolves with a sentence to show if the modal could not be submitted; else it is closed. */
  submit(modalId: string, values: FieldValues): Promise<string | undefined>;
  closeModal(modalId: string): void;
  slash(path: string, options: OptionValues): void;
  /** Takes a failed command off the screen, by its key. */
  forget(key: number): void;
  /** Resolves with a sentence to show if the message could not be sent. */
  say(content: string, files: readonly PageFile[]): Promise<string | undefined>;
  autocomplete(path: string, options: OptionValues, focused: string): Promise<Choices>;
  go(channelId: string): void;
  become(userId: string): void;
  /** Says whether the newest message of a channel, which is on screen, is within sight. */
  scrolled(channelId: string, atEnd: boolean): void;
  /** Says that the message which was to be focused has been. */
  focused(): void;
}

export interface Client {
  readonly actions: Actions;
  model(): Model;
}

/**
 * Joins the model, the socket, the address and what this browser keeps.
 *
 * @param changed called after every change of the model
 */
export function startClient(changed: () => void): Client {
  const place = parsePlace(location.hash);
  let model: Model =
    place.channelId === undefined ? emptyModel : { ...emptyModel, channelId: place.channelId };
  // Whoever was switched to since stands in the fragment.
  let connection: Connection = connectAs(place.userId ?? peopleOf(location.search)[0]);
  let lastKey = 0;

  function update(next: Model): void {
    if (next === model) return;
    const readChanged = next.read !== model.read;
    model = next;
    const userId = model.state?.you.id;
    if (userId !== undefined) {
      if (readChanged) keepRead(userId, model.read);
      const hash = formatPlace(
        model.channelId === undefined ? { userId } : { userId, channelId: model.channelId },
      );
      if (hash !== location.hash) history.replaceState(null, "", hash);
    }
    changed();
  }

  function onEvent(event: PageEvent): void {
    const arrived =
      event.event === "state" && event.state.you.id !== model.state?.you.id
        ? { ...model, read: recallRead(event.state.you.id) }
        : model;
    update(applyEvent(arrived, event, isLooking()));
  }

  function connectAs(userId: string | undefined): Connection {
    return connect(userId, {
      event: onEvent,
      lost: () => update({ ...model, connection: model.state === undefined ? "connecting" : "lost" }),
    });
  }

  document.addEventListener("visibilitychange", () => {
    if (isLooking()) update(markRead(model));
  });
  onReadElsewhere((userId) => {
    if (userId !== model.state?.you.id) return;
    const read = mergeRead(model.read, recallRead(userId));
    if (read !== model.read) update({ ...model, read });
  });
  addEventListener("hashchange", () => {
    const to = parsePlace(location.hash);
    if (to.channelId !== undefined) update(openChannel(model, to.channelId));
    if (to.userId !== undefined && to.userId !== model.state?.you.id) actions.become(to.userId);
  });

  /** Presses or chooses in a message: one thing at a time in each. */
  function operate(messageId: string, customId: string, ask: (channelId: string) => Ask): void {
    const { channelId } = model;
    if (channelId === undefined || model.presses[messageId] !== undefined) return;
    lastKey += 1;
    const key = lastKey;
    const { [messageId]: _, ...failures } = model.failures;
    const presses = { ...model.presses, [messageId]: { customId, key } };
    update({ ...model, failures, presses, operated: messageId });
    void connection.ask(ask(channelId)).then(({ error }) => {
      const { [messageId]: press, ...others } = model.presses;
      const settled = press?.key === key ? { ...model, presses: others } : model;
      if (error === undefined) update(settled);
      else update({ ...settled, failures: { ...settled.failures, [messageId]: error } });
    });
  }

  /** Uses a command of any kind; it stands as pending until it has an answer. */
  function invoke(path: string, ask: (channelId: string) => Ask): void {
    const { channelId } = model;
    if (channelId === undefined) return;
    lastKey += 1;
    const key = lastKey;
    const { operated: _, ...rest } = model;
    update({ ...rest, pending: [...model.pending, { key, channelId, path }] });
    void connection.ask(ask(channelId)).then(({ error }) => {
      const others = model.pending.filter((one) => one.key !== key);
      const failed = error === undefined ? [] : [{ key, channelId, path, error }];
      update({ ...model, pending: [...others, ...failed] });
    });
  }

  const actions: Actions = {
    press(messageId, customId) {
      operate(messageId, customId, (channelId) => ({ do: "press", channelId, messageId, customId }));
    },
    select(messageId, customId, values) {
      operate(messageId, customId, (channelId) => ({ do: "select", channelId, messageId, customId, values }));
    },
    dismiss(messageId) {
      const { channelId } = model;
      if (channelId !== undefined) void connection.ask({ do: "dismiss", channelId, messageId });
    },
    async remove(messageId) {
      const { channelId } = model;
      if (channelId === undefined) return undefined;
      return (await connection.ask({ do: "delete", channelId, messageId })).error;
    },
    slash(path, options) {
      invoke(path, (channelId) => ({ do: "slash", channelId, path, options }));
    },
    menu({ id: commandId, path }, targetId) {
      invoke(path, (channelId) => ({ do: "menu", channelId, commandId, targetId }));
    },
    async submit(modalId, values) {
      const { error } = await connection.ask({ do: "submit", modalId, values });
      if (error === undefined) update(withoutModal(model, modalId));
      return error;
    },
    closeModal(modalId) {
      update(withoutModal(model, modalId));
      void connection.ask({ do: "closeModal", modalId });
    },
    forget(key) {
      update({ ...model, pending: model.pending.filter((one) => one.key !== key) });
    },
    async say(content, files) {
      const { channelId } = model;
      if (channelId === undefined) return "Choose a channel first.";
      return (
        await connection.ask({ do: "say", channelId, content, ...(files.length === 0 ? {} : { files }) })
      ).error;
    },
    async autocomplete(path, options, focused) {
      const { channelId } = model;
      if (channelId === undefined) return { choices: [], error: "Choose a channel first." };
      const { error, choices } = await connection.ask({
        do: "autocomplete",
        channelId,
        path,
        options,
        focused,
      });
      return { choices: choices ?? [], ...(error === undefined ? {} : { error }) };
    },
    go(channelId) {
      update(openChannel(model, channelId));
    },
    become(userId) {
      connection.close();
      update({ ...model, connection: "connecting" });
      connection = connectAs(userId);
    },
    scrolled(channelId, atEnd) {
      update(scrolled(model, channelId, atEnd, isLooking()));
    },
    focused() {
      const { focusMessage: _, ...rest } = model;
      update(rest);
    },
  };

  return { actions, model: () => model };
}

function isLooking(): boolean {
  return document.visibilityState === "visible";
}
