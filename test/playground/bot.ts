/** A tiny bot on the real discord.js, for the tests of the playground. */
import {
  type AnySelectMenuInteraction,
  type APIMessageTopLevelComponent,
  type AutocompleteInteraction,
  type ButtonInteraction,
  type ChatInputCommandInteraction,
  Client,
  type ClientOptions,
  Events,
  type Interaction,
  type MessageContextMenuCommandInteraction,
  MessageFlags,
  type ModalSubmitInteraction,
  TextChannel,
  type UserContextMenuCommandInteraction,
} from "discord.js";
import { onTestFinished } from "vitest";
import {
  type Actor,
  type Outcome,
  type Playground,
  type PlaygroundOptions,
  type Seen,
  startPlayground,
} from "../../playground/index.ts";

export interface BotHandlers {
  readonly command?: (interaction: ChatInputCommandInteraction, client: Client<true>) => Promise<unknown>;
  readonly button?: (interaction: ButtonInteraction, client: Client<true>) => Promise<unknown>;
  readonly autocomplete?: (interaction: AutocompleteInteraction) => Promise<unknown>;
  readonly select?: (interaction: AnySelectMenuInteraction, client: Client<true>) => Promise<unknown>;
  readonly modal?: (interaction: ModalSubmitInteraction, client: Client<true>) => Promise<unknown>;
  readonly messageMenu?: (interaction: MessageContextMenuCommandInteraction) => Promise<unknown>;
  readonly userMenu?: (interaction: UserContextMenuCommandInteraction) => Promise<unknown>;
}

export interface Bot {
  readonly client: Client<true>;
  /** What handlers threw, oldest first. */
  readonly errors: unknown[];
  /** Ids of the interactions that arrived. */
  readonly received: string[];
  readonly stop: () => Promise<void>;
}

/** Commands that most tests need: one that is everywhere, one with options. */
const commands = [
  { name: "go", description: "Do it", contexts: [0, 1], integration_types: [0, 1] },
  {
    name: "pick",
    description: "Pick one",
    contexts: [0, 1],
    integration_types: [0, 1],
    options: [
      { type: 3, name: "deck", description: "Which", required: true, autocomplete: true },
      { type: 4, name: "cards", description: "How many", min_value: 1, max_value: 100 },
      { type: 5, name: "private", description: "Only me" },
    ],
  },
];

export interface Stage {
  readonly playground: Playground;
  readonly bot: Bot;
  readonly ada: Actor;
  readonly ben: Actor;
}

/** A playground with a bot in it, both ended with the test. */
export async function stage(
  handlers: BotHandlers,
  options: {
    readonly playground?: PlaygroundOptions;
    readonly rest?: ClientOptions["rest"];
    readonly commands?: readonly unknown[];
    readonly intents?: ClientOptions["intents"];
  } = {},
): Promise<Stage> {
  const playground = await startPlayground(options.playground);
  onTestFinished(() => playground.close());
  const { playground: _, ...rest } = options;
  const bot = await startBot(playground, handlers, rest);
  onTestFinished(() => bot.stop());
  return { playground, bot, ada: playground.actor("ada"), ben: playground.actor("ben") };
}

/** The message of an outcome that must have one. */
export function shown(outcome: Outcome): Seen {
  if (outcome.message !== undefined) return outcome.message;
  throw new Error(`The interaction ${outcome.status} and left no message: ${outcome.error ?? "no error"}`);
}

/** A text channel that the bot knows, by name. */
export function channelOf({ client }: Pick<Bot, "client">, name: string): TextChannel {
  const found = client.channels.cache.find((channel) => "name" in channel && channel.name === name);
  if (found instanceof TextChannel) return found;
  throw new Error(`The bot knows no text channel ${name}.`);
}

/** A clock that only a test moves. */
export function movedClock(): { readonly now: () => number; readonly advance: (ms: number) => void } {
  let time = Date.UTC(2026, 0, 15, 12);
  return {
    now: () => time,
    advance: (ms) => {
      time += ms;
    },
  };
}

/** Discord's error code of what a promise rejects with. */
export async function codeOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => "no error",
    (error: { code?: unknown }) => error.code,
  );
}

/** Starts the bot and waits until it is connected and its commands are registered. */
export async function startBot(
  playground: Playground,
  handlers: BotHandlers,
  options: {
    readonly rest?: ClientOptions["rest"];
    readonly commands?: readonly unknown[];
    readonly intents?: ClientOptions["intents"];
  } = {},
): Promise<Bot> {
  const client = new Client({
    intents: options.intents ?? ["Guilds"],
    rest: { api: playground.apiUrl, ...options.rest },
    allowedMentions: { parse: [] },
  });
  const errors: unknown[] = [];
  const received: string[] = [];
  client.on(Events.Error, (error) => errors.push(error));
  client.on(Events.InteractionCreate, async (interaction: Interaction) => {
    received.push(interaction.id);
    try {
      if (interaction.isChatInputCommand()) await handlers.command?.(interaction, client as Client<true>);
      if (interaction.isButton()) await handlers.button?.(interaction, client as Client<true>);
      if (interaction.isAnySelectMenu()) await handlers.select?.(interaction, client as Client<true>);
      if (interaction.isModalSubmit()) await handlers.modal?.(interaction, client as Client<true>);
      if (interaction.isMessageContextMenuCommand()) await handlers.messageMenu?.(interaction);
      if (interaction.isUserContextMenuCommand()) await handlers.userMenu?.(interaction);
      if (interaction.isAutocomplete()) await handlers.autocomplete?.(interaction);
    } catch (error) {
      errors.push(error);
    }
  });
  const ready = new Promise((resolve) => client.once(Events.ClientReady, resolve));
  await client.login(playground.token);
  await ready;
  const route = `/applications/${playground.world.applicationId}/commands` as const;
  await client.rest.put(route, { body: options.commands ?? commands });
  await playground.whenBotReady();
  return { client: client as Client<true>, errors, received, stop: () => client.destroy() };
}

/** A Components V2 message: a container with a text and a row of buttons. */
export function v2(
  text: string,
  labels: readonly string[],
  flags = 0,
): { readonly flags: number; readonly components: APIMessageTopLevelComponent[] } {
  return {
    flags: MessageFlags.IsComponentsV2 | flags,
    components: [
      {
        type: 17,
        accent_color: 0x5865f2,
        components: [
          { type: 10, content: text },
          {
            type: 1,
            components: labels.map((label) => ({ type: 2, style: 2, label, custom_id: `t1:${label}` })),
          },
        ],
      },
    ],
  };
}
