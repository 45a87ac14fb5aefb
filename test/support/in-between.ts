import type { Store } from "../../src/store/connection.ts";

/** What makes commands of its own, which are counted as one where they are sent. */
const BATCHES = ["multi", "pipeline"];

/**
 * A step with something else done before each of its commands of Redis in turn, from the beginning each time.
 *
 * @param prepare makes everything as it is before
 * @param step is given a connection
 * @param between what comes in between
 * @param check what holds after that
 * @returns how many commands the step has
 */
export async function atEveryPoint(
  store: Store,
  prepare: () => Promise<void>,
  step: (on: Store) => Promise<unknown>,
  between: () => Promise<unknown>,
  check: () => Promise<void>,
): Promise<number> {
  for (let nth = 1; ; nth += 1) {
    await prepare();
    let commands = 0;
    const on = new Proxy(store, {
      get(target, name) {
        const value = Reflect.get(target, name);
        if (typeof value !== "function") return value;
        if (BATCHES.includes(String(name))) return value.bind(target);
        return async (...args: unknown[]) => {
          commands += 1;
          if (commands === nth) await between();
          return await value.apply(target, args);
        };
      },
    });
    // What it comes to is another matter.
    await step(on).catch(() => {});
    if (commands < nth) return nth - 1;
    await check();
  }
}
