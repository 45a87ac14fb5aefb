import { percent } from "../../account/choices.ts";
import type { ZoneChoice } from "../../reminders/zones.ts";
import { homeOf, type Learner } from "../../store/learner-record.ts";
import { intervalRatio, RETENTION } from "../../study/scheduler.ts";
import { ME_PREFIX, token, tokensOf } from "../custom-id.ts";
import {
  button,
  COLOURS,
  card,
  line,
  MOST_CHOICES,
  many,
  plain,
  relative,
  row,
  section,
  select,
  selectRow,
  text,
  type View,
} from "./parts.ts";

const id = tokensOf(ME_PREFIX);

/** The value of the choice for the server that was last quizzed in. */
export const LAST_HOME = "last";

/** A server as it is called. */
export interface Named {
  readonly id: string;
  readonly name: string;
}

/** What a person's settings are shown with. */
export interface MeScene {
  readonly learner: Learner;
  /** What the clock shows in their zone, e.g. "14:05". */
  readonly time: string;
  /** The servers that may be their home; those that the bot left are not among them. */
  readonly homes: readonly Named[];
  /** One sentence about what was just saved. */
  readonly notice?: string | undefined;
}

/** Everything a person can set about themselves. */
export function meView({ learner, time, homes, notice }: MeScene): View {
  const { zone, hidden, celebrate } = learner;
  const isShared = celebrate === "public";
  return card(
    COLOURS.calm,
    text("## Your settings"),
    notice ? text(notice) : undefined,
    section(
      `**Time zone**\n${zone ? `${plain(zone)}, ${time} there now` : `Not set, so UTC: ${time}`}`,
      button("Zone…", id("zone")),
    ),
    text("-# Your day of study lasts from 04:00 to 04:00 there, and reminders come by its clock."),
    line(),
    section(`**How much a day**\n${limitsText(learner)}`, button("Limits…", id("limits"))),
    text(`-# ${retentionText(learner)}`),
    line(),
    section(
      `**Leaderboards**\n${hidden ? "You are on none" : "You stand on those of your servers"}`,
      button(hidden ? "Show me" : "Hide me", id("boards", hidden ? "show" : "hide")),
    ),
    text(
      hidden
        ? "-# Points are counted all the same: shown again, you stand where you belong."
        : "-# Everybody in a server can see its boards.",
    ),
    line(),
    section(
      `**Milestones of your streak**\n${isShared ? "Shown in the channel where you reach them" : "Celebrated for you alone"}`,
      button(isShared ? "Only to me" : "Show them", id("celebrate", isShared ? "private" : "public")),
    ),
    line(),
    ...homeParts(learner, homes),
    line(),
    text("**Your data**\n-# All that is kept about you: as a file, or gone."),
    row(button("Export it", id("export")), button("Delete it…", id("delete"))),
    text("-# Everything is saved as you choose it."),
  );
}

function limitsText({ newADay, reviewsADay, retention }: Learner): string {
  const reviews =
    reviewsADay === Number.POSITIVE_INFINITY ? "all reviews that are due" : many(reviewsADay, "review");
  return `${many(newADay, "new card")}, ${reviews}, wanted retention ${percent(retention)} %`;
}

function retentionText({ retention }: Learner): string {
  const ratio = intervalRatio(retention);
  const against =
    ratio === 1
      ? "that is the usual."
      : `cards wait about ${ratio.toFixed(1)} times as long as at the usual ${percent(RETENTION.standard)} %.`;
  return `A card comes back when you would recall ${percent(retention)} of 100 like it: ${against}`;
}

function homeParts(learner: Learner, homes: readonly Named[]) {
  const intro =
    "**Home server**\n-# Where the bot's own decks count when you review them in direct messages.";
  const last = homes.find(({ id }) => id === learner.home)?.name;
  if (homes.length === 0) return [text(`${intro} It will be the first server you quiz in.`)];
  const chosen = homeOf(learner) === learner.chosenHome ? learner.chosenHome : LAST_HOME;
  return [
    text(intro),
    selectRow(
      select(id("home"), "Home server", [
        {
          label: "The one I last quizzed in",
          value: LAST_HOME,
          description: last && `Now ${last}`,
          chosen: chosen === LAST_HOME,
        },
        ...homes.slice(0, MOST_CHOICES - 1).map(({ id, name }) => ({
          label: name,
          value: id,
          chosen: chosen === id,
        })),
      ]),
    ),
  ];
}

/**
 * What was written can stand for several zones, or is none.
 *
 * @param prefix of the buttons: whose settings they are
 * @param back the `custom_id` of the button that goes back to them
 */
export function whichZoneView(
  prefix: string,
  typed: string,
  closest: readonly ZoneChoice[],
  back: string,
): View {
  return card(
    COLOURS.question,
    text("## Which time zone is it?"),
    text(`“${plain(typed)}” is not the name of just one. Nothing was changed yet.`),
    selectRow(
      select(
        token(prefix, "zone"),
        "Pick the zone",
        closest.map(({ zone, label }) => ({ label, value: zone })),
      ),
    ),
    row(button("Write it otherwise", token(prefix, "zone", typed)), button("Leave it", back)),
  );
}

/** What to say of the next reminder once a zone is set. @param next in milliseconds */
export const movedNotice = (next: number | undefined): string =>
  next === undefined
    ? "Saved."
    : `Saved. Your reminder keeps its hour: the next one comes ${relative(next)}.`;
