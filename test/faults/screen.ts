import type { Seen } from "../../playground/index.ts";
import { loadBuiltinDecks } from "../../src/decks/builtin.ts";
import { mathToText } from "../../src/decks/math.ts";

/** A quiz on the screen: which one, at which turn, and how far. */
interface QuizScreen {
  readonly quizId: string;
  readonly turn: number;
  readonly known: number;
  readonly total: number;
  readonly canUndo: boolean;
}

/** What a person sees of the bot, read from the message alone. */
export type Screen =
  | (QuizScreen & {
      readonly kind: "card";
      /** The card's number. */
      readonly card: number;
      readonly answered: boolean;
      readonly hasHint: boolean;
    })
  | (QuizScreen & { readonly kind: "summary"; readonly resumable: boolean })
  | { readonly kind: "nothing"; readonly ways: readonly string[] }
  | { readonly kind: "open" }
  | { readonly kind: "gone"; readonly canContinue: boolean }
  | { readonly kind: "told"; readonly what: "not saved" | "could not confirm" | "outage" | "went wrong" };

export const isQuiz = (screen: Screen | undefined) =>
  screen?.kind === "card" || screen?.kind === "summary" ? screen : undefined;

const fronts = loadBuiltinDecks().flatMap(({ cards }) =>
  cards.map(({ number, front }) => [mathToText(front), number] as const),
);

/** @throws Error when it is nothing the bot is known to say */
export function readScreen(seen: Seen): Screen {
  const { texts, buttons } = seen;
  const labels = buttons.map(({ label }) => label);
  if (texts.includes("**Not saved")) return { kind: "told", what: "not saved" };
  if (texts.includes("**Could not confirm it.**")) return { kind: "told", what: "could not confirm" };
  if (texts.includes("**Discord had trouble")) return { kind: "told", what: "outage" };
  if (texts.includes("**Something went wrong")) return { kind: "told", what: "went wrong" };
  if (texts.includes("## All done for today")) return { kind: "nothing", ways: labels };
  if (texts.includes("## You have a quiz open")) return { kind: "open" };
  if (texts.includes("## These buttons have ended")) {
    return { kind: "gone", canContinue: labels.includes("Continue here") };
  }
  const undo = buttons.find(({ label }) => label === "Undo");
  const [, , , quizId = "", turn = ""] = undo?.customId?.split(":") ?? [];
  const skipped = texts.includes("All cards skipped") ? ["", "0", "0"] : undefined;
  const progress = skipped ?? /(\d+)(?:\*\*)? of (\d+)/.exec(texts);
  if (!undo || !quizId || !progress) throw new Error(`What is this?\n${texts}\n${labels.join(", ")}`);
  const quiz = {
    quizId,
    turn: Number(turn),
    known: Number(progress[1]),
    total: Number(progress[2]),
    canUndo: !undo.disabled,
  };
  if (/^## (Done|Stopped): /m.test(texts)) {
    return { kind: "summary", ...quiz, resumable: labels.includes("Keep going") };
  }
  const found = fronts.find(([front]) => texts.includes(`\n## ${front}`) || texts.includes(`\n${front}\n`));
  if (!found) throw new Error(`Which card is this?\n${texts}`);
  const answered = !labels.includes("Show answer");
  return { kind: "card", ...quiz, card: found[1], answered, hasHint: labels.includes("Hint") };
}
