import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { learnerKeys } from "../../../src/store/keys.ts";
import { newReminder, type Reminder } from "../../../src/store/reminder-record.ts";
import {
  changeReminder,
  dueReminders,
  nextReminder,
  readReminder,
  replaceReminder,
} from "../../../src/store/reminders.ts";
import { type Desk, NINE, openDesk, soon, USER, WISH } from "./support.ts";

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
beforeEach(() => desk.clear());
afterAll(() => desk.close());

const { reminder: KEY } = learnerKeys(USER);
/** The shard of the learner, see docs/data.md. */
const SHARD = 92;

const add = (before: Reminder | undefined) => {
  const reminder = before ?? newReminder(WISH);
  return { reminder: { ...reminder, unused: reminder.unused + 1 }, next: NINE };
};

test("changes at the same time are all there in the end", async () => {
  await Promise.all([1, 2, 3, 4].map(() => changeReminder(desk.store, USER, add, soon())));
  expect((await desk.reminder()).unused).toBe(4);
});

test("one that was read before another changed it is not written, nor is its next time", async () => {
  const { reminder } = await changeReminder(desk.store, USER, add, soon());
  await changeReminder(desk.store, USER, add, soon());
  const late = { reminder: { ...reminder, closed: true }, next: "never" } as const;
  expect(await replaceReminder(desk.store, USER, reminder, late, soon())).toBe("conflict");
  expect(await replaceReminder(desk.store, USER, undefined, late, soon())).toBe("conflict");
  expect(await desk.reminder()).toMatchObject({ unused: 2, closed: false });
  expect(await nextReminder(desk.store, USER, soon())).toBe(NINE);
});

test("one that was deleted is not brought back", async () => {
  const { reminder } = await changeReminder(desk.store, USER, add, soon());
  await desk.store.del(KEY);
  const change = { reminder, next: NINE };
  expect(await replaceReminder(desk.store, USER, reminder, change, soon())).toBe("conflict");
  expect(await readReminder(desk.store, USER, soon())).toBeUndefined();
});

test("due ones come with their bytes as they are", async () => {
  const reminder = { ...newReminder(WISH), channelId: "18446744073709551615", setAt: 4_294_967_295_000 };
  await changeReminder(desk.store, USER, () => ({ reminder, next: NINE }), soon());
  expect(await dueReminders(desk.store, SHARD, NINE, 10, soon())).toEqual([
    { userId: USER, at: NINE, reminder },
  ]);
});

test("one of the first version is read, found due, and becomes a record with its first change", async () => {
  const fields = { zone: WISH.zone, minutes: "540", days: "127", unused: "3", lastDay: "2026-05-14" };
  await desk.store.hset(KEY, fields);
  await desk.store.zadd("{s92}:rem", NINE, USER);
  const [due] = await dueReminders(desk.store, SHARD, NINE, 10, soon());
  expect(due?.reminder).toEqual({ ...newReminder(WISH), unused: 3, lastDay: "2026-05-14" });
  expect(due?.reminder).toEqual(await desk.reminder());
  await changeReminder(desk.store, USER, add, soon());
  expect(await desk.reminder()).toEqual({ ...newReminder(WISH), unused: 4, lastDay: "2026-05-14" });
  expect(await desk.store.hkeys(KEY)).toEqual(["r"]);
});
