import { expect, test } from "vitest";
import { applyEvent, emptyModel, type Model } from "../../playground/page/model.ts";
import {
  isNewer,
  labelWithUnread,
  markRead,
  mergeRead,
  openChannel,
  scrolled,
  shortCount,
  unreadDirect,
  unreadElsewhere,
  unreadIn,
} from "../../playground/page/unread.ts";
import type { PageChannel, PageMessage, PageState, Person } from "../../playground/protocol.ts";

const person = (id: string, username: string, bot = false): Person => ({
  id,
  username,
  globalName: username,
  color: "#123456",
  bot,
});
const [ada, ben, bot] = [person("1", "ada"), person("2", "ben"), person("3", "bot", true)];

const general: PageChannel = { id: "10", kind: "text", name: "general", guildId: "5", botPresent: true };
const other: PageChannel = { ...general, id: "11", name: "other" };
const direct: PageChannel = { id: "20", kind: "dm", name: "bot", botPresent: true };

const message = (id: number, author: Person, ephemeral = false): PageMessage => ({
  message: { id: String(id), author: { id: author.id } } as PageMessage["message"],
  ephemeral,
  thinking: false,
});

const state = (messages: PageState["messages"] = {}, you: Person = ada): PageState => ({
  you,
  people: [ada, ben],
  bot,
  users: {},
  guilds: [
    {
      id: "5",
      name: "Hall",
      roles: [],
      memberIds: ["1", "2"],
      nicknames: {},
      available: true,
      moderates: false,
      channels: [general, other],
    },
  ],
  dms: [direct],
  messages,
  commands: [],
  botOnline: true,
});

/** The model of a page on #general that has been drawn there, the person before it. */
function shown(messages: PageState["messages"] = {}, atEnd = true): Model {
  const connected = applyEvent(emptyModel, { event: "state", state: state(messages) }, true);
  return scrolled(connected, general.id, atEnd, true);
}

const arrive = (model: Model, channel: PageChannel, incoming: PageMessage, looking = true): Model =>
  applyEvent(model, { event: "message", channelId: channel.id, message: incoming }, looking);

test("of a channel the newest thousand messages are kept", () => {
  let model = shown();
  for (let id = 1_000; id < 2_002; id += 1) model = arrive(model, other, message(id, ben));
  const kept = model.state?.messages[other.id] ?? [];
  expect([kept.length, kept[0]?.message.id, kept.at(-1)?.message.id]).toEqual([1_000, "1002", "2001"]);
});

test("what arrives elsewhere is unread until its channel is open and scrolled to the end", () => {
  const told = arrive(arrive(shown(), direct, message(100, bot)), other, message(101, ben));
  expect([general, other, direct].map(({ id }) => unreadIn(told, id))).toEqual([0, 1, 1]);
  expect(unreadDirect(told)).toBe(1);
  expect(unreadElsewhere(told)).toEqual({ direct: 1, all: 2 });
  const opened = openChannel(told, direct.id);
  expect(unreadIn(opened, direct.id)).toBe(1);
  expect(opened.firstNew).toBe("100");
  expect(unreadElsewhere(opened)).toEqual({ direct: 0, all: 1 });
  const above = scrolled(opened, direct.id, false, true);
  expect(unreadIn(above, direct.id)).toBe(1);
  const atEnd = scrolled(above, direct.id, true, true);
  expect(unreadIn(atEnd, direct.id)).toBe(0);
  // The line stays while the channel is open.
  expect(atEnd.firstNew).toBe("100");
  const back = openChannel(openChannel(atEnd, general.id), direct.id);
  expect(back.firstNew).toBeUndefined();
});

test("nobody who does not look has read anything, and a line stands where they stopped looking", () => {
  const away = arrive(arrive(shown(), general, message(100, ben), false), general, message(101, ben), false);
  expect(unreadIn(away, general.id)).toBe(2);
  expect(away.firstNew).toBe("100");
  const back = markRead(away);
  expect(unreadIn(back, general.id)).toBe(0);
  const again = arrive(arrive(back, general, message(102, ben)), general, message(103, ben), false);
  expect([unreadIn(again, general.id), again.firstNew]).toEqual([1, "103"]);
  const unseen = scrolled(openChannel(again, general.id), general.id, true, false);
  expect(unreadIn(unseen, general.id)).toBe(1);
});

