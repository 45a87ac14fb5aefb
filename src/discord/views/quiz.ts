import { type Block, blockText } from "../../decks/blocks.ts";
import type {
  CardScene,
  GivenAnswer,
  GoneScene,
  NothingScene,
  OpenScene,
  QuizRef,
  Scene,
  SummaryScene,
} from "../../quiz/scene.ts";
import { mayOverrule, ratingsFor } from "../../study/answer.ts";
import type { Mode } from "../../study/plan.ts";
import { RATINGS } from "../../study/rating.ts";
import type { StreakNews } from "../../study/streak.ts";
import { fixButton, type Pressable, quizButton } from "../custom-id.ts";
import type { Drawn } from "../pictures.ts";
import { choiceParts, choicesOf, givenText, LETTERS, ratingWords } from "./answers.ts";
import {
  type ButtonLook,
  bar,
  button,
  COLOURS,
  card,
  cut,
  line,
  many,
  plain,
  relative,
  row,
  shorten,
  showing,
  text,
  type View,
} from "./parts.ts";
import { isLarge, pageOf } from "./quiz-page.ts";
import { RATING_LABELS, RATING_STYLES, spreadLines } from "./ratings.ts";
import { streakFact, streakWords } from "./streak.ts";

/** Characters of a card's tags that are shown. */
const MOST_TAGS = 100;

const NOTHING_DRAWN: Drawn = new Map();

type Answer = NonNullable<CardScene["answer"]>;

const press = (label: string, ref: QuizRef, action: Pressable, look?: ButtonLook) =>
  button(label, quizButton({ do: "press", ref, action }), look);

/** The formulas and images that a scene shows, and the deck they belong to. */
export function picturesOf(scene: Scene): { readonly deckId: string; readonly blocks: readonly Block[] } {
  if (scene.scene !== "card") return { deckId: "", blocks: [] };
  const { front, below } = pageOf(scene);
  const choices = choicesOf(scene.ask).flatMap((choice) => choice.picture ?? []);
  const blocks = [...front, ...below, ...choices].filter(({ kind }) => kind !== "text");
  return { deckId: scene.deckId, blocks };
}

/**
 * Draws any scene of a quiz.
 *
 * @param footnote a line below a summary
 * @param drawn the pictures there are of `picturesOf(scene)`; of others the source is shown
 */
export function quizView(scene: Scene, drawn: Drawn = NOTHING_DRAWN, footnote?: string): View {
  switch (scene.scene) {
    case "card":
      return { ...cardView(scene, drawn), files: [...drawn.values()] };
    case "summary":
      return summaryView(scene, footnote);
    case "nothing":
      return nothingView(scene);
    case "open":
      return openView(scene);
    case "gone":
      return goneView(scene);
  }
}

function cardView(scene: CardScene, drawn: Drawn): View {
  const { ref, progress, answer, hint, ask } = scene;
  const { known, total } = progress;
  const status = [
    `**${plain(scene.deckTitle)}**`,
    `${bar(known, total)} ${known} of ${total}`,
    ...(scene.isNew ? ["new"] : []),
  ];
  const tags = scene.tags.map((tag) => `#${tag}`).join(" ");
  const { front, below, page, pages, shortened } = pageOf(scene);
  const show = showing(drawn);
  return card(
    answer ? COLOURS.answer : COLOURS.question,
    text(`-# ${status.join(" · ")}`),
    ...front.map((block, index) =>
      index === 0 && isLarge(front) ? text(`## ${blockText(block)}`) : show(block),
    ),
    tags ? text(`-# ${shorten(tags, MOST_TAGS)}`) : undefined,
    ...(typeof hint !== "boolean" && below.length > 0 && !answer
      ? [text("-# **Hint**"), ...below.map(show)]
      : []),
    ...(ask?.by === "choice"
      ? [line(), ...choicesOf(ask).flatMap((choice, place) => choiceParts(choice, place, drawn))]
      : []),
    ...(answer?.given ? [line(), text(givenText(answer.given))] : []),
    ...(answer ? [line(), ...below.map(show), line(), text(ratingHelp(answer))] : []),
    scene.notice ? text(`-# ${scene.notice}`) : undefined,
    streakLine(scene.streak),
    pages > 1 ? pageRow(ref, answer ? "answer" : "front", page, pages) : undefined,
    answer ? ratingRow(ref, answer) : questionRow(scene, shortened),
    row(
      ...(ask?.by === "choice" ? lookButtons(scene, shortened) : []),
      ...(answer?.given && mayOverrule(answer.given) ? [overruleButton(ref, answer.given)] : []),
      press("Undo", ref, "undo", { disabled: !scene.canUndo }),
      press("Skip", ref, "skip"),
      press("Stop", ref, "stop"),
      ...(answer?.fix ? [button(FIX_LABELS[answer.fix], fixButton(scene, answer.fix))] : []),
    ),
  );
}

