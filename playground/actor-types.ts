/** What an actor can do, and what comes of it. */
import type { APIApplicationCommandOptionChoice } from "discord-api-types/v10";
import type { OptionValues } from "./command-data.ts";
import type { HandedFile } from "./files.ts";
import type { Person } from "./protocol.ts";
import type { Seen } from "./seen.ts";
import type { Filled, SeenModal } from "./seen-modal.ts";

export interface Outcome {
  readonly interactionId: string;
  readonly status: "answered" | "failed";
  /** What the client says of a failure. */
  readonly error?: string;
  /** What the interaction produced or changed, if the person still sees it. */
  readonly message?: Seen;
  /** The modal it was answered with. */
  readonly modal?: SeenModal;
  /** Real milliseconds from the press to the final state. */
  readonly tookMs: number;
}

export interface Patience {
  /** How long to wait for the final state, as of a deferred interaction, in real milliseconds; 10 s if absent. */
  readonly timeoutMs?: number;
  /**
   * "acknowledged": not for the final state, only until the client stops waiting for the bot. A press that the bot
   * answers with nothing has no other.
   */
  readonly until?: "final" | "acknowledged";
}

/** A component as a client sends it that somebody tampered with. */
export interface ForgedComponent {
  readonly customId: string;
  /** 2, a button, if absent. */
  readonly componentType?: number;
  readonly values?: readonly string[];
}

/** A modal's submission as such a client sends it. */
export interface ForgedModal {
  readonly customId: string;
  /** By custom id: text inputs are strings, string selects lists, checkboxes true or false. */
  readonly fields: Readonly<Record<string, string | boolean | readonly string[]>>;
}

export interface Actor {
  readonly user: Person;
  /**
   * `where`: "#general", "#lounge@Guest House", or "@bot"; `path`: "quiz", "deck list"; options of people, roles and
   * channels by name or id, of attachments as files.
   */
  slash(where: string, path: string, options?: OptionValues, patience?: Patience): Promise<Outcome>;
  /** The choices for what is typed so far in the option `focused`; throws when the bot gives none in time. */
  autocomplete(
    where: string,
    path: string,
    focused: string,
    options: OptionValues,
  ): Promise<readonly APIApplicationCommandOptionChoice[]>;
  /** Uses an entry of the context menu of a message, by its name. */
  contextMenu(message: Seen, command: string, patience?: Patience): Promise<Outcome>;
  /** Uses an entry of the context menu of a person, by username ("bot": the bot). */
  userMenu(where: string, username: string, command: string, patience?: Patience): Promise<Outcome>;
  /** Presses a button by label, start of label, or custom id; throws when it is not there to be pressed now. */
  press(message: Seen, button: string, patience?: Patience): Promise<Outcome>;
  /** Presses on two devices at once. */
  pressTwice(message: Seen, button: string, patience?: Patience): Promise<[Outcome, Outcome]>;
  /** Presses a button of the version that was seen, whatever the message has become. */
  pressStale(message: Seen, button: string, patience?: Patience): Promise<Outcome>;
  /**
   * Chooses in a select, by custom id, placeholder or start of it: options by label or value, people, roles and
   * channels by name or id. Throws when they are not there to be chosen now.
   */
  select(message: Seen, select: string, values: readonly string[], patience?: Patience): Promise<Outcome>;
  /** Chooses in a select of the version that was seen, whatever the message has become. */
  selectStale(
    message: Seen,
    select: string,
    values: readonly string[],
    patience?: Patience,
  ): Promise<Outcome>;
  /** The modal that is open for this person. */
  modal(): SeenModal | undefined;
  /**
   * Submits the open modal; fields that are not filled in stay as they opened. Throws when it is not open any more,
   * and where Discord's client would not send it.
   */
  submit(modal: SeenModal, values: Filled, patience?: Patience): Promise<Outcome>;
  /** Submits on two devices at once. */
  submitTwice(modal: SeenModal, values: Filled, patience?: Patience): Promise<[Outcome, Outcome]>;
  /** Submits a modal that was open once, as a device does that was offline. */
  submitStale(modal: SeenModal, values: Filled, patience?: Patience): Promise<Outcome>;
  /** Closes the modal without sending anything: the bot hears nothing of it. */
  dismissModal(modal: SeenModal): void;
  /** Sends any component of a message this person sees, unchecked. No honest client does. */
  sendForged(message: Seen, forged: ForgedComponent, patience?: Patience): Promise<Outcome>;
  /** Sends any modal, in a channel or as if opened from a message, unchecked. No honest client does. */
  submitForged(where: string | Seen, forged: ForgedModal, patience?: Patience): Promise<Outcome>;
  /**
   * Uncovers all spoilers of a message as it is now, for this person: the bot hears nothing of it. Answers what they see
   * then, in which they can press and choose, too. Throws when nothing is covered.
   */
  reveal(message: Seen): Seen;
  /** Deletes a message for everyone: their own, or as a moderator anybody's. Throws where they may not. */
  deleteMessage(message: Seen): void;
  /** Deletes a channel, as a moderator. Throws where they may not. */
  deleteChannel(where: string): void;
  say(where: string, text: string, files?: readonly HandedFile[]): Promise<Seen>;
  /** Downloads what is shown. Throws for an answer other than 200. */
  download(file: { readonly url: string }): Promise<Uint8Array>;
  /** What this person sees there now, oldest first. */
  messages(where: string): Seen[];
  /** The newest message; throws when there is none. */
  last(where: string): Seen;
  /** Resolves as soon as `what` holds, with what is visible; rejects after `timeoutMs` (5 s) saying what is. */
  waitFor(where: string, what: (seen: Seen[]) => boolean | undefined, timeoutMs?: number): Promise<Seen[]>;
  closeDms(): void;
  openDms(): void;
}
