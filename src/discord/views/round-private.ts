import { type APIUserSelectComponent, ComponentType } from "discord.js";
import type { Block } from "../../decks/blocks.ts";
import type {
  BegunScene,
  HardDeckScene,
  HardOnesScene,
  MenuScene,
  NotNextScene,
  OwnEndScene,
  PickedScene,
  Place,
  PrivateScene,
  RatedScene,
  RoundGoneScene,
  RoundRef,
  RoundTroubleScene,
  RunningScene,
  UnratedScene,
} from "../../rounds/scene.ts";
import { RATINGS } from "../../study/rating.ts";
import { quizButton } from "../custom-id.ts";
import type { Drawn } from "../pictures.ts";
import { type RoundVerb, roundButton } from "../round-id.ts";
import { paginate } from "./paging.ts";
import {
  type ButtonLook,
  button,
  COLOURS,
  card,
  cut,
  gist,
  line,
  many,
  plain,
  relative,
  row,
  rowOf,
  selectRow,
  showing,
  text,
  type View,
} from "./parts.ts";
import { spreadLines } from "./ratings.ts";
import { answeredParts, answeredPictures } from "./round-answer.ts";
import { streakWords } from "./streak.ts";

/** Characters of a front in a list. */
const MOST_GIST = 120;

const act = (label: string, verb: RoundVerb, ref: RoundRef, look?: ButtonLook) =>
  button(label, roundButton({ do: verb, ref }), look);

/** A link to a message, as Markdown. */
const linkTo = (words: string, { guildId, channelId, messageId }: Place) =>
  `[${words}](https://discord.com/channels/${guildId}/${channelId}/${messageId})`;

/** The formulas and images that a scene shows, and the deck they belong to. */
export function privatePicturesOf(scene: PrivateScene): {
  readonly deckId: string;
  readonly blocks: readonly Block[];
} {
  const answered = scene.scene === "picked" ? scene : scene.scene === "rated" ? scene.answered : undefined;
  return { deckId: answered?.at.card.deck ?? "", blocks: answered ? answeredPictures(answered) : [] };
}

/**
 * Draws what one person alone is shown of a round.
 *
 * @param drawn the pictures there are of `privatePicturesOf(scene)`; of others the source is shown
 */
export function privateView(
  scene: PrivateScene,
  mention: (command: string) => string,
  drawn: Drawn = new Map(),
): View {
  switch (scene.scene) {
    case "rated":
      return { ...ratedView(scene, drawn), files: [...drawn.values()] };
    case "picked":
      return { ...pickedView(scene, drawn), files: [...drawn.values()] };
    case "unrated":
      return unratedView(scene);
    case "running":
      return runningView(scene);
    case "begun":
      return begunView(scene);
    case "menu":
      return menuView(scene);
    case "not-next":
      return notNextView(scene);
    case "round-gone":
      return goneView(scene, mention);
    case "round-trouble":
      return troubleView(scene);
    case "own-end":
      return ownView(scene);
    case "hard-ones":
      return hardView(scene);
    case "hard-deck":
      return deckView(scene);
  }
}

const inDays = (days: number) => (days <= 1 ? "tomorrow" : `in ${many(days, "day")}`);

function ratedView(scene: RatedScene, drawn: Drawn): View {
  const { rating, days, point, points, streak, instead, position, news, answered } = scene;
  const words = news && streakWords(news);
  const facts = [
    `back **${inDays(days)}**`,
    ...(point === "earned" ? ["**+1 point**"] : []),
    ...(points > 0 ? [`${many(points, "point")} in this round`] : []),
    ...(streak > 0 ? [`streak ${many(streak, "day")}`] : []),
  ];
  const what =
    instead === undefined
      ? `**You gave card ${position} a ${rating}**`
      : `**Now a ${rating}** instead of ${instead}`;
  return card(
    COLOURS.answer,
    text(`${what} · ${facts.join(" · ")}`),
    text(
      point === "too-quick"
        ? "-# It is in your schedule, but came too quickly to earn a point: take a moment to recall."
        : "-# It is in your own schedule. Changed your mind? Press another number.",
    ),
    words === undefined ? undefined : text(`-# ${words}`),
    ...(answered ? [line(), ...answeredParts(answered, drawn)] : []),
  );
}

const pickedView = (scene: PickedScene, drawn: Drawn): View =>
  card(
    COLOURS.answer,
    scene.again ? text("-# You have answered this card already, and that stands.") : undefined,
    ...answeredParts(scene, drawn),
  );

