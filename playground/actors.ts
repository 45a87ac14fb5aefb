/** People, for tests: an actor can do what a person in front of Discord's client can do, and nothing else. */
import type { APIApplicationCommandOptionChoice, APIMessage } from "discord-api-types/v10";
import {
  askChoices,
  buttonsOf,
  type ClientContext,
  failureText,
  ownChannel,
  pressButton,
  say,
  useCommand,
  visibleMessage,
} from "./client.ts";
import type { OptionValues } from "./commands.ts";
import type { Interaction } from "./interaction-state.ts";
import type { Person } from "./protocol.ts";
import { allComponents, type RawComponent } from "./validate-message.ts";
import { visibleMessages } from "./visibility.ts";
import { type Channel, dmChannel, type StoredMessage } from "./world.ts";

export interface SeenButton {
  readonly label: string;
  readonly customId: string | undefined;
  readonly disabled: boolean;
  /** 1 primary, 2 secondary, 3 success, 4 danger, 5 link. */
  readonly style: number;
}

/** A message as a person saw it at one moment; later edits do not change it. */
export interface Seen {
  readonly id: string;
  readonly channelId: string;
  /** "#general", or "@bot" for the direct messages with the bot. */
  readonly channel: string;
  /** Username. */
  readonly author: string;
  readonly ephemeral: boolean;
  /** "is thinking…": a deferred reply without content. */
  readonly thinking: boolean;
  /** All text of content, embeds and components, in reading order, a line each. */
  readonly texts: string;
  readonly buttons: readonly SeenButton[];
  /** Discord's own JSON. */
  readonly message: APIMessage;
}

export interface Outcome {
  readonly interactionId: string;
  readonly status: "answered" | "failed";
  /** What the client says of a failure. */
  readonly error?: string;
  /** What the interaction produced or changed, if the person still sees it. */
  readonly message?: Seen;
  /** Real milliseconds from the press to the final state. */
  readonly tookMs: number;
}

export interface Patience {
  /** How long to wait for the final state, as of a deferred interaction, in real milliseconds; 10 s if absent. */
  readonly timeoutMs?: number;
}

export interface Actor {
  readonly user: Person;
  /** `where`: "#general", "#lounge@Guest House", or "@bot"; `path`: "quiz", "deck list". */
  slash(where: string, path: string, options?: OptionValues, patience?: Patience): Promise<Outcome>;
  /** The choices for what is typed so far in the option `focused`; throws when the bot gives none in time. */
  autocomplete(
    where: string,
    path: string,
    focused: string,
    options: OptionValues,
  ): Promise<readonly APIApplicationCommandOptionChoice[]>;
  /** Presses a button by label, start of label, or custom id; throws when it is not there to be pressed now. */
  press(message: Seen, button: string, patience?: Patience): Promise<Outcome>;
  /** Presses on two devices at once. */
  pressTwice(message: Seen, button: string, patience?: Patience): Promise<[Outcome, Outcome]>;
  /** Presses a button of the version that was seen, whatever the message has become. */
  pressStale(message: Seen, button: string, patience?: Patience): Promise<Outcome>;
  say(where: string, text: string): Promise<Seen>;
  /** What this person sees there now, oldest first. */
  messages(where: string): Seen[];
  /** The newest message; throws when there is none. */
  last(where: string): Seen;
  /** Resolves as soon as `what` holds, with what is visible; rejects after `timeoutMs` (5 s) saying what is. */
  waitFor(where: string, what: (seen: Seen[]) => boolean | undefined, timeoutMs?: number): Promise<Seen[]>;
  closeDms(): void;
  openDms(): void;
}

export function createActor(context: ClientContext, person: Person): Actor {
  const { world } = context;
  const find = (where: string) => ownChannel(world, person, findChannel(context, person, where).id);
  const see = (stored: StoredMessage) => toSeen(context, stored);
  const messages = (where: string) => visibleMessages(world, find(where).id, person.id).map(see);

  async function settle(begin: () => Interaction, patience: Patience = {}): Promise<Outcome> {
    const began = performance.now();
    const interaction = begin();
    const { timeoutMs = 10_000 } = patience;
    const late = Symbol("late");
    let timer: NodeJS.Timeout | undefined;
    const patienceEnds = new Promise<typeof late>((resolve) => {
      timer = setTimeout(resolve, timeoutMs, late);
    });
    const final = await Promise.race([interaction.final.promise, patienceEnds]);
    clearTimeout(timer);
    const base = { interactionId: interaction.id, tookMs: performance.now() - began };
    if (final === late) return { ...base, status: "failed", error: `No final answer after ${timeoutMs} ms` };
    if (final === false) return { ...base, status: "failed", error: failureText(interaction) };
    const stored = visibleMessages(world, interaction.channel.id, person.id).find(
      (one) => one.message.id === final,
    );
    return { ...base, status: "answered", ...(stored === undefined ? {} : { message: see(stored) }) };
  }

  const begin = (message: Seen, customId: string) => () =>
    pressButton(context, person, message.channelId, message.id, customId);
  /** The button as it is now: an actor presses nothing that a screen would not show. */
  const current = (message: Seen, button: string) => {
    const now = see(visibleMessage(world, person, message.channelId, message.id));
    return pressable(now, button);
  };

  const actor: Actor = {
    user: person,
    slash: async (where, path, options = {}, patience) => {
      const channel = find(where);
      return settle(() => useCommand(context, person, channel, path, options), patience);
    },
    autocomplete: async (where, path, focused, options) => {
      const interaction = askChoices(context, person, find(where), path, options, focused);
      if (!(await interaction.acknowledged.promise)) throw new Error(failureText(interaction));
      return interaction.choices ?? [];
    },
    press: async (message, button, patience) => settle(begin(message, current(message, button)), patience),
    pressTwice: async (message, button, patience) => {
      const customId = current(message, button);
      return Promise.all([
        settle(begin(message, customId), patience),
        settle(begin(message, customId), patience),
      ]);
    },
    pressStale: async (message, button, patience) =>
      settle(begin(message, pressable(message, button)), patience),
    say: async (where, text) => see(say(context, person, find(where), text)),
    messages,
    last: (where) => {
      const last = messages(where).at(-1);
      if (last === undefined) throw new Error(`${person.username} sees no message in ${where}.`);
      return last;
    },
    waitFor: (where, what, timeoutMs = 5_000) =>
      new Promise((resolve, reject) => {
        const check = () => {
          const seen = messages(where);
          try {
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
          const shown = messages(where).map(describe).join("\n") || "nothing";
          end(() =>
            reject(
              new Error(`Waited ${timeoutMs} ms in vain; ${person.username} sees in ${where}:\n${shown}`),
            ),
          );
        }, timeoutMs);
        const stop = world.onChange((event) => {
          if (event.kind === "message" || event.kind === "gone") check();
        });
        check();
      }),
    closeDms: () => void world.closedDms.add(person.id),
    openDms: () => void world.closedDms.delete(person.id),
  };
  return actor;
}

