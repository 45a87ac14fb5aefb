import { setTimeout as wait } from "node:timers/promises";
import {
  type AutocompleteInteraction,
  type ButtonInteraction,
  type ChatInputCommandInteraction,
  InteractionContextType,
  MessageFlags,
} from "discord.js";
import { formatDays, readDays, readTime } from "../../reminders/read-time.ts";
import type { ReminderWish, Reminding } from "../../reminders/reminding.ts";
import type { Delivery } from "../../reminders/sender.ts";
import { EVERY_DAY } from "../../reminders/when.ts";
import { deadlineIn } from "../../store/connection.ts";
import { UserError } from "../../user-error.ts";
import type { Command, Context } from "../command.ts";
import { readToken } from "../custom-id.ts";
import type { DirectMessages, Recipient } from "../direct-messages.ts";
import { unknownButtonView } from "../views/notes.ts";
import { plain, shorten, type View } from "../views/parts.ts";
import {
  closedView,
  confirmView,
  noReminderView,
  reminderView,
  remindOffView,
  remindOnView,
  remindShowView,
  skippedView,
  snoozedView,
  triedView,
} from "../views/remind.ts";

/** For what is noted once the person has waited for Discord. Milliseconds. */
const PATIENCE = 2000;

/** A person waits so long for Discord to take a message, at the top of the hour say. Milliseconds. */
const MOST_WAIT = 2500;

/** Zones that a mistaken one is answered with. */
const MOST_ZONES = 10;

const USUAL_DAYS = ["every day", "weekdays", "weekends"] as const;

/** `/remind on` */
export async function turnRemindersOn(
  interaction: ChatInputCommandInteraction,
  context: Context,
): Promise<void> {
  const { options, user } = interaction;
  const { reminding, deadline } = context;
  const time = readTime(options.getString("time", true));
  if ("understood" in time) throw new UserError(plain(time.understood));
  const before = await reminding.get(user.id, deadline);
  const typedDays = options.getString("days");
  const days = typedDays === null ? { days: before?.reminder.days ?? EVERY_DAY } : readDays(typedDays);
  if ("understood" in days) throw new UserError(plain(days.understood));
  const wish = {
    ...time,
    ...days,
    zone: await zoneFor(user.id, options.getString("timezone"), context),
    silent: options.getBoolean("quiet") ?? before?.reminder.silent ?? false,
  };
  await switchOn(interaction, wish, context);
}

/** The zone that was typed, or else the one this person has set before. */
async function zoneFor(userId: string, typed: string | null, { reminding, deadline }: Context) {
  if (typed === null) {
    const zone = await reminding.zone(userId, deadline);
    if (zone !== undefined) return zone;
    throw new UserError(
      "I don't know your time zone yet. Add `timezone`: start to type a city or a country, and pick it from the list.",
    );
  }
  const read = reminding.readZone(typed);
  if ("zone" in read) return read.zone;
  throw new UserError(
    [
      `I can't tell which time zone “${plain(shorten(typed, 40))}” is. Pick one from the list while you type \`timezone\`, perhaps one of these:`,
      ...read.closest.slice(0, MOST_ZONES).map(({ label }) => `- ${plain(label)}`),
    ].join("\n"),
  );
}

type Asked = ChatInputCommandInteraction | ButtonInteraction;

/** Whether a button is in a direct message that the bot sent: another one need not show that they get through. */
const isInDirect = (interaction: Asked) =>
  interaction.isButton() &&
  interaction.context === InteractionContextType.BotDM &&
  !interaction.message.flags.has(MessageFlags.Ephemeral);

async function switchOn(interaction: Asked, wish: ReminderWish, context: Context): Promise<void> {
  const { reminding, direct, respond, deadline } = context;
  const userId = interaction.user.id;
  const now = await reminding.turnOn(userId, wish, deadline);
  if (isInDirect(interaction)) {
    await respond.show(remindOnView(now, "here"));
    return;
  }
  const to = { userId, channelId: now.reminder.channelId, silent: wish.silent };
  const delivery = await sendNow(to, confirmView(now), interaction.id, direct);
  await note(userId, delivery, context);
  await respond.show(
    delivery.outcome === "closed"
      ? closedView(true)
      : remindOnView(now, delivery.outcome === "sent" ? "sent" : "unsure"),
  );
}