test("what arrives below someone who reads further up is unread, their own doings are not", () => {
  const reading = shown({ [general.id]: [message(90, ben)] }, false);
  const seen = scrolled(scrolled(reading, general.id, true, true), general.id, false, true);
  const own = arrive(arrive(seen, general, message(100, ada)), general, message(101, bot, true));
  expect(unreadIn(own, general.id)).toBe(0);
  // Nor do they become so once the channel is left.
  expect(unreadIn(openChannel(own, other.id), general.id)).toBe(0);
  const news = arrive(own, general, message(102, ben));
  expect([unreadIn(news, general.id), news.firstNew]).toEqual([1, "102"]);
  expect(unreadElsewhere(news)).toEqual({ direct: 0, all: 0 });
  const answered = arrive(news, general, message(103, bot, true));
  expect(unreadIn(answered, general.id)).toBe(1);
});

test("an answer for one's eyes only is unread where it comes after one has left", () => {
  const left = arrive(shown(), other, message(100, bot, true));
  expect(unreadIn(left, other.id)).toBe(1);
  expect(openChannel(left, other.id).firstNew).toBe("100");
  expect(unreadIn(arrive(shown(), other, message(101, ada)), other.id)).toBe(0);
});

test("an edit makes nothing unread, and a message that was taken back is not", () => {
  const read = arrive(shown(), direct, message(100, bot));
  const seen = scrolled(openChannel(read, direct.id), direct.id, true, true);
  const elsewhere = openChannel(seen, general.id);
  expect(unreadDirect(arrive(elsewhere, direct, message(100, bot)))).toBe(0);
  const two = arrive(elsewhere, direct, message(101, bot));
  expect(unreadDirect(two)).toBe(1);
  const gone = applyEvent(two, { event: "gone", channelId: direct.id, messageId: "101" }, true);
  expect(unreadDirect(gone)).toBe(0);
});

test("a page that comes back draws its line, keeps its place, and begins anew for another person", () => {
  const before = [message(90, ben), message(100, ben)];
  const kept: Model = { ...emptyModel, read: { [general.id]: "90" } };
  const opened = applyEvent(kept, { event: "state", state: state({ [general.id]: before }) }, true);
  expect([opened.firstNew, opened.atEnd, unreadIn(opened, general.id)]).toEqual(["100", false, 1]);
  const read = scrolled(opened, general.id, true, true);
  expect(unreadIn(read, general.id)).toBe(0);
  const more = { [general.id]: [...before, message(110, ben)] };
  const reconnected = applyEvent(read, { event: "state", state: state(more) }, true);
  expect([reconnected.firstNew, reconnected.atEnd]).toEqual(["110", true]);
  expect(unreadIn(reconnected, general.id)).toBe(0);
  const asBen = applyEvent({ ...reconnected, read: {} }, { event: "state", state: state({}, ben) }, true);
  expect([asBen.firstNew, asBen.atEnd]).toEqual([undefined, false]);
});

test("a channel that has left the screen says nothing about the one that came", () => {
  const opened = openChannel(arrive(shown(), direct, message(100, bot)), direct.id);
  const late = scrolled(opened, general.id, true, true);
  expect([late.atEnd, unreadIn(late, direct.id)]).toEqual([false, 1]);
});

test("opening the channel that is open changes nothing", () => {
  const read = shown({ [general.id]: [message(100, ben)] });
  expect(openChannel(read, general.id)).toBe(read);
});

test("marks of two tabs become one, which never goes back", () => {
  const ours = { a: "99", b: "200" };
  expect(mergeRead(ours, { a: "100", b: "150", c: "1" })).toEqual({ a: "100", b: "200", c: "1" });
  expect(mergeRead(ours, { a: "98" })).toBe(ours);
  const ahead: Model = { ...shown({ [general.id]: [message(100, ben)] }), read: { [general.id]: "300" } };
  expect(markRead(ahead).read).toEqual({ [general.id]: "300" });
  expect([isNewer("100", "99"), isNewer("99", "100"), isNewer("99", "99"), isNewer("1", "")]).toEqual([
    true,
    false,
    false,
    true,
  ]);
});

test("counts in words and in badges", () => {
  expect(labelWithUnread("general", 0)).toBe("general");
  expect(labelWithUnread("general", 1)).toBe("general, 1 unread message");
  expect(labelWithUnread("general", 12)).toBe("general, 12 unread messages");
  expect([1, 99, 100].map(shortCount)).toEqual(["1", "99", "99+"]);
});