/** Finds "#general", "#lounge@Guest House" or "@bot". */
function findChannel({ world }: ClientContext, person: Person, where: string): Channel {
  if (where.startsWith("@")) {
    const name = where.slice(1);
    const dm = name === "bot" || name === world.bot.username ? dmChannel(world, person.id) : undefined;
    if (dm !== undefined) return dm;
  }
  const [name = "", guildName] = where.replace(/^#/, "").split("@");
  for (const guild of world.guilds.values()) {
    if (guildName !== undefined && guild.name !== guildName) continue;
    for (const id of guild.channelIds) {
      const channel = world.channels.get(id);
      if (channel?.name === name) return channel;
    }
  }
  const known = [...world.guilds.values()].flatMap((guild) =>
    guild.channelIds.map((id) => `#${world.channels.get(id)?.name}@${guild.name}`),
  );
  throw new Error(`There is no ${where}; there are @bot, ${known.join(", ")}.`);
}

function toSeen(
  { world }: ClientContext,
  { message, channelId, ephemeralTo, thinking }: StoredMessage,
): Seen {
  const channel = world.channels.get(channelId);
  const components = (message.components ?? []) as unknown as RawComponent[];
  const seen: Seen = {
    id: message.id,
    channelId,
    channel: channel?.kind === "dm" ? "@bot" : `#${channel?.name ?? channelId}`,
    author: message.author.username,
    ephemeral: ephemeralTo !== undefined,
    thinking,
    texts: [message.content, ...embedTexts(message), ...componentTexts(components)]
      .filter(Boolean)
      .join("\n"),
    buttons: buttonsOf(components).map((button) =>
      Object.freeze({
        label: button.label ?? "",
        customId: button.custom_id,
        disabled: button.disabled ?? false,
        style: button.style ?? 2,
      }),
    ),
    message: structuredClone(message),
  };
  return Object.freeze(seen);
}

function embedTexts(message: APIMessage): string[] {
  return message.embeds.flatMap((embed) => [
    embed.title ?? "",
    embed.description ?? "",
    ...(embed.fields ?? []).flatMap((field) => [field.name, field.value]),
    embed.footer?.text ?? "",
  ]);
}

function componentTexts(components: readonly RawComponent[]): string[] {
  return allComponents(components).flatMap(({ component }) => component.content ?? []);
}

/** The custom id of the button a person means in what they see. */
function pressable(seen: Seen, wanted: string): string {
  const { buttons } = seen;
  const starts = buttons.filter((button) => button.label.startsWith(wanted));
  const words = starts.filter((button) => !/[\p{L}\p{N}]/u.test(button.label.charAt(wanted.length)));
  const exact = buttons.filter((button) => button.label === wanted || button.customId === wanted);
  const found = [exact, words, starts].find((some) => some.length > 0) ?? [];
  const known = buttons
    .map((button) => `"${button.label}"${button.disabled ? " (disabled)" : ""}`)
    .join(", ");
  const [button] = found;
  if (button === undefined) {
    throw new Error(
      `There is no button "${wanted}"; there are: ${known || "none"}. The message:\n${describe(seen)}`,
    );
  }
  if (found.length > 1) throw new Error(`More than one button fits "${wanted}": ${known}.`);
  if (button.disabled) throw new Error(`The button "${button.label}" is disabled.`);
  if (button.customId === undefined) throw new Error(`The button "${button.label}" is a link.`);
  return button.customId;
}

function describe(seen: Seen): string {
  const marks = `${seen.ephemeral ? " (ephemeral)" : ""}${seen.thinking ? " (thinking)" : ""}`;
  const buttons = seen.buttons.map((button) => `[${button.label}${button.disabled ? " ×" : ""}]`).join(" ");
  return `${seen.author}${marks}: ${seen.texts}${buttons === "" ? "" : `\n  ${buttons}`}`;
}
