/** People, for tests: an actor can do what a person in front of Discord's client can do, and nothing else. */
import { ComponentType } from "discord-api-types/v10";
import { findChannel, named, namedOptionValues, namedSelects, toValues } from "./actor-names.ts";
import type { Actor, ForgedModal, Outcome, Patience } from "./actor-types.ts";
import {
  askChoices,
  type ClientContext,
  chooseInSelect,
  failureText,
  ownChannel,
  pressButton,
  say,
  seenChannel,
  sendRaw,
  submitModal,
  useCommand,
  useMenu,
  visibleMessage,
} from "./client.ts";
import type { Interaction } from "./interaction-state.ts";
import { closeModal, openModalOf } from "./modals.ts";
import { deleteChannel, deleteMessage } from "./moderation.ts";
import type { Person } from "./protocol.ts";
import type { Place } from "./resolved.ts";
import { describe, pressable, type Seen, type SeenSelect, selectable, toSeen } from "./seen.ts";
import { type Filled, type SeenModal, toFieldValues, toSeenModal } from "./seen-modal.ts";
import { selectData } from "./selects.ts";
import { seesMessage, visibleMessages } from "./visibility.ts";
import { type Channel, findMessage, type StoredMessage } from "./world.ts";

export function createActor(context: ClientContext, person: Person): Actor {
  const { world } = context;
  const find = (where: string) => ownChannel(world, person, findChannel(world, person, where).id);
  const see = (stored: StoredMessage, revealed?: boolean) => toSeen(world, stored, revealed);
  const messages = (where: string) => {
    const { id } = seenChannel(world, person, findChannel(world, person, where).id);
    return visibleMessages(world, id, person.id).map((stored) => see(stored));
  };
  const place = (channel: Channel): Place => ({ world, channel, personId: person.id });
  const placeOf = (channelId: string) => place(ownChannel(world, person, channelId));
  /** The message as it is now: an actor uses nothing that a screen would not show. */
  const current = ({ channelId, id, revealed }: Seen) =>
    see(visibleMessage(world, person, channelId, id), revealed);

  async function settle(begin: () => Interaction, patience: Patience = {}): Promise<Outcome> {
    const began = performance.now();
    const interaction = begin();
    const { timeoutMs = 10_000, until = "final" } = patience;
    const taken = interaction.acknowledged.promise.then((is) => (is ? undefined : (false as const)));
    const late = Symbol("late");
    let timer: NodeJS.Timeout | undefined;
    const patienceEnds = new Promise<typeof late>((resolve) => {
      timer = setTimeout(resolve, timeoutMs, late);
    });
    const end = until === "final" ? interaction.final.promise : taken;
    const final = await Promise.race([end, patienceEnds]);
    clearTimeout(timer);
    const base = { interactionId: interaction.id, tookMs: performance.now() - began };
    if (final === late) return { ...base, status: "failed", error: `No final answer after ${timeoutMs} ms` };
    if (final === false) return { ...base, status: "failed", error: failureText(interaction) };
    const found = findMessage(world, interaction.channel.id, final ?? "");
    const stored = found !== undefined && seesMessage(world, found, person.id) ? found : undefined;
    return {
      ...base,
      status: "answered",
      ...(stored === undefined ? {} : { message: see(stored) }),
      ...(interaction.modal === undefined ? {} : { modal: toSeenModal(interaction.modal) }),
    };
  }

  const beginPress = (message: Seen, customId: string) => () =>
    pressButton(context, person, message.channelId, message.id, customId);

  const chosen = (message: Seen, select: SeenSelect, values: readonly string[]): string[] => {
    const kind = namedSelects[select.type];
    if (kind === undefined) return toValues(select.options, values);
    return values.map((name) => named(placeOf(message.channelId), kind, name));
  };

  const beginSubmit = (modal: SeenModal, filled: Filled) => {
    if (modal.modal.personId !== person.id) {
      throw new Error(`The form "${modal.title}" is not open for ${person.username}.`);
    }
    const values = toFieldValues(placeOf(modal.modal.channelId), modal, filled);
    return () => submitModal(context, person, modal.modal, values);
  };
  const mustBeOpen = (modal: SeenModal) => void openModalOf(world, person.id, modal.id);

  const actor: Actor = {
    user: person,
    slash: async (where, path, options = {}, patience) => {
      const channel = find(where);
      const values = namedOptionValues(place(channel), path, options);
      return settle(() => useCommand(context, person, channel, path, values), patience);
    },
    autocomplete: async (where, path, focused, options) => {
      const interaction = askChoices(context, person, find(where), path, options, focused);
      if (!(await interaction.acknowledged.promise)) throw new Error(failureText(interaction));
      return interaction.choices ?? [];
    },
    contextMenu: async ({ channelId, id: messageId }, command, patience) => {
      const { channel } = placeOf(channelId);
      return settle(() => useMenu(context, person, channel, command, { messageId }), patience);
    },
    userMenu: async (where, username, command, patience) => {
      const channel = find(where);
      const userId = named(place(channel), "user", username);
      return settle(() => useMenu(context, person, channel, command, { userId }), patience);
    },
    press: async (message, button, patience) =>
      settle(beginPress(message, pressable(current(message), button)), patience),
    pressTwice: async (message, button, patience) => {
      const customId = pressable(current(message), button);
      return Promise.all([
        settle(beginPress(message, customId), patience),
        settle(beginPress(message, customId), patience),
      ]);
    },
    pressStale: async (message, button, patience) =>
      settle(beginPress(message, pressable(message, button)), patience),
    select: async (message, wanted, values, patience) => {
      const { channelId, id } = message;
      const select = selectable(current(message), wanted);
      const sent = chosen(message, select, values);
      return settle(() => chooseInSelect(context, person, channelId, id, select.customId, sent), patience);
    },
    selectStale: async (message, wanted, values, patience) => {
      const { channelId, id } = message;
      const select = selectable(message, wanted);
      const { type, customId, min, max, options } = select;
      const was = { type, custom_id: customId, min_values: min, max_values: max, options };
      const data = selectData(placeOf(channelId), was, chosen(message, select, values));
      return settle(() => sendRaw(context, person, "component", channelId, data, id), patience);
    },
    modal: () => {
      const open = world.modals.get(person.id);
      return open === undefined ? undefined : toSeenModal(open);
    },
    submit: async (modal, filled, patience) => {
      mustBeOpen(modal);
      return settle(beginSubmit(modal, filled), patience);
    },
    submitTwice: async (modal, filled, patience) => {
      mustBeOpen(modal);
      const begin = beginSubmit(modal, filled);
      return Promise.all([settle(begin, patience), settle(begin, patience)]);
    },
    submitStale: async (modal, filled, patience) => settle(beginSubmit(modal, filled), patience),
    dismissModal: (modal) => {
      mustBeOpen(modal);
      closeModal(world, person.id, modal.id);
    },
    sendForged: async ({ channelId, id }, { customId, componentType = 2, values }, patience) => {
      const data = {
        custom_id: customId,
        component_type: componentType,
        ...(values === undefined ? {} : { values }),
      };
      return settle(() => sendRaw(context, person, "component", channelId, data, id), patience);
    },
    submitForged: async (where, { customId, fields }, patience) => {
      const channelId = typeof where === "string" ? find(where).id : where.channelId;
      const messageId = typeof where === "string" ? undefined : where.id;
      const data = { custom_id: customId, components: forgedParts(fields) };
      return settle(() => sendRaw(context, person, "modal", channelId, data, messageId), patience);
    },
    reveal: (message) => {
      if (current(message).hidden === 0 && !message.revealed) {
        throw new Error(`Nothing is covered in this message:\n${describe(message)}`);
      }
      return current({ ...message, revealed: true });
    },
    deleteMessage: ({ channelId, id }) => {
      const { channel } = placeOf(channelId);
      deleteMessage(world, person, channel, visibleMessage(world, person, channelId, id));
    },
    deleteChannel: (where) => deleteChannel(world, person, find(where)),
    say: async (where, text, files) => see(say(context, person, find(where), text, files)),
    download: async ({ url }) => {
      const answer = await fetch(url);
      if (answer.ok) return new Uint8Array(await answer.arrayBuffer());
      await answer.body?.cancel();
      throw new Error(`${url} is answered with ${answer.status}.`);
    },
    messages,
    last: (where) => {
      const last = messages(where).at(-1);
      if (last === undefined) throw new Error(`${person.username} sees no message in ${where}.`);
      return last;
    },
    waitFor: (where, what, timeoutMs = 5_000) =>
      new Promise((resolve, reject) => {
        const check = () => {
          try {
            const seen = messages(where);
            if (what(seen) === true) end(() => resolve(seen));
          } catch (error) {
            end(() => reject(error));
          }
        };
        let ended = false;
        const end = (settled: () => void) => {
          if (ended) return;
          ended = true;
          clearTimeout(timer);
          stop();
          settled();
        };
        const timer = setTimeout(() => {
          end(() => {
            const shown = messages(where).map(describe).join("\n") || "nothing";
            const words = `Waited ${timeoutMs} ms in vain; ${person.username} sees in ${where}:\n${shown}`;
            reject(new Error(words));
          });
        }, timeoutMs);
        const { id } = findChannel(world, person, where);
        const stop = world.onChange((event) => {
          const isOfMessage = event.kind === "message" || event.kind === "gone";
          // One of somebody else's, or elsewhere, changes nothing of what is seen here.
          const isSeen =
            isOfMessage &&
            event.stored.channelId === id &&
            (event.stored.ephemeralTo ?? person.id) === person.id;
          if (isSeen || event.kind === "channelGone") check();
        });
        check();
      }),
    closeDms: () => void world.closedDms.add(person.id),
    openDms: () => void world.closedDms.delete(person.id),
  };
  return actor;
}

/** Labels around made-up fields. */
function forgedParts(fields: ForgedModal["fields"]): object[] {
  return Object.entries(fields).map(([customId, value], index) => {
    const common = { id: 2 * index + 2, custom_id: customId };
    const component =
      typeof value === "string"
        ? { ...common, type: ComponentType.TextInput, value }
        : typeof value === "boolean"
          ? { ...common, type: ComponentType.Checkbox, value }
          : { ...common, type: ComponentType.StringSelect, values: value };
    return { type: ComponentType.Label, id: 2 * index + 1, component };
  });
}
