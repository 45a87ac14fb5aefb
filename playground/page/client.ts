import type { APIApplicationCommandOptionChoice } from "discord-api-types/v10";
import type { PageEvent } from "../protocol.ts";
import { keep, recallRead } from "./kept.ts";
import { applyEvent, emptyModel, type Model, markRead, openChannel } from "./model.ts";
import { formatPlace, parsePlace } from "./place.ts";
import { type Connection, connect } from "./socket.ts";

/** Values of a slash command's options, by name. */
export type OptionValues = Readonly<Record<string, string | number | boolean>>;

interface Choices {
  readonly choices: readonly APIApplicationCommandOptionChoice[];
  /** A sentence to show when there are none because something went wrong. */
  readonly error?: string;
}

/** What a person can do on the page. */
export interface Actions {
  press(messageId: string, customId: string): void;
  dismiss(messageId: string): void;
  slash(path: string, options: OptionValues): void;
  /** Takes a failed command off the screen, by its key. */
  forget(key: number): void;
  /** Resolves with a sentence to show if the message could not be sent. */
  say(content: string): Promise<string | undefined>;
  autocomplete(path: string, options: OptionValues, focused: string): Promise<Choices>;
  go(channelId: string): void;
  become(userId: string): void;
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
  let connection: Connection = connectAs(place.userId);
  let lastKey = 0;

  function update(next: Model): void {
    if (next === model) return;
    const readChanged = next.read !== model.read;
    model = next;
    const userId = model.state?.you.id;
    if (userId !== undefined) {
      if (readChanged) keep(`read:${userId}`, model.read);
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
    update(applyEvent(arrived, event, document.visibilityState === "visible"));
  }

  function connectAs(userId: string | undefined): Connection {
    return connect(userId, {
      event: onEvent,
      lost: () => update({ ...model, connection: model.state === undefined ? "connecting" : "lost" }),
    });
  }

  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") update(markRead(model));
  });
  addEventListener("hashchange", () => {
    const to = parsePlace(location.hash);
    if (to.channelId !== undefined) update(openChannel(model, to.channelId));
    if (to.userId !== undefined && to.userId !== model.state?.you.id) actions.become(to.userId);
  });

  const actions: Actions = {
    press(messageId, customId) {
      const { channelId } = model;
      if (channelId === undefined || model.presses[messageId] !== undefined) return;
      lastKey += 1;
      const key = lastKey;
      const { [messageId]: _, ...failures } = model.failures;
      update({ ...model, failures, presses: { ...model.presses, [messageId]: { customId, key } } });
      void connection.ask({ do: "press", channelId, messageId, customId }).then(({ error }) => {
        const { [messageId]: press, ...presses } = model.presses;
        const settled = press?.key === key ? { ...model, presses } : model;
        if (error === undefined) update(settled);
        else update({ ...settled, failures: { ...settled.failures, [messageId]: error } });
      });
    },
    dismiss(messageId) {
      const { channelId } = model;
      if (channelId !== undefined) void connection.ask({ do: "dismiss", channelId, messageId });
    },
    slash(path, options) {
      const { channelId } = model;
      if (channelId === undefined) return;
      lastKey += 1;
      const key = lastKey;
      update({ ...model, pending: [...model.pending, { key, channelId, path }] });
      void connection.ask({ do: "slash", channelId, path, options }).then(({ error }) => {
        const others = model.pending.filter((one) => one.key !== key);
        const failed = error === undefined ? [] : [{ key, channelId, path, error }];
        update({ ...model, pending: [...others, ...failed] });
      });
    },
    forget(key) {
      update({ ...model, pending: model.pending.filter((one) => one.key !== key) });
    },
    async say(content) {
      const { channelId } = model;
      if (channelId === undefined) return "Choose a channel first.";
      return (await connection.ask({ do: "say", channelId, content })).error;
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
    focused() {
      const { focusMessage: _, ...rest } = model;
      update(rest);
    },
  };

  return { actions, model: () => model };
}
