import {
  type APIComponentInContainer,
  type APIContainerComponent,
  type APIMessageTopLevelComponent,
  ComponentType,
} from "discord.js";
import { type Block, blockText } from "../../decks/blocks.ts";
import type {
  CheckpointScene,
  Points,
  PublicScene,
  RoundCardScene,
  RoundEndScene,
} from "../../rounds/scene.ts";
import type { RoundEnd } from "../../study/round.ts";
import type { Drawn } from "../pictures.ts";
import { roundButton } from "../round-id.ts";
import { LETTERS } from "./answers.ts";
import { paginate } from "./paging.ts";
import {
  type ButtonLook,
  bar,
  button,
  COLOURS,
  card,
  gist,
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
import { isLarge } from "./quiz-page.ts";
import { spreadLines } from "./ratings.ts";
import { choicePictures, pickRow, ratingRow, toldChoices } from "./round-answer.ts";

/** Of each side so much stands in the message; of a longer one everybody can have the whole for themselves. */
const MOST_SIDE = 1200;
const SIDE_ROOM = { pictures: 4, blocks: 7 } as const;

/** The same where choices stand beside it. */
const MOST_SIDE_OF_CHOICE = 900;
const SIDE_ROOM_OF_CHOICE = { pictures: 3, blocks: 6 } as const;

/** Characters of a card's tags, and of a front in a list. */
const MOST_TAGS = 100;
const MOST_GIST = 120;

/** People and cards in a list. */
const MOST_LISTED = 10;
const MOST_HARD = 5;

interface Sides {
  readonly front: readonly Block[];
  readonly back: readonly Block[];
  /** Whether there is more of the card than that. */
  readonly shortened: boolean;
}

/** What of a card fits into the message. */
function sidesOf({ front, back, choice }: RoundCardScene): Sides {
  const cut = (side: readonly Block[]) =>
    choice ? paginate(side, MOST_SIDE_OF_CHOICE, SIDE_ROOM_OF_CHOICE) : paginate(side, MOST_SIDE, SIDE_ROOM);
  const [fronts, backs] = [cut(front), cut(back)];
  return { front: fronts[0] ?? [], back: backs[0] ?? [], shortened: fronts.length + backs.length > 2 };
}

/** The formulas and images that a scene shows, and the deck they belong to. */
export function roundPicturesOf(scene: PublicScene): {
  readonly deckId: string;
  readonly blocks: readonly Block[];
} {
  if (scene.scene !== "round-card") return { deckId: "", blocks: [] };
  const { front, back } = sidesOf(scene);
  const { choice } = scene;
  const blocks = [...front, ...(choice ? choicePictures({ choice, back }) : back)];
  return { deckId: scene.card.deck, blocks: blocks.filter(({ kind }) => kind !== "text") };
}

/**
 * Draws what everybody sees of a round.
 *
 * @param drawn the pictures there are of `roundPicturesOf(scene)`; of others the source is shown
 */
export function roundView(scene: PublicScene, drawn: Drawn): View {
  switch (scene.scene) {
    case "round-card":
      return { components: cardComponents(scene, drawn), files: [...drawn.values()] };
    case "gone-card":
      return card(
        COLOURS.calm,
        text(`-# Card ${scene.position} of ${scene.total}`),
        text("This card has been taken out of its deck."),
        scene.closed ? undefined : goOnRow(scene),
      );
    case "checkpoint":
      return checkpointView(scene);
    case "round-end":
      return endView(scene);
  }
}

const container = (
  accent: number,
  components: readonly (APIComponentInContainer | undefined)[],
  spoiler = false,
): APIContainerComponent => ({
  type: ComponentType.Container,
  accent_color: accent,
  components: components.filter((component) => component !== undefined),
  ...(spoiler && { spoiler }),
});

/**
 * The card, the answer under its cover or four choices, and below what changes while people press: an edit leaves open
 * what a person has opened.
 */
function cardComponents(scene: RoundCardScene, drawn: Drawn): APIMessageTopLevelComponent[] {
  const { position, total, state, host, tags, ref, choice } = scene;
  const { front, back, shortened } = sidesOf(scene);
  const show = showing(drawn);
  const isClosed = state === "closed";
  const isCovered = state === "open" || state === "paused";
  const tagged = tags.map((tag) => `#${tag}`).join(" ");
  const question = [
    text(
      `-# **${plain(scene.deckTitle)}** · ${bar(position, total)} card ${position} of ${total} · led by <@${host}>`,
    ),
    ...front.map((block, index) =>
      index === 0 && isLarge(front) ? text(`## ${blockText(block)}`) : show(block),
    ),
    tagged ? text(`-# ${shorten(tagged, MOST_TAGS)}`) : undefined,
  ];
  const accent = isClosed ? COLOURS.calm : choice?.told ? COLOURS.answer : COLOURS.question;
  return [
    ...(choice
      ? [container(accent, [...question, line(), ...toldChoices({ choice, back }, drawn)])]
      : [
          container(accent, question),
          container(isClosed ? COLOURS.calm : COLOURS.answer, back.map(show), isCovered),
        ]),
    text(statusOf(scene)),
    ...(isClosed
      ? []
      : [
          choice && !choice.told ? pickRow(ref, position, choice.ask) : ratingRow({ ...ref, ...scene }),
          goOnRow(scene, {
            ...(state === "over" && { look: { style: "primary" } }),
            ...(shortened && { whole: true }),
          }),
        ]),
  ];
}

/** How a round goes on from its card. */
function goOnRow(
  { position, total, ref }: Pick<RoundCardScene, "position" | "total" | "ref">,
  { look = {}, whole = false }: { readonly look?: ButtonLook; readonly whole?: boolean } = {},
) {
  return row(
    button(position < total ? "Next card" : "Finish", roundButton({ do: "next", ref, position }), look),
    ...(whole ? [button("Whole card", roundButton({ do: "whole", ref, position }))] : []),
    button("Menu", roundButton({ do: "menu", ref })),
  );
}

/** How many have done it. */
function countOf({ rated, choice }: RoundCardScene): string {
  const ratings = rated === 0 ? "Nobody has rated yet" : `**${rated}** rated`;
  if (!choice) return ratings;
  if (choice.answered === 0) return "Nobody has answered yet";
  return `**${choice.answered}** answered · ${rated === 0 ? "nobody has rated yet" : ratings}`;
}

/** How the group did, where that can be told. */
const rightWords = ({ choice }: RoundCardScene) =>
  choice?.told?.right === undefined ? [] : [`${choice.told.right} of ${choice.answered} were right`];

/** What stands below a card: what to do, how many have done it, who is in, and what comes next. */
function statusOf(scene: RoundCardScene): string {
  const { state, rated, people, more, until, host, why, choice } = scene;
  if (state === "closed") {
    const facts = [...rightWords(scene), rated === 0 ? "Nobody rated this card" : `${rated} rated this card`];
    return `-# ${facts.join(" · ")}.`;
  }
  const names = people.map((id) => `<@${id}>`).join(" ");
  const facts = [
    countOf(scene),
    `in: ${names}${more > 0 ? ` and ${more} more` : ""}`,
    ...(why === undefined ? [] : [why]),
  ];
  const told = choice?.told && `It is **${LETTERS[choice.told.place]}**.`;
  if (state === "over") {
    const next = until === undefined ? "" : `, else it comes ${relative(until)}`;
    const did = [...(told ? [told] : []), ...rightWords(scene).map((words) => `**${words}.**`)];
    return [
      ["**Time's up.**", ...did, `Not rated yet? You still can. Anybody may press **Next**${next}.`].join(
        " ",
      ),
      `-# ${facts.join(" · ")}`,
    ].join("\n");
  }
  const ask = choice
    ? (told ??
      "**Which one is it?** Pick a letter, then say how sure you were; nobody else sees what you give.")
    : "**How well did you know it?** Open the answer, then press; nobody else sees what you give.";
  if (state === "paused") return `**Paused.** ${ask}\n-# ${[...facts, `<@${host}> goes on`].join(" · ")}`;
  const ends = until === undefined ? `<@${host}> goes on` : `time is up ${relative(until)}`;
  return `${ask}\n-# ${[...facts, ends].join(" · ")}`;
}

const pointsLine = (points: Points) =>
  points
    .slice(0, MOST_LISTED)
    .map(([userId, count]) => `<@${userId}> ${count}`)
    .join(" · ") + (points.length > MOST_LISTED ? ` · and ${points.length - MOST_LISTED} more` : "");

function checkpointView({ shown, cards, spread, hardest, points }: CheckpointScene): View {
  return card(
    COLOURS.calm,
    text(`**After ${many(shown, "card")}**`),
    text(
      spread
        ? `How sure you were of the last ${cards}:\n${spreadLines(spread)}`
        : "-# How sure you were is told once three or more have rated, so that nobody's ratings can be guessed.",
    ),
    hardest === undefined ? undefined : text(`**Hardest:** ${gist(hardest, MOST_GIST)}`),
    points.length > 0 ? text(`**Points so far:** ${pointsLine(points)}`) : undefined,
  );
}

const REASONS: Readonly<Record<RoundEnd, string | undefined>> = {
  finished: undefined,
  stopped: undefined,
  "no-channel": undefined,
  "no-cards": "There is no further card in the deck.",
  nobody: "It ended by itself: nobody rated three cards in a row.",
  idle: "It ended by itself: nobody did anything for an hour.",
};

function endView(scene: RoundEndScene): View {
  const { ref, cards, people, ratings, spread, hard, points, title, why } = scene;
  const reason = REASONS[why];
  const again = button("Another round", roundButton({ do: "again", ref }));
  const facts = [many(cards, "card"), many(people, "person", "people"), many(ratings, "rating")];
  return card(
    COLOURS.done,
    text(`## Round over: ${plain(title)}`),
    text(facts.join(" · ")),
    reason === undefined ? undefined : text(reason),
    ...(spread ? [line(), text(`**How sure you were together**\n${spreadLines(spread)}`)] : []),
    ...(hard.length > 0
      ? [
          line(),
          text(
            `**Hard for you all**\n${hard
              .slice(0, MOST_HARD)
              .map((front) => `- ${gist(front, MOST_GIST)}`)
              .join("\n")}`,
          ),
        ]
      : []),
    ...(points.length > 0 ? [line(), text(`**Points:** ${pointsLine(points)}`)] : []),
    scene.rated
      ? row(
          button("My summary", roundButton({ do: "mine", ref }), { style: "primary" }),
          button("Turn the hard ones into a deck", roundButton({ do: "hard", ref })),
          again,
        )
      : row(again),
  );
}