const UNRATED = {
  over: "**This card has had its turn**, so that came too late for it.",
  elsewhere: "**Not changed:** you have reviewed this card elsewhere since. What you gave here first stays.",
  gone: "**This card has been taken out of its deck**, so there is nothing to rate.",
  ended: "**This round is over**, so that came too late for it.",
  unanswered: "**Pick one of the letters first**, then say how sure you were.",
  late: "**The time to pick one is up**, and everybody sees which one it is. You can still rate the card, 1 or 2.",
  changed: "**The deck has changed meanwhile**, and so have the choices: look at them again.",
  disagrees: "**That does not go with your answer.**",
} as const;

const unratedView = ({ why, words, at }: UnratedScene): View =>
  card(
    COLOURS.calm,
    text(`${UNRATED[why]}${words ? ` ${words}` : ""}${at ? ` ${linkTo("To the round", at)}` : ""}`),
  );

const runningView = ({ ref, host, at }: RunningScene): View =>
  card(
    COLOURS.calm,
    text("## A round is on here"),
    text(
      `<@${host}> leads it. ${at ? linkTo("Go to its card", at) : "Its card is on its way"}; press a button under it and you are in.`,
    ),
    row(act("Show the card down here", "down", ref, { style: "primary" }), act("Menu", "menu", ref)),
  );

function begunView({ ref, at, timed, textOnly, own }: BegunScene): View {
  const notes = [
    ...(textOnly ? ["I may not attach files here, so formulas and images stand as text."] : []),
    ...(own ? ["The deck is your own: everybody here sees its cards, and only you can learn it alone."] : []),
  ];
  return card(
    COLOURS.done,
    text(`**Your round is on.** ${at ? linkTo("To its card", at) : "Its first card is on its way."}`),
    text(
      timed
        ? "It goes on by itself. **Next** goes on sooner; **Menu** pauses it, passes it on or ends it."
        : "You lead it: **Next** shows the next card; **Menu** pauses it, passes it on or ends it.",
    ),
    ...notes.map((note) => text(`-# ${note}`)),
    row(act("Menu", "menu", ref)),
  );
}

/** A select of a person, to lead the round. */
const passSelect = (ref: RoundRef): APIUserSelectComponent => ({
  type: ComponentType.UserSelect,
  custom_id: roundButton({ do: "pass", ref }),
  placeholder: "Pass the round on to…",
});

function menuView({ ref, host, paused, may, silent, at, notice }: MenuScene): View {
  const leads = may === "lead" || may === "moderate";
  const down = act("Show the card down here", "down", ref);
  const buttons = [
    ...(leads
      ? [
          paused
            ? act("Go on", "resume", ref, { style: "primary" })
            : act("Pause", "pause", ref, { style: "primary" }),
        ]
      : []),
    ...(may !== "lead" && (silent || may === "moderate")
      ? [act("Take over", "take", ref, { style: leads ? "secondary" : "primary" })]
      : []),
    down,
    ...(leads ? [act("End the round", "end", ref, { style: "danger" })] : []),
  ];
  const who =
    may === "lead"
      ? "You lead this round."
      : `<@${host}> leads this round.${silent || leads ? "" : " If they fall silent for two minutes, anybody can take over here."}`;
  return card(
    COLOURS.calm,
    text(`${notice ?? who}${at ? ` ${linkTo("To its card", at)}` : ""}`),
    rowOf(buttons),
    may === "lead" || may === "moderate" ? selectRow(passSelect(ref)) : undefined,
  );
}

function notNextView({ ref, why, host, until, mayTakeOver }: NotNextScene): View {
  if (why === "coming") return card(COLOURS.calm, text("The next card is on its way."));
  const words =
    why === "paused"
      ? `The round stands still; <@${host}> goes on.`
      : until === undefined
        ? `<@${host}> leads this round and shows the next card.`
        : `<@${host}> can go on now, everybody ${relative(until)}, when the time is up.`;
  return card(
    COLOURS.calm,
    text(mayTakeOver ? `${words} They have been silent for a while.` : words),
    mayTakeOver ? row(act("Take over", "take", ref, { style: "primary" })) : undefined,
  );
}

function goneView({ at }: RoundGoneScene, mention: (command: string) => string): View {
  return card(
    COLOURS.calm,
    text(
      at
        ? `This round is over. ${linkTo("Another one is on here", at)}.`
        : `This round is over. ${mention("quiz")} \`with: everyone\` starts another.`,
    ),
  );
}

