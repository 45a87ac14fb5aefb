import { afterEach, beforeEach, expect, test } from "vitest";
import { start } from "../../src/main.ts";
import { configOf, type House, openHouse, rate, shown } from "../support/flashback.ts";

let house: House;
beforeEach(async () => {
  house = await openHouse({ bot: "none" });
});
afterEach(async () => await house.close());

/** Starts the bot with its figures on a port, and says how to read them. */
async function withHealth(
  work: (get: (path: string) => Promise<[number, string]>) => Promise<void>,
): Promise<void> {
  const port = 20_000 + Math.floor(Math.random() * 12_000);
  const http = { host: "127.0.0.1", port };
  const running = await start({ ...configOf(house), http }, { now: house.now });
  try {
    await work(async (path) => {
      const response = await fetch(`http://127.0.0.1:${port}${path}`);
      return [response.status, await response.text()];
    });
  } finally {
    await running.stop();
  }
}

test("live and ready while all is well, and every answer and save is counted", async () => {
  await withHealth(async (get) => {
    expect(await get("/live")).toEqual([200, "alive\n"]);
    expect(await get("/ready")).toEqual([200, "redis: ok\ndiscord: ok\nreminders: ok\n"]);
    const { ada } = house;
    await rate(house, ada, shown(await ada.slash("#general", "quiz")), 4);
    await ada.slash("#general", "quiz", { deck: "nothing" });
    const [status, figures] = await get("/metrics");
    expect(status).toBe(200);
    expect(figures).toContain('flashback_answer_seconds_count{kind="quiz button",outcome="ok"} 2');
    expect(figures).toContain('flashback_answer_seconds_count{kind="/quiz",outcome="mistake"} 1');
    // The start, the note of its message, the rating.
    expect(figures).toContain('flashback_saves_total{outcome="done"} 3');
    expect(figures).toMatch(/^nodejs_eventloop_lag_p99_seconds /m);
    expect(figures).toMatch(/^flashback_reminder_tick_age_seconds \d/m);
    expect((await get("/else"))[0]).toBe(404);
  });
});

test("how reminders stand is among the figures, but for while Redis is away", async () => {
  await withHealth(async (get) => {
    const { store } = house;
    const figure = async (name: string) =>
      (await get("/metrics"))[1].split("\n").find((line) => line.startsWith(`${name} `));
    // After the first tick, which would take up what is due.
    await expect
      .poll(() => store.zscore("{bull}:reminder-tick:repeat", "tick"), { timeout: 20_000 })
      .toBeTruthy();
    await store.zadd("{s92}:rem", house.now() + 3_600_000, "123456789012345678");
    expect(await figure("flashback_reminders_due")).toBe("flashback_reminders_due 0");
    await store.zadd("{bull}:reminder-send:failed", 1, "123456789012345678-2026-05-15");
    await store.zadd("{bull}:reminder-send:delayed", 2 ** 52, "123456789012345678-2026-05-17");
    for (const [state, count] of [
      ["failed", 1],
      ["delayed", 1],
    ] as const) {
      const name = `flashback_reminder_jobs{state="${state}"}`;
      expect(await figure(name)).toBe(`${name} ${count}`);
    }
    house.redis.freeze();
    expect(await figure("flashback_reminders_due")).toBeUndefined();
    expect((await get("/metrics"))[0]).toBe(200);
    house.redis.thaw();
  });
});

test("not ready, and why, while Redis is frozen or the gateway is lost; live all the same", async () => {
  await withHealth(async (get) => {
    house.redis.freeze();
    expect(await get("/ready")).toEqual([503, "redis: does not answer\ndiscord: ok\nreminders: ok\n"]);
    expect((await get("/live"))[0]).toBe(200);
    house.redis.thaw();
    house.playground.faults.gateway.invalidate(false);
    await expect
      .poll(async () => await get("/ready"), { timeout: 10_000 })
      .toEqual([503, "redis: ok\ndiscord: not connected to Discord's gateway\nreminders: ok\n"]);
    await expect.poll(async () => (await get("/ready"))[0], { timeout: 20_000 }).toBe(200);
  });
});

test("a port that is taken: one sentence that names it", async () => {
  const taken = Number(new URL(house.playground.url).port);
  const starting = start({ ...configOf(house), http: { host: "127.0.0.1", port: taken } });
  await expect(starting).rejects.toThrow(`HTTP_PORT ${taken} on 127.0.0.1 cannot be used`);
});
