import { randomBytes, randomInt } from "node:crypto";

import { createChoices } from "./account/choices.ts";
import { createDepartures } from "./account/departures.ts";
import { createErasing } from "./account/erase.ts";
import { createPersonalExport } from "./account/export.ts";
import type { Config } from "./config.ts";
import type { Deck } from "./decks/deck.ts";
import { createFetcher } from "./discord/attachments.ts";
import { type createClient, createRest } from "./discord/client.ts";
import type { Services } from "./discord/command.ts";
import { createDirectMessages } from "./discord/direct-messages.ts";
import { watchGuilds } from "./discord/guilds.ts";
import { createMembership } from "./discord/members.ts";
import { createNames, memberName } from "./discord/names.ts";
import type { Pace } from "./discord/pace.ts";
import { createPictures } from "./discord/pictures.ts";
import { createRewards } from "./discord/rewards.ts";
import { createRoundScreen } from "./discord/round-screen.ts";
import { createStatsPictures } from "./discord/stats-picture.ts";
import { createBoards } from "./leaderboard/boards.ts";
import { createSettling } from "./leaderboard/settling.ts";
import { createCopies } from "./library/copies.ts";
import { createEditing } from "./library/editing.ts";
import { createExports } from "./library/exports.ts";
import { createImports } from "./library/imports.ts";
import { createLibrary } from "./library/library.ts";
import { createRoomCheck, limitsOf } from "./library/room.ts";
import { createOffload } from "./offload/offload.ts";
import { createQueue } from "./offload/queue.ts";
import type { Log } from "./ops/log.ts";
import type { Metrics } from "./ops/metrics.ts";
import { openReminderQueue } from "./queues/reminders.ts";
import { openRoundTimer } from "./queues/rounds.ts";
import { createMilestones } from "./quiz/milestones.ts";
import { createQuizzes } from "./quiz/quizzes.ts";
import { createRecaps } from "./recap/recaps.ts";
import { createReminding } from "./reminders/reminding.ts";
import { createMathRenderer } from "./render/math.ts";
import { createStatsRenderer } from "./render/stats.ts";
import { createRounds } from "./rounds/rounds.ts";
import { createServerStats } from "./stats/server.ts";
import { createStats } from "./stats/stats.ts";
import { deadlineIn, type Store } from "./store/connection.ts";
import { startWorker } from "./worker.ts";

/** The deck for those who have not chosen any. */
const DEFAULT_DECK = "losses";

/** Personal files that are made at once: each may be in memory as large as Discord takes it, and wait. */
const EXPORTS_AT_ONCE = 2;
const EXPORTS_WAITING = 20;

/** For each request to the store that nobody waits on a button for. Milliseconds. */
const PATIENCE = 10_000;

interface Surroundings {
  readonly store: Store;
  /** A worker has none. */
  readonly client: ReturnType<typeof createClient> | undefined;
  readonly decks: readonly Deck[];
  readonly log: Log;
  readonly metrics: Metrics;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  readonly pace: Pace;
}

/** A new unguessable id of 12 characters out of a-z and 0-9: 62 bits. */
const newDeckId = () => Array.from({ length: 12 }, () => randomInt(36).toString(36)).join("");

/**
 * What commands work with, put together.
 *
 * @returns the services; `warmUp` starts what takes a moment, `close` ends the processes of their own
 */