/** What can be done about a question: answer it, see the answer, or see more of it. */
function questionRow(scene: CardScene, shortened: boolean) {
  const { ref, ask } = scene;
  const pass = press("I don't know", ref, "pass");
  switch (ask?.by) {
    case "choice":
      return row(
        ...ask.choices.map((_, pick) =>
          press(LETTERS[pick] ?? "", ref, { pick, of: ask.of }, { style: "primary" }),
        ),
        pass,
      );
    case "type":
      return row(
        press("Type the answer", ref, "type", { style: "primary" }),
        pass,
        ...lookButtons(scene, shortened),
      );
    default:
      return row(
        press("Show answer", ref, { show: "answer", page: 0 }, { style: "primary" }),
        ...lookButtons(scene, shortened),
      );
  }
}

/** What is near is most often right all the same. */
const overruleButton = (ref: QuizRef, given: GivenAnswer) =>
  press("I had it right", ref, "overrule", {
    style: given.by === "type" && given.verdict === "near" ? "primary" : "secondary",
  });

const lookButtons = ({ ref, hint }: CardScene, shortened: boolean) => [
  ...(hint === true ? [press("Hint", ref, "hint")] : []),
  ...(shortened ? [press("Whole question", ref, { show: "front", page: 0 })] : []),
];

/** The five ratings; those that disagree with the answer cannot be pressed. */
function ratingRow(ref: QuizRef, { given }: Answer) {
  const open = given ? ratingsFor(given) : RATINGS;
  return row(
    ...RATINGS.map((rating) =>
      press(
        RATING_LABELS[rating],
        ref,
        { rate: rating },
        { style: RATING_STYLES[rating], disabled: !open.includes(rating) },
      ),
    ),
  );
}

/** What there is to say of the streak, in small print. */
function streakLine(streak: StreakNews | undefined) {
  const words = streak && streakWords(streak);
  return words === undefined ? undefined : text(`-# ${words}`);
}

const FIX_LABELS = { edit: "Edit", suggest: "Suggest a fix" } as const;

/** The way through a card that is too long for one message. */
function pageRow(ref: QuizRef, side: "front" | "answer", page: number, pages: number) {
  return row(
    press("◀ Back", ref, { show: side, page: Math.max(0, page - 1) }, { disabled: page === 0 }),
    button(`Page ${page + 1} of ${pages}`, quizButton({ do: "page" }), { disabled: true }),
    press("Next ▶", ref, { show: side, page: page + 1 }, { disabled: page === pages - 1 }),
  );
}

/** The question above the five buttons, and when each of them would bring the card back. */
function ratingHelp({ days, given }: Answer): string {
  const open = given ? ratingsFor(given) : RATINGS;
  const each = ([3, 4, 5] as const)
    .filter((rating) => open.includes(rating))
    .map((rating) => `**${rating}** ${inDays(days[rating])}`);
  const back = [...(open.includes(1) ? [`**1** and **2** soon, and ${inDays(days[1])}`] : []), ...each];
  const comesBack = `Comes back: ${back.join(" · ")}`;
  if (!given) return `**How well did you know this?**\n-# ${comesBack}`;
  const { ask, why, more } = ratingWords(given);
  return [`**${ask}**`, `-# ${why} ${comesBack}`, ...(more ? [`-# ${more}`] : [])].join("\n");
}

const inDays = (days: number) => (days <= 1 ? "tomorrow" : `in ${span(days)}`);

/** A number of days as people say it. */
function span(days: number): string {
  if (days < 60) return `${days} days`;
  const months = days / 30.44;
  return months < 24 ? `${Math.round(months)} months` : `${(days / 365.25).toFixed(1)} years`;
}

function summaryView(scene: SummaryScene, footnote: string | undefined): View {
  const { progress, ref, spread } = scene;
  const reviews = RATINGS.reduce((sum, rating) => sum + spread[rating], 0);
  const headline = scene.resumable ? `## Stopped: ${plain(scene.title)}` : `## Done: ${plain(scene.title)}`;
  const facts =
    progress.total === 0
      ? ["All cards skipped"]
      : [
          `**${progress.known}** of ${many(progress.total, "card")} known`,
          many(reviews, "review"),
          `**${many(scene.points, "point")}**`,
          streakFact(scene.streak),
        ];
  const quick =
    scene.tooQuick > 0
      ? text(
          `-# ${many(scene.tooQuick, "rating")} came too quickly to earn a point: take a moment to recall.`,
        )
      : undefined;
  const back = scene.comesBack.map(({ at, cards }) => `- ${relative(at)}: ${many(cards, "card")}`);
  const again = { ...scene.wish, mode: "study", cards: undefined } as const;
  return card(
    COLOURS.done,
    text(headline),
    text(facts.join(" · ")),
    quick,
    streakLine({ ...scene.streak, earned: false }),
    ...(reviews > 0 ? [line(), text(`**How well you knew them**\n${spreadLines(spread)}`)] : []),
    ...(back.length > 0 ? [line(), text(`**They come back**\n${cut(back, 6, "day").join("\n")}`)] : []),
    row(
      ...(scene.resumable ? [press("Keep going", ref, "resume", { style: "primary" })] : []),
      button(
        "Next quiz",
        quizButton({ do: "start", userId: ref.userId, wish: again, replaces: ref.quizId }),
        {
          style: scene.resumable ? "secondary" : "primary",
        },
      ),
      press("Undo", ref, "undo", { disabled: !scene.canUndo }),
    ),
    footnote === undefined ? undefined : text(`-# ${footnote}`),
  );
}

