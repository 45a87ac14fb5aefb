import { Counter, collectDefaultMetrics, Histogram, Registry } from "prom-client";

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
  /** All figures in Prometheus' text format, and its content type. */
  text(): Promise<{ readonly body: string; readonly type: string }>;
}

/** Answers take milliseconds; Discord gives up after 3 s. Seconds. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 1.5, 2, 2.5, 3];

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
  return {
    answered: (kind, outcome, seconds) => answers.observe({ kind, outcome }, seconds),
    saved: (outcome) => saves.inc({ outcome }),
    text: async () => ({ body: await registry.metrics(), type: registry.contentType }),
  };
}