export function createServices(
  config: Config,
  { store, client, decks, log, metrics, now, pace }: Surroundings,
) {
  const offload = createOffload();
  const math = createMathRenderer({
    onTrouble: (error) => log.warn({ err: error }, "could not draw a formula"),
  });
  const direct = createDirectMessages({
    apiUrl: config.apiUrl,
    token: config.token,
    perSecond: pace.direct,
  });
  const charts = createStatsRenderer({
    onTrouble: (error) => log.warn({ err: error }, "could not draw statistics"),
  });
  const isMember = createMembership(client?.rest ?? direct, log);
  const library = createLibrary({ store, builtin: decks, defaultDeck: DEFAULT_DECK, isMember, now });
  const deps = {
    store,
    library,
    limits: limitsOf(config.personMib, config.serverMib),
    checkRoom: createRoomCheck(store),
    now,
    newId: newDeckId,
  };
  const recaps = createRecaps({
    store,
    library,
    now,
    nameOf: (guildId, userId) => memberName(client?.rest ?? direct, guildId, userId),
  });
  const editing = createEditing({
    ...deps,
    onSettings: async (...settings) => void (await recaps.schedule(...settings)),
  });
  const onTrouble = (what: string, error: unknown) => log.error({ err: error }, what);
  const settling = createSettling({
    store,
    now,
    onTrouble,
    onSettled: (lag) => metrics.settled(lag / 1000),
  });
  const departures = createDepartures({ store, now, forgetDeck: library.forget });
  if (client) {
    watchGuilds(client, departures, (error) =>
      onTrouble("could not note which servers the bot is in", error),
    );
  }
  const makings = createQueue(EXPORTS_AT_ONCE, EXPORTS_WAITING);
  const queue = openReminderQueue({ url: config.redisUrl }, onTrouble);
  const roundTimer = openRoundTimer({ url: config.redisUrl }, now, onTrouble);
  const pictures = createPictures(math, log);
  const newShortId = () => randomBytes(6).toString("base64url");
  const rounds = createRounds({
    store,
    library,
    ...createRoundScreen({
      rest: client?.rest ?? createRest(config.apiUrl, config.token, pace.client),
      store,
      library,
      pictures,
      direct,
    }),
    callLater: roundTimer.callLater,
    copy: createCopies({ ...deps, editing }),
    onSave: metrics.saved,
    onPoint: settling.touch,
    onTrouble,
    now,
    newId: newShortId,
  });
  const erasing = createErasing({
    store,
    now,
    forgetDeck: library.forget,
    leaveBoards: (userId, guildIds) => settling.remove(userId, deadlineIn(PATIENCE), guildIds),
    leaveRound: (userId, round) => rounds.leave(userId, round, deadlineIn(PATIENCE)),
    leaveQueue: (userId) => queue.forget(userId, now()),
    onTrouble,
  });
  const services = {
    erasing,
    settling,
    boards: createBoards({ store, library, settling, isMember, now }),
    names: createNames(client, log),
    rounds,
    direct,
    reminding: createReminding({ store, library, now, addLater: queue.addLater }),
    choices: createChoices(store),
    personalExport: createPersonalExport({ store, library, now, inTurn: makings.run }),
    library,
    editing,
    imports: createImports({ ...deps, editing, offload }),
    exports: createExports({ store, library, offload, now }),
    stats: createStats({ store, library, now }),
    serverStats: createServerStats({ store, library, now }),
    statsPictures: createStatsPictures(charts),
    pictures,
    fetchFile: createFetcher(config.apiUrl),
    quizzes: createQuizzes({
      store,
      library,
      onSave: metrics.saved,
      onPoint: settling.touch,
      now,
      newId: newShortId,
    }),
    milestones: createMilestones(store),
    rewards: createRewards({ store, settingsOf: library.recentSettings, client, log }),
    recaps,
    log,
    metrics,
  } satisfies Omit<Services, "mention">;
  return {
    services,
    warmUp: () => void math.warmUp(),
    /** Plans and sends reminders in this process. */
    startWorker: () =>
      startWorker(config, {
        store,
        library,
        direct,
        log,
        metrics,
        now,
        queue,
        pace,
        settling,
        departures,
        rounds,
        erasing,
        onTrouble,
      }),
    close: async () => {
      makings.close();
      await rounds.close();
      await Promise.all([
        offload.close(),
        math.close(),
        charts.close(),
        queue.close(),
        roundTimer.close(),
        settling.close(),
      ]);
    },
  };
}