function nothingView(scene: NothingScene): View {
  const { userId, wish, dueLeft, newLeft, aheadLeft, nextDueAt, reviewsADay } = scene;
  const where = scene.deckTitle ? `in **${plain(scene.deckTitle)}**` : "in your decks";
  const next = nextDueAt === undefined ? "" : ` The next card is due ${relative(nextDueAt)}.`;
  const start = (label: string, mode: Mode, look?: ButtonLook, cards?: number) =>
    button(
      label,
      quizButton({ do: "start", userId, wish: { ...wish, mode, cards }, replaces: undefined }),
      look,
    );
  if (dueLeft > 0) {
    const more = Math.min(10, dueLeft);
    return card(
      COLOURS.calm,
      text("## Your reviews of today are done"),
      text(
        `You wanted ${many(reviewsADay, "review")} a day at most. ${many(dueLeft, "more card")} ${dueLeft === 1 ? "is" : "are"} due ${where}: for tomorrow, or for now.`,
      ),
      row(
        start(`${more} more now`, "study", { style: "primary" }, more),
        ...(newLeft > 0 ? [start(`${Math.min(10, newLeft)} new`, "new")] : []),
      ),
    );
  }
  const ways = [
    ...(newLeft > 0 ? [start(`${Math.min(10, newLeft)} more new`, "new", { style: "primary" })] : []),
    ...(aheadLeft > 0 ? [start("Review ahead", "ahead")] : []),
  ];
  return card(
    COLOURS.calm,
    text("## All done for today"),
    text(`Nothing is due ${where}.${next}`),
    aheadLeft > 0 ? text("-# Reviewing ahead of time is fine for practice; it earns no points.") : undefined,
    ways.length > 0 ? row(...ways) : undefined,
  );
}

const continueButton = ({ userId, quizId }: QuizRef) =>
  button("Continue here", quizButton({ do: "continue", userId, quizId }), { style: "primary" });

/** Where a quiz goes on, as the end of "it is …"; empty when that is not known. */
const placeOf = (seat: OpenScene["seat"]) =>
  seat ? (seat.direct ? " in our direct messages" : ` in <#${seat.channelId}>`) : "";

function openView({ ref, title, progress, seat, wish }: OpenScene): View {
  const where = placeOf(seat);
  return card(
    COLOURS.calm,
    text("## You have a quiz open"),
    text(
      `**${plain(title)}**${where}: ${progress.known} of ${many(progress.total, "card")} known. Ratings so far are saved either way.`,
    ),
    row(
      continueButton(ref),
      button("Start over", quizButton({ do: "start", userId: ref.userId, wish, replaces: ref.quizId })),
    ),
  );
}

function goneView({ userId, why, open }: GoneScene): View {
  const reason =
    why === "expired"
      ? "This quiz was left for more than 7 days and has ended. Every rating in it is saved."
      : open
        ? `You have another quiz open${placeOf(open.seat)}. Every rating in this one is saved.`
        : "This quiz has been replaced by a newer one. Every rating in it is saved.";
  const wish = { deck: undefined, mode: "study", cards: undefined } as const;
  return card(
    COLOURS.calm,
    text("## These buttons have ended"),
    text(reason),
    row(
      ...(open ? [continueButton(open.ref)] : []),
      button("Start a new quiz", quizButton({ do: "start", userId, wish, replaces: open?.ref.quizId }), {
        style: open ? "secondary" : "primary",
      }),
    ),
  );
}

/** For a person who pressed somebody else's button. */
export function notYoursView(ownerId: string): View {
  return card(
    COLOURS.calm,
    text(`This is <@${ownerId}>'s quiz, so only they can press here.`),
    row(button("Start my own quiz", quizButton({ do: "own" }), { style: "primary" })),
  );
}

/** What the old message says once its quiz went on in another, or gave way to a new one. */
export function movedView(): View {
  return card(COLOURS.calm, text("-# This quiz has ended here; you went on in another message."));
}
