/** When to remind a learner, and what came of it so far. */
export interface Reminder {
  /** IANA time zone. */
  readonly zone: string;
  /** Minutes since midnight of the wall clock, 0 to 1439. */
  readonly minutes: number;
  /** Bit 0 is Monday, bit 6 Sunday. */
  readonly days: number;
  /** Whether the message makes no sound. */
  readonly silent: boolean;
  /** The direct-message channel, once it is known: it saves half of the requests. */
  readonly channelId: string | undefined;
  /** The local day (yyyy-mm-dd) that was dealt with last, and when, in ms since 1970 (whole seconds are kept). */
  readonly lastDay: string | undefined;
  readonly lastAt: number | undefined;
  /** Reminders sent since the learner last used the bot. */
  readonly unused: number;
  /** The learner's revision when the last reminder was sent: when it has risen, the bot was used. */
  readonly revision: string | undefined;
  /** Whether they cannot be messaged: nobody tries until they have switched reminders on again. */
  readonly closed: boolean;
  /** Whether they were told that they cannot be. */
  readonly told: boolean;
  /** Whether they switched reminders off. What they set is kept, for when they come back. */
  readonly off: boolean;
  /** The send that is under way, or whose end nobody knows. */
  readonly attempt: Attempt | undefined;
  /** How often the last reminder was put off. */
  readonly snoozes: number;
  /** When it was last set, in ms since 1970 (up to the next whole second). */
  readonly setAt: number | undefined;
}

/** A send that was begun. */
interface Attempt {
  /** The local day that it is of, and how often that reminder had been put off. */
  readonly day: string;
  readonly snooze: number;
  /** Milliseconds since 1970 (whole seconds are kept). */
  readonly at: number;
}

/** A reminder of somebody who has just set it, without anything that came of one. */
export const newReminder = (
  schedule: Pick<Reminder, "zone" | "minutes" | "days"> & { readonly silent?: boolean },
): Reminder => ({
  silent: false,
  ...schedule,
  channelId: undefined,
  lastDay: undefined,
  lastAt: undefined,
  unused: 0,
  revision: undefined,
  closed: false,
  told: false,
  off: false,
  attempt: undefined,
  snoozes: 0,
  setAt: undefined,
});

/** Version 1 and type 3 of the packed records, see docs/data.md. */
const HEAD = 0x13;

const FLAGS = { silent: 1, closed: 2, off: 4, attempt: 8, told: 16 } as const;

/** Where the attempt lies where there is one, and its bytes; the zone's name is what is left. */
const FIXED = 29;
const ATTEMPT = 7;

const DAY_MS = 86_400_000;
const SECOND_MS = 1000;

/** The same reminder gives the same bytes, and so does what is read out of them. */
export function packReminder(reminder: Reminder): Buffer {
  const { attempt, revision } = reminder;
  const length = FIXED + (attempt ? ATTEMPT : 0);
  const record = Buffer.alloc(length + Buffer.byteLength(reminder.zone));
  record[0] = HEAD;
  record[1] =
    (reminder.silent ? FLAGS.silent : 0) |
    (reminder.closed ? FLAGS.closed : 0) |
    (reminder.off ? FLAGS.off : 0) |
    (reminder.told ? FLAGS.told : 0) |
    (attempt ? FLAGS.attempt : 0);
  record.writeUInt16BE(reminder.minutes, 2);
  record[4] = reminder.days;
  record[5] = Math.min(reminder.unused, 0xff);
  record[6] = Math.min(reminder.snoozes, 0xff);
  record.writeUInt16BE(dayNumber(reminder.lastDay), 7);
  record.writeUInt32BE(Math.floor((reminder.lastAt ?? 0) / SECOND_MS), 9);
  // Never earlier than it was: a reminder of before it was set must not look as if it came after.
  record.writeUInt32BE(Math.ceil((reminder.setAt ?? 0) / SECOND_MS), 13);
  // 0 is for none.
  record.writeUInt32BE(revision === undefined ? 0 : Number(revision) + 1, 17);
  record.writeBigUInt64BE(BigInt(reminder.channelId ?? 0), 21);
  if (attempt) {
    record.writeUInt16BE(dayNumber(attempt.day), FIXED);
    record[FIXED + 2] = Math.min(attempt.snooze, 0xff);
    record.writeUInt32BE(Math.floor(attempt.at / SECOND_MS), FIXED + 3);
  }
  record.write(reminder.zone, length);
  return record;
}

