/** How often a clock that a test moves is looked at, in milliseconds of real time. */
const pollEvery = 5;

/** Time as the playground sees it: what is now, and what is to happen later. */
export interface Clock {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Runs `run` once `now()` has reached `time`; the answer cancels it. */
  readonly at: (time: number, run: () => void) => () => void;
  /** Cancels everything that was still to happen. */
  readonly close: () => void;
}

/** A clock on real time, or on `now` where a test gives one: that one is then looked at every few milliseconds. */
export function createClock(now?: () => number): Clock {
  return now === undefined ? realClock() : movedClock(now);
}

function realClock(): Clock {
  const timers = new Set<NodeJS.Timeout>();
  return {
    now: Date.now,
    at: (time, run) => {
      const timer = setTimeout(
        () => {
          timers.delete(timer);
          run();
        },
        Math.max(0, time - Date.now()),
      ).unref();
      timers.add(timer);
      return () => {
        clearTimeout(timer);
        timers.delete(timer);
      };
    },
    close: () => {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}

function movedClock(now: () => number): Clock {
  const entries = new Set<{ readonly time: number; readonly run: () => void }>();
  let timer: NodeJS.Timeout | undefined;
  const stopWhenIdle = () => {
    if (entries.size > 0 || timer === undefined) return;
    clearInterval(timer);
    timer = undefined;
  };
  const poll = () => {
    for (const entry of [...entries]) {
      if (entry.time > now() || !entries.delete(entry)) continue;
      entry.run();
    }
    stopWhenIdle();
  };
  return {
    now,
    at: (time, run) => {
      const entry = { time, run };
      entries.add(entry);
      timer ??= setInterval(poll, pollEvery).unref();
      return () => {
        entries.delete(entry);
        stopWhenIdle();
      };
    },
    close: () => {
      entries.clear();
      stopWhenIdle();
    },
  };
}
