import type { Action } from "../../quiz/quizzes.ts";
import type {
  CardScene,
  GoneScene,
  NothingScene,
  OpenScene,
  QuizRef,
  Scene,
  SummaryScene,
} from "../../quiz/scene.ts";
import { RATINGS, type Rating } from "../../study/rating.ts";
import { quizButton } from "../custom-id.ts";
import {
  type ButtonLook,
  bar,
  button,
  COLOURS,
  card,
  line,
  many,
  relative,
  row,
  shorten,
  text,
  type View,
} from "./parts.ts";

const RATING_LABELS: Readonly<Record<Rating, string>> = {
  1: "1 Not at all",
  2: "2",
  3: "3",
  4: "4",
  5: "5 Perfectly",
};

const RATING_STYLES: Readonly<Record<Rating, NonNullable<ButtonLook["style"]>>> = {
  1: "danger",
  2: "secondary",
  3: "secondary",
  4: "secondary",
  5: "success",
};

/** How much of each text is shown: together they stay below the 4,000 characters of a message. */
const MOST = { front: 1300, back: 2000, hint: 1000, tags: 100 } as const;

/** A front up to this length is set large; a longer one would fill the screen. */
const LARGE_FRONT = 220;

const press = (label: string, ref: QuizRef, action: Action, look?: ButtonLook) =>
  button(label, quizButton({ do: "press", ref, action }), look);

/** Draws any scene of a quiz. */
export function quizView(scene: Scene): View {
  switch (scene.scene) {
    case "card":
      return cardView(scene);
    case "summary":
      return summaryView(scene);
    case "nothing":
      return nothingView(scene);
    case "open":
      return openView(scene);
    case "gone":
      return goneView(scene);
  }
}

function cardView(scene: CardScene): View {
  const { ref, progress, answer, hint } = scene;
  const { known, total } = progress;
  const status = [
    `**${scene.deckTitle}**`,
    `${bar(known, total)} ${known} of ${total}`,
    ...(scene.isNew ? ["new"] : []),
  ];
  const large = scene.front.length <= LARGE_FRONT && !scene.front.includes("\n");
  const tags = scene.tags.map((tag) => `#${tag}`).join(" ");
  return card(
    answer ? COLOURS.answer : COLOURS.question,
    text(`-# ${status.join(" · ")}`),
    text(large ? `## ${scene.front}` : shorten(scene.front, MOST.front)),
    tags ? text(`-# ${shorten(tags, MOST.tags)}`) : undefined,
    typeof hint === "string"
      ? text(`> **Hint:** ${shorten(hint, MOST.hint).replaceAll("\n", "\n> ")}`)
      : undefined,
    ...(answer ? [line(), text(shorten(answer.back, MOST.back)), line(), text(ratingHelp(answer.days))] : []),
    scene.notice ? text(`-# ${scene.notice}`) : undefined,
    answer
      ? row(
          ...RATINGS.map((rating) =>
            press(RATING_LABELS[rating], ref, { rate: rating }, { style: RATING_STYLES[rating] }),
          ),
        )
      : row(
          press("Show answer", ref, "show", { style: "primary" }),
          ...(hint === true ? [press("Hint", ref, "hint")] : []),
        ),
    row(
      press("Undo", ref, "undo", { disabled: !scene.canUndo }),
      press("Skip", ref, "skip"),
      press("Stop", ref, "stop"),
    ),
  );
}

/** The question above the five buttons, and when each of them would bring the card back. */
function ratingHelp(days: Readonly<Record<Rating, number>>): string {
  const each = ([3, 4, 5] as const).map((rating) => `**${rating}** ${inDays(days[rating])}`);
  const back = [`**1** and **2** soon, and ${inDays(days[1])}`, ...each];
  return `**How well did you know this?**\n-# Comes back: ${back.join(" · ")}`;
}

const inDays = (days: number) => (days <= 1 ? "tomorrow" : `in ${span(days)}`);

/** A number of days as people say it. */
function span(days: number): string {
  if (days < 60) return `${days} days`;
  const months = days / 30.44;
  return months < 24 ? `${Math.round(months)} months` : `${(days / 365.25).toFixed(1)} years`;
}

function summaryView(scene: SummaryScene): View {
  const { progress, ref, spread } = scene;
  const reviews = RATINGS.reduce((sum, rating) => sum + spread[rating], 0);
  const headline = scene.resumable ? `## Stopped: ${scene.title}` : `## Done: ${scene.title}`;
  const facts =
    progress.total === 0
      ? ["All cards skipped"]
      : [
          `**${progress.known}** of ${many(progress.total, "card")} known`,
          many(reviews, "review"),
          `**${many(scene.points, "point")}**`,
          `streak **${many(scene.streak, "day")}**`,
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
    ...(reviews > 0 ? [line(), text(`**How well you knew them**\n${spreadLines(spread)}`)] : []),
    ...(back.length > 0 ? [line(), text(`**They come back**\n${cut(back, 6).join("\n")}`)] : []),
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
  );
}

/** The ratings given, as bars in a code block, where they line up. */
function spreadLines(spread: Readonly<Record<Rating, number>>): string {
  const most = Math.max(1, ...RATINGS.map((rating) => spread[rating]));
  const lines = RATINGS.toReversed().map((rating) => {
    const blocks = Math.ceil((spread[rating] / most) * 12);
    return `${RATING_LABELS[rating].padEnd(12)} ${"█".repeat(blocks)}${blocks > 0 ? " " : ""}${spread[rating]}`;
  });
  return ["```", ...lines, "```"].join("\n");
}

/** The first lines of a list, and how many more there are. */
function cut(lines: readonly string[], most: number): readonly string[] {
  return lines.length <= most
    ? lines
    : [...lines.slice(0, most), `- and ${many(lines.length - most, "more day")}`];
}

function nothingView(scene: NothingScene): View {
  const { userId, wish, newLeft, aheadLeft, nextDueAt } = scene;
  const where = scene.deckTitle ? `in **${scene.deckTitle}**` : "in your decks";
  const next = nextDueAt === undefined ? "" : ` The next card is due ${relative(nextDueAt)}.`;
  const start = (label: string, mode: "new" | "ahead", look?: ButtonLook) =>
    button(
      label,
      quizButton({ do: "start", userId, wish: { ...wish, mode, cards: undefined }, replaces: undefined }),
      look,
    );
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
      `**${title}**${where}: ${progress.known} of ${many(progress.total, "card")} known. Ratings so far are saved either way.`,
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
