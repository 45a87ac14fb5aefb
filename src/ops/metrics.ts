import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** How an interaction ended. */
export type AnswerOutcome =
  | "ok"
  | "mistake"
  | "not-saved"
  | "unconfirmed"
  | "too-late"
  | "discord"
  | "gone"
  | "busy"
  | "bug";

/** How a save ended. */
type SaveOutcome = "done" | "conflict" | "not-sent" | "unknown";

/** How reminders stand at one moment. */
interface ReminderFigures {
  /** Those whose time has come and that are not in the queue yet. */
  readonly due: number;
  /** Jobs of the queue, by state. */
  readonly jobs: Readonly<Record<string, number>>;
  /** Seconds since the planner last came to its end. */
  readonly tickAge: number;
}

/** What is counted while the bot runs. */
export interface Metrics {
  /**
   * One interaction, answered.
   *
   * @param kind "/quiz", "quiz button", "autocomplete": of few values
   * @param seconds from its arrival until the answer was sent
   */
  answered(kind: string, outcome: AnswerOutcome, seconds: number): void;
  saved(outcome: SaveOutcome): void;
  /** Reminders whose time had come: put into the queue, too late to be sent, or of nobody any more. */
  planned(what: { readonly queued: number; readonly late: number; readonly gone: number }): void;
  /**
   * One reminder, dealt with.
   *
   * @param ending "sent", or why it was not: of few values
   * @param lag seconds since its time
   */
  reminded(ending: string, lag: number): void;
  /** Shows how reminders stand whenever the figures are asked for; nothing of it where that cannot be told. */
  watchReminders(look: () => Promise<ReminderFigures>): void;
  /** One recap, dealt with. @param ending "sent", or why it was not: of few values */
  recapped(ending: string): void;
  /** Boards know a learner's points. @param lag seconds since the oldest of them that they did not know */
  settled(lag: number): void;
  /** All figures in Prometheus' text format, and its content type. */
  text(): Promise<{ readonly body: string; readonly type: string }>;
}

/** Answers take milliseconds; Discord gives up after 3 s. Seconds. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 1.5, 2, 2.5, 3];

/** Reminders leave within the minute, or at the top of the hour within some. Seconds. */
const LAGS = [1, 5, 15, 30, 60, 120, 300, 900, 1800, 3600, 7200];

/** Boards follow within a second, after a crash within five. Seconds. */
const LAGS_OF_BOARDS = [0.25, 0.5, 1, 2, 5, 15, 60, 600, 86_400];

/** Figures of a registry of their own, those of the process (event-loop delay, memory, CPU) among them. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const answers = new Histogram({
    name: "flashback_answer_seconds",
    help: "Time from the arrival of an interaction to its answer, by kind and outcome",
    labelNames: ["kind", "outcome"],
    buckets: BUCKETS,
    registers: [registry],
  });
  const saves = new Counter({
    name: "flashback_saves_total",
    help: "Commits to the store, by outcome",
    labelNames: ["outcome"],
    registers: [registry],
  });
  const planned = new Counter({
    name: "flashback_reminders_planned_total",
    help: "Reminders whose time had come, by what became of them",
    labelNames: ["outcome"],
    registers: [registry],
  });
  const reminded = new Histogram({
    name: "flashback_reminder_lag_seconds",
    help: "Time from when a reminder was to be sent until it was dealt with, by how that ended",
    labelNames: ["outcome"],
    buckets: LAGS,
    registers: [registry],
  });
  const recapped = new Counter({
    name: "flashback_recaps_total",
    help: "Weekly recaps of servers, by how they ended",
    labelNames: ["outcome"],
    registers: [registry],
  });
  const settled = new Histogram({
    name: "flashback_board_lag_seconds",
    help: "Time from a point until the leaderboards knew it",
    buckets: LAGS_OF_BOARDS,
    registers: [registry],
  });
  let refresh = async () => {};
  return {
    settled: (lag) => settled.observe(lag),
    recapped: (outcome) => recapped.inc({ outcome }),
    watchReminders(look) {
      refresh = watchReminders(registry, look);
    },
    planned: (what) => {
      for (const [outcome, count] of Object.entries(what)) if (count > 0) planned.inc({ outcome }, count);
    },
    reminded: (outcome, lag) => reminded.observe({ outcome }, lag),
    answered: (kind, outcome, seconds) => answers.observe({ kind, outcome }, seconds),
    saved: (outcome) => saves.inc({ outcome }),
    text: async () => {
      await refresh();
      return { body: await registry.metrics(), type: registry.contentType };
    },
  };
}

/** @returns what brings the figures up to date */
function watchReminders(registry: Registry, look: () => Promise<ReminderFigures>): () => Promise<void> {
  const registers = [registry];
  const due = new Gauge({
    name: "flashback_reminders_due",
    help: "Reminders whose time has come and that are not in the queue yet",
    registers,
  });
  const jobs = new Gauge({
    name: "flashback_reminder_jobs",
    help: "Reminders in the queue, by state; failed ones were given up",
    labelNames: ["state"],
    registers,
  });
  const age = new Gauge({
    name: "flashback_reminder_tick_age_seconds",
    help: "Time since the planner of reminders last came to its end",
    registers,
  });
  return async () => {
    jobs.reset();
    try {
      const figures = await look();
      due.set(figures.due);
      for (const [state, count] of Object.entries(figures.jobs)) jobs.set({ state }, count);
      age.set(figures.tickAge);
    } catch {
      due.remove();
      age.remove();
    }
  };
}