function troubleView({ ref, why }: RoundTroubleScene): View {
  if (why === "no-channel") {
    return card(
      COLOURS.trouble,
      text("**Your round has ended:** its channel is not there any more. What everybody rated is saved."),
    );
  }
  return card(
    COLOURS.trouble,
    text(
      `**Your round in <#${ref.channelId}> stands still:** I may not write there any more. I need View Channel and Send Messages (in a thread: Send Messages in Threads). What everybody rated is saved.`,
    ),
    row(act("Go on", "resume", ref, { style: "primary" }), act("End the round", "end", ref)),
  );
}

function ownView({ ref, cards, spread, points, streak, comesBack, hard }: OwnEndScene): View {
  if (cards === 0) {
    return card(
      COLOURS.calm,
      text("You rated no card of this round, so there is nothing to sum up. Join the next one!"),
    );
  }
  const back = comesBack.map(({ at, cards: due }) => `- ${relative(at)}: ${many(due, "card")}`);
  const known = RATINGS.filter((rating) => rating >= 3).reduce((sum, rating) => sum + spread[rating], 0);
  return card(
    COLOURS.done,
    text("## Your part of the round"),
    text(
      `**${known}** of ${many(cards, "card")} known · **${many(points, "point")}** · streak **${many(streak, "day")}**`,
    ),
    line(),
    text(`**How well you knew them**\n${spreadLines(spread)}`),
    line(),
    text(`**They come back**\n${cut(back, 6, "day").join("\n")}`),
    hard > 0 ? row(act("Turn the hard ones into a deck", "hard", ref)) : undefined,
  );
}

function hardView({ ref, cards, fronts, inServer }: HardOnesScene): View {
  const more = cards - fronts.length;
  const list = [
    ...fronts.map((front) => `- ${gist(front, MOST_GIST)}`),
    ...(more > 0 ? [`- and ${many(more, "more card")}`] : []),
  ];
  return card(
    COLOURS.calm,
    text(`## A deck of ${many(cards, "hard card")}`),
    text(`Those the group found hard, and those you rated 1 or 2:\n${list.join("\n")}`),
    text("Whose deck is it to be?"),
    row(
      act("My own", "deckmine", ref, { style: "primary" }),
      ...(inServer ? [act("The server's", "deckserver", ref)] : []),
    ),
  );
}

function deckView({ userId, deckId, title, cards, owner }: HardDeckScene): View {
  const whose = owner === "me" ? "It is yours; nobody else sees it." : "Everybody here can learn it.";
  const wish = { deck: deckId, mode: "study", cards: undefined } as const;
  return card(
    COLOURS.done,
    text(`**${plain(title)}** is a deck now, with ${many(cards, "card")}. ${whose}`),
    row(
      button("Quiz me", quizButton({ do: "start", userId, wish, replaces: undefined }), { style: "primary" }),
    ),
  );
}

/** A long card, page by page: the question first, then the answer. */
interface WholePage {
  readonly side: "Question" | "Answer";
  readonly blocks: readonly Block[];
  readonly page: number;
  readonly pages: number;
}

/** One page of a long card; a number that is too high is the last page's. @param back nothing while it is not told */
export function wholePage(front: readonly Block[], back: readonly Block[], wanted: number): WholePage {
  const pages = [
    ...paginate(front).map((blocks) => ({ side: "Question", blocks }) as const),
    ...(back.length > 0 ? paginate(back) : []).map((blocks) => ({ side: "Answer", blocks }) as const),
  ];
  const page = Math.min(wanted, pages.length - 1);
  return { ...(pages[page] ?? { side: "Question", blocks: [] }), page, pages: pages.length };
}

/** @param drawn the pictures there are of the page */
export function wholeView(
  ref: RoundRef,
  position: number,
  { side, blocks, page, pages }: WholePage,
  drawn: Drawn,
): View {
  const to = (label: string, target: number, look?: ButtonLook) =>
    button(label, roundButton({ do: "whole", ref, position, page: target }), look);
  const view = card(
    side === "Answer" ? COLOURS.answer : COLOURS.question,
    text(`-# ${side} of card ${position} · page ${page + 1} of ${pages}`),
    ...blocks.map(showing(drawn)),
    rowOf([
      ...(page > 0 ? [to("◀ Back", page - 1)] : []),
      ...(page < pages - 1 ? [to("Next ▶", page + 1, { style: "primary" })] : []),
    ]),
  );
  return { ...view, files: [...drawn.values()] };
}