/** @returns undefined for bytes of no known format, and for a reminder that makes no sense */
export function unpackReminder(record: Buffer): Reminder | undefined {
  const flags = record[1] ?? 0;
  const length = FIXED + (flags & FLAGS.attempt ? ATTEMPT : 0);
  if (record[0] !== HEAD || record.length <= length) return undefined;
  const revision = record.readUInt32BE(17);
  const reminder = {
    zone: record.toString("utf8", length),
    minutes: record.readUInt16BE(2),
    days: record.readUInt8(4),
    silent: (flags & FLAGS.silent) !== 0,
    channelId: unlessZero(record.readBigUInt64BE(21))?.toString(),
    lastDay: dateOf(record.readUInt16BE(7)),
    lastAt: inMs(record.readUInt32BE(9)),
    unused: record.readUInt8(5),
    revision: revision === 0 ? undefined : String(revision - 1),
    closed: (flags & FLAGS.closed) !== 0,
    told: (flags & FLAGS.told) !== 0,
    off: (flags & FLAGS.off) !== 0,
    attempt:
      flags & FLAGS.attempt
        ? {
            day: dateOf(record.readUInt16BE(FIXED)) ?? "",
            snooze: record.readUInt8(FIXED + 2),
            at: record.readUInt32BE(FIXED + 3) * SECOND_MS,
          }
        : undefined,
    snoozes: record.readUInt8(6),
    setAt: inMs(record.readUInt32BE(13)),
  };
  return makesSense(reminder) ? reminder : undefined;
}

/** A reminder out of the fields of a hash, as the first version of Flashback stored it. */
export function reminderFromFields(fields: Readonly<Record<string, string>>): Reminder | undefined {
  const { zone, lastAt, setAt } = fields;
  if (zone === undefined) return undefined;
  const number = (field: string) => Number(fields[field] ?? 0);
  const reminder = {
    zone,
    minutes: Number(fields.minutes),
    days: Number(fields.days),
    silent: fields.silent === "1",
    channelId: fields.channelId,
    lastDay: fields.lastDay,
    lastAt: lastAt === undefined ? undefined : Number(lastAt),
    unused: number("unused"),
    revision: fields.revision,
    closed: fields.closed === "1",
    told: false,
    off: fields.off === "1",
    attempt: attemptFrom(fields.attempt),
    snoozes: number("snoozes"),
    setAt: setAt === undefined ? undefined : Number(setAt),
  };
  return makesSense(reminder) ? reminder : undefined;
}

/** When it was begun, and the job's id: "1778835600000 123456789012345678-2026-05-15-s1". */
function attemptFrom(text: string | undefined): Attempt | undefined {
  const [, at, day, snooze] = /^(\d+) \d+-(\d{4}-\d\d-\d\d)(?:-s(\d+))?$/.exec(text ?? "") ?? [];
  return day === undefined ? undefined : { day, snooze: Number(snooze ?? 0), at: Number(at) };
}

const makesSense = ({ minutes, days }: Reminder) => isWithin(minutes, 0, 1439) && isWithin(days, 1, 127);

const isWithin = (value: number, least: number, most: number) =>
  Number.isInteger(value) && value >= least && value <= most;

const unlessZero = <T extends number | bigint>(value: T) => (value ? value : undefined);

const inMs = (seconds: number) => unlessZero(seconds * SECOND_MS);

/** Days since 1970; 0 for no day. */
const dayNumber = (day: string | undefined) => (day === undefined ? 0 : Date.parse(`${day}T00:00Z`) / DAY_MS);

const dateOf = (number: number) =>
  number === 0 ? undefined : new Date(number * DAY_MS).toISOString().slice(0, 10);