/** Sends a message to somebody who waits for it, after the others that go out just now. */
async function sendNow(to: Recipient, view: View, nonce: string, direct: DirectMessages): Promise<Delivery> {
  const end = performance.now() + MOST_WAIT;
  for (;;) {
    const delivery = await direct.send(to, view, nonce);
    if (delivery.outcome !== "wait" || performance.now() + delivery.milliseconds > end) return delivery;
    await wait(delivery.milliseconds);
  }
}

/** Notes what a message taught of this person. Where that fails, the next reminder teaches it again. */
async function note(userId: string, delivery: Delivery, { reminding, log }: Context): Promise<void> {
  const soon = deadlineIn(PATIENCE);
  try {
    if (delivery.outcome === "sent") await reminding.noteChannel(userId, delivery.channelId, soon);
    else if (delivery.outcome === "closed") await reminding.noteClosed(userId, soon);
    else log.warn({ ...("error" in delivery && { err: delivery.error }) }, "could not send a direct message");
  } catch (error) {
    log.warn({ err: error }, "could not note what became of a direct message");
  }
}

/** `/remind off` */
export async function turnRemindersOff(
  { user }: ChatInputCommandInteraction,
  { reminding, respond, mention, deadline }: Context,
): Promise<void> {
  const before = await reminding.get(user.id, deadline);
  const were = await reminding.turnOff(user.id, deadline);
  await respond.show(before ? remindOffView(were) : noReminderView(mention("remind on")));
}

/** `/remind show` */
export async function showReminders(
  { user }: ChatInputCommandInteraction,
  { reminding, respond, mention, deadline }: Context,
): Promise<void> {
  const set = await reminding.get(user.id, deadline);
  await respond.show(set ? remindShowView(set) : noReminderView(mention("remind on")));
  if (set?.still === "closed" && !set.reminder.told) {
    await reminding.noteClosed(user.id, deadlineIn(PATIENCE));
  }
}

/** `/remind now` */
export async function tryReminder(
  { id, user }: ChatInputCommandInteraction,
  context: Context,
): Promise<void> {
  const { reminding, direct, respond, deadline } = context;
  const set = await reminding.get(user.id, deadline);
  const isOn = set !== undefined && !set.still;
  const scene = await reminding.preview(user.id, deadline);
  if (scene.decks.length === 0) {
    await respond.show(triedView("nothing", set));
    return;
  }
  const to = { userId: user.id, channelId: set?.reminder.channelId, silent: set?.reminder.silent ?? false };
  const delivery = await sendNow(to, reminderView(scene, { on: isOn }), id, direct);
  if (set) await note(user.id, delivery, context);
  await respond.show(
    delivery.outcome === "closed"
      ? closedView(isOn)
      : triedView(delivery.outcome === "sent" ? "sent" : "unsure", set),
  );
}

/** The buttons of reminders, and of what is said about them. Whoever presses one acts on their own. */
export async function pressReminder(interaction: ButtonInteraction, context: Context): Promise<void> {
  const { reminding, respond, deadline } = context;
  const userId = interaction.user.id;
  const { verb, args } = readToken(interaction.customId);
  const [day = "", times = ""] = args;
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(day);
  if (verb === "on") {
    const set = await reminding.get(userId, deadline);
    if (!set) throw new UserError("There are no reminders to switch on. `/remind on` sets the time.");
    await switchOn(interaction, wishOf(set), context);
  } else if (verb === "stop") {
    await respond.show(remindOffView(await reminding.turnOff(userId, deadline)));
  } else if (verb === "snooze" && isDay && /^\d$/.test(times)) {
    const at = await reminding.snooze(userId, day, Number(times), deadline);
    await respond.show(snoozedView(userId, day, at));
  } else if (verb === "skip" && isDay) {
    await respond.show(skippedView(userId, await reminding.skip(userId, day, deadline)));
  } else await respond.tell(unknownButtonView());
}

const wishOf = ({ reminder: { zone, minutes, days, silent } }: Reminding): ReminderWish => ({
  zone,
  minutes,
  days,
  silent,
});

/** What to offer for the options `timezone` and `days`. */
export const completeReminder: NonNullable<Command["complete"]> = (
  interaction: AutocompleteInteraction,
  { reminding },
) => {
  const { name, value } = interaction.options.getFocused(true);
  if (name === "timezone") {
    return reminding.suggestZones(value).map(({ zone, label }) => ({ name: label, value: zone }));
  }
  const read = value.trim() === "" ? undefined : readDays(value);
  const meant = read && "days" in read ? [formatDays(read.days)] : [];
  return [...new Set([...meant, ...USUAL_DAYS])].map((days) => ({ name: days, value: days }));
};
