/** Too much is going on; a message for people. */
export class BusyError extends Error {
  override readonly name = "BusyError";
}

export interface Queue {
  /**
   * Does some work as soon as it is its turn.
   *
   * @throws BusyError where too many wait already, or the queue was closed
   */
  run<T>(work: () => Promise<T>): Promise<T>;
  /** Sends away who waits, and from now on everybody. */
  close(): void;
}

/** A queue that does some things at once, first come, first served, and lets some wait. */
export function createQueue(atOnce: number, most: number): Queue {
  const waiting: { readonly go: () => void; readonly leave: (error: BusyError) => void }[] = [];
  let running = 0;
  let closed = false;

  async function turn(): Promise<void> {
    if (closed) throw stopping();
    if (running < atOnce) {
      running += 1;
      return;
    }
    if (waiting.length >= most) {
      throw new BusyError("Too many files are being read right now; try again in a minute.");
    }
    await new Promise<void>((go, leave) => waiting.push({ go, leave }));
  }

  return {
    async run(work) {
      await turn();
      try {
        return await work();
      } finally {
        const next = waiting.shift();
        if (next) next.go();
        else running -= 1;
      }
    },
    close() {
      closed = true;
      for (const { leave } of waiting.splice(0)) leave(stopping());
    },
  };
}

const stopping = () => new BusyError("The bot is about to restart; try again in a minute.");
