import { LRUCache } from "lru-cache";
import { Tinypool } from "tinypool";

/** Has pictures of one kind drawn off the main thread. */
export interface Drawing<Task> {
  /**
   * A picture as PNG. The same task gives the same Buffer as long as it is in the cache; nobody may write into it.
   *
   * @returns undefined where it cannot be drawn: the worker says so, it takes too long, or too many wait. Never rejects.
   */
  draw(task: Task): Promise<Buffer | undefined>;
  /** Starts the worker, so that the first picture need not wait for it. Never rejects. */
  warmUp(): Promise<void>;
  /** Ends the worker, a process of its own. What is asked for afterwards, or still waits, is undefined. */
  close(): Promise<void>;
}

export interface DrawingOptions {
  /** Bytes of pictures that are kept. */
  readonly cacheBytes?: number;
  /** Pictures that may wait for the worker. */
  readonly mostWaiting?: number;
  /** Milliseconds that a picture may take, once it is its turn. */
  readonly patience?: number;
  /** Is told of what is no mistake of the task's: a worker that took too long, crashed or does not start. */
  readonly onTrouble?: (error: unknown) => void;
}

interface Kind<Task> {
  /** A module whose default export draws a task, as bytes of a PNG or undefined. */
  readonly worker: URL;
  /** A small task, to find out whether the worker is up. */
  readonly trial: Task;
  /** Tells tasks apart; short, since it is kept. */
  readonly keyOf: (task: Task) => string;
}

/** Milliseconds for the worker to start: it reads hundreds of modules, which takes a while on a busy machine. */
const START_PATIENCE = 30_000;

/** Milliseconds for which what took too long is not tried again: the machine may have been busy. */
const RETRY_AFTER = 60_000;

/** Milliseconds without a picture, after which the worker's memory is given back. */
const IDLE = 10 * 60_000;

/**
 * The worker ends where a task fills 128 MiB with JavaScript objects, many times what one needs that can be drawn.
 * New objects get little room, so that they are looked through often: a picture of megabytes hangs on a small one.
 */
const WORKER_FLAGS = ["--max-old-space-size=128", "--max-semi-space-size=1"];

/** Bytes that a picture takes in the cache beside itself, about. */
const ENTRY = 200;

interface Entry {
  readonly png: Buffer | undefined;
}

/** One worker, which starts at the first picture, and a cache of pictures by what they show. */
export function createDrawing<Task>(
  { worker, trial, keyOf }: Kind<Task>,
  {
    cacheBytes = 32 * 1024 * 1024,
    mostWaiting = 100,
    patience = 2_000,
    onTrouble = () => {},
  }: DrawingOptions,
): Drawing<Task> {
  let closed = false;
  // A worker that is ended on purpose says so as if it had failed.
  const trouble = (error: unknown) => {
    if (!closed) onTrouble(error);
  };
  const pool = new Tinypool({
    filename: worker,
    // A process: where a task fills the memory of a thread with one huge string, V8 ends all threads.
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

  /** The worker's start is not counted against the first picture's time. */
  async function start(): Promise<void> {
    if (started !== undefined && started === pool.threads[0]) return;
    await pool.run(trial, { signal: AbortSignal.timeout(START_PATIENCE) });
    started = pool.threads[0];
  }

  async function make(key: string, task: Task): Promise<Buffer | undefined> {
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
    async draw(task) {
      if (closed) return undefined;
      const key = keyOf(task);
      const known = cache.get(key);
      if (known) return known.png;
      const running = underWay.get(key);
      if (running) return running;
      if (underWay.size > mostWaiting) return undefined;
      const drawn = queue(() => make(key, task)).finally(() => underWay.delete(key));
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
