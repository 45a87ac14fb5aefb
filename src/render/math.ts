import { LRUCache } from "lru-cache";
import { Tinypool } from "tinypool";
import type { MathTask } from "./math-worker.ts";

/** Draws formulas off the main thread. */
export interface MathRenderer {
  /**
   * A formula as PNG, on a panel of its own, at most 2,000 × 1,200 pixels. The same formula gives the same Buffer as
   * long as it is in the cache; nobody may write into it.
   *
   * @param tex without delimiters
   * @param display whether sums and fractions are as large as on a line of their own
   * @returns undefined where the formula cannot be drawn, so that its source is shown: it is wrong, has a command or a
   *   character that is not known, is too long or too large, takes too long, or too many wait to be drawn. Never
   *   rejects.
   */
  render(tex: string, display: boolean): Promise<Buffer | undefined>;
  /** Starts the worker, so that the first formula need not wait for it. Never rejects. */
  warmUp(): Promise<void>;
  /** Ends the worker, a process of its own. What is asked for afterwards, or still waits, is undefined. */
  close(): Promise<void>;
}

export interface MathRendererOptions {
  /** Bytes of pictures that are kept. */
  readonly cacheBytes?: number;
  /** Formulas that may wait for the worker. */
  readonly mostWaiting?: number;
  /** Milliseconds that a formula may take, once it is its turn. */
  readonly patience?: number;
  /** Is told of what is no mistake of the formula's: a worker that took too long, crashed or does not start. */
  readonly onTrouble?: (error: unknown) => void;
}

/** What is longer is no formula that a card needs; MathJax's time grows with it. */
const MOST_CHARACTERS = 2_000;

/** Milliseconds for the worker to start: it reads some 150 modules, which takes a while on a busy machine. */
const START_PATIENCE = 30_000;

/** Milliseconds for which a formula that took too long is not tried again: the machine may have been busy. */
const RETRY_AFTER = 60_000;

/** Milliseconds without a formula, after which the worker's memory is given back. */
const IDLE = 10 * 60_000;

/**
 * The worker ends where a formula fills 128 MiB with JavaScript objects, many times what one needs that can be drawn.
 * New objects get little room, so that they are looked through often: a picture of megabytes hangs on a small one.
 */
const WORKER_FLAGS = ["--max-old-space-size=128", "--max-semi-space-size=1"];

/** Bytes that a formula takes in the cache beside its picture, about. */
const ENTRY = 200;

interface Entry {
  readonly png: Buffer | undefined;
}

/** A renderer with one worker, which starts at the first formula, and a cache of pictures. */
export function createMathRenderer({
  cacheBytes = 32 * 1024 * 1024,
  mostWaiting = 100,
  patience = 2_000,
  onTrouble = () => {},
}: MathRendererOptions = {}): MathRenderer {
  let closed = false;
  // A worker that is ended on purpose says so as if it had failed.
  const trouble = (error: unknown) => {
    if (!closed) onTrouble(error);
  };
  const pool = new Tinypool({
    filename: new URL("./math-worker.ts", import.meta.url),
    // A process: where a formula fills the memory of a thread with one huge string, V8 ends all threads.
    runtime: "child_process",
    serialization: "advanced",
    minThreads: 0,
    maxThreads: 1,
    idleTimeout: IDLE,
    execArgv: WORKER_FLAGS,
    // Formulas come from anybody: nothing secret is at hand where they are read.
    env: {},
  });
  // What a worker says when it fails without a task; a task's own failure comes with the task.
  pool.on("error", trouble);
  const cache = new LRUCache<string, Entry>({
    maxSize: cacheBytes,
    sizeCalculation: ({ png }, key) => ENTRY + 2 * key.length + (png?.length ?? 0),
  });
  const underWay = new Map<string, Promise<Buffer | undefined>>();
  let started: unknown;
  let turn: Promise<unknown> = Promise.resolve();

  /** The worker's start is not counted against the first formula's time. */
  async function start(): Promise<void> {
    if (started !== undefined && started === pool.threads[0]) return;
    await pool.run({ tex: "x", display: false }, { signal: AbortSignal.timeout(START_PATIENCE) });
    started = pool.threads[0];
  }

  async function draw(key: string, task: MathTask): Promise<Buffer | undefined> {
    if (closed) return undefined;
    try {
      await start();
      if (closed) return undefined;
      const bytes: Uint8Array | undefined = await pool.run(task, { signal: AbortSignal.timeout(patience) });
      // Copied, since what arrives may be a view of all that came through the pipe along with it.
      const png = bytes && Buffer.from(Uint8Array.from(bytes).buffer);
      cache.set(key, { png });
      return png;
    } catch (error) {
      if (closed) return undefined;
      cache.set(key, { png: undefined }, { ttl: RETRY_AFTER });
      trouble(error);
      return undefined;
    }
  }

  /** Runs one after the other, so that the time of each is its own. */
  function queue<T>(run: () => Promise<T>): Promise<T> {
    const result = turn.then(run);
    turn = result.catch(() => {});
    return result;
  }

  return {
    async render(tex, display) {
      const source = tex.trim();
      if (closed || source === "" || source.length > MOST_CHARACTERS) return undefined;
      const key = `${display ? "display" : "inline"} ${source}`;
      const known = cache.get(key);
      if (known) return known.png;
      const running = underWay.get(key);
      if (running) return running;
      if (underWay.size > mostWaiting) return undefined;
      const drawn = queue(() => draw(key, { tex: source, display })).finally(() => underWay.delete(key));
      underWay.set(key, drawn);
      return drawn;
    },
    async warmUp() {
      await queue(async () => {
        if (!closed) await start();
      }).catch(trouble);
    },
    async close() {
      closed = true;
      await pool.destroy();
    },
  };
}
