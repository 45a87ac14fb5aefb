import type { FormatId, ImportedCard, Separators } from "../decks/formats/types.ts";
import type { ReadSummary } from "../offload/offload.ts";
import { deadlineIn, type Store } from "../store/connection.ts";
import { readPart, type Stage } from "../store/imports.ts";
import { UserError } from "../user-error.ts";
import type { Tally } from "./merge.ts";

/** For each request to the store: nobody waits on a button here. Milliseconds. */
const PATIENCE = 10_000;

/** The deadline of one request to the store while files are read and imported. */
export const soon = () => deadlineIn(PATIENCE);

/** What a person chose about a file, beside the file. */
export interface ImportWish {
  readonly owner: "server" | "me";
  /** The deck that the cards go into; a new one where undefined. */
  readonly into: string | undefined;
  readonly subdecks: "tags" | "decks";
  readonly format: FormatId | undefined;
  readonly separators: Separators | undefined;
}

/** What came of an import. */
export interface Imported extends Tally {
  readonly decks: readonly { readonly id: string; readonly title: string; readonly cards: number }[];
}

/** The head of a staged file. */
export interface Staged {
  readonly name: string | undefined;
  readonly origin: string | undefined;
  readonly summary: ReadSummary;
  readonly wish: ImportWish;
  readonly images: readonly string[];
  readonly parts: number;
  readonly kept: boolean;
  readonly result?: Imported;
}

/** Told how far a long piece of work is, in cards. */
export type OnProgress = (done: number, all: number) => void;

/** A preview that is there no more. */
export class Ended extends UserError {
  constructor() {
    super(
      "This preview has ended: it was cancelled, it is older than an hour, or you have opened another file since. Import the file again.",
    );
  }
}

/** A text that no reader knew, kept so that its owner can say how it is to be read. */
export class Unrecognised extends UserError {
  readonly id: string;
  constructor(id: string, cause: Error) {
    super(cause.message, { cause });
    this.id = id;
  }
}

/** What is said of a file that was not read. */
export const UNREAD: ReadSummary = {
  format: "csv",
  detail: "",
  title: undefined,
  description: undefined,
  cards: 0,
  skipped: [],
  skippedInAll: 0,
  leftOut: [],
  samples: [],
  paths: [],
  textBytes: 0,
  imageBytes: 0,
  images: 0,
};

/** A part of a file's cards. @throws Ended when it is there no more; StoreError */
export async function cardsOf(store: Store, stage: Stage, part: number): Promise<readonly ImportedCard[]> {
  const json = await readPart(store, stage, `cards:${part}`, soon());
  if (!json) throw new Ended();
  return JSON.parse(json.toString());
}
