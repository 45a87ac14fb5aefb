import { afterAll, describe, expect, it } from "vitest";
import { createStatsRenderer } from "../../../src/render/stats.ts";
import type { StatsChart } from "../../../src/render/stats-chart.ts";

const troubles: unknown[] = [];
const renderer = createStatsRenderer({ patience: 60_000, onTrouble: (error) => troubles.push(error) });
afterAll(async () => {
  await renderer.close();
  expect(troubles).toEqual([]);
});

const times = <T>(count: number, of: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => of(index));

const full: StatsChart = {
  first: "2025-11-17",
  byDay: times(180, (day) => (day * 7) % 43),
  retention: times(26, (week) => ({ reviews: week, recalled: Math.floor(week * 0.9) })),
  wanted: 0.9,
  forecast: times(30, (day) => (day * 11) % 17),
  overdue: 0,
  decks: [
    { levels: [1, 2, 3, 4, 5], unseen: 6, recall: 0.71 },
    { levels: [0, 0, 0, 0, 9], unseen: 0, recall: 0.99 },
  ],
};

const NO_RETENTION = times(26, () => ({ reviews: 0, recalled: 0 }));

/** Width and height of a PNG, by its header (PNG specification, 11.2.1). */
const sizeOf = (png: Buffer) => [png.readUInt32BE(16), png.readUInt32BE(20)] as const;

async function drawn(chart: StatsChart): Promise<Buffer> {
  const png = await renderer.draw(chart);
  if (png === undefined) throw new Error("was not drawn");
  expect(png.subarray(1, 4).toString("latin1")).toBe("PNG");
  return png;
}

describe("statistics", () => {
  it("are as wide as formulas, hardly higher than wide, and small enough to be sent in a moment", async () => {
    const png = await drawn(full);
    const [width, height] = sizeOf(png);
    expect(width).toBe(1000);
    expect(height).toBeGreaterThan(900);
    expect(height).toBeLessThan(1300);
    expect(png.length).toBeLessThan(300_000);
  });

  it.each<[string, Partial<StatsChart>]>([
    [
      "a review of today, and nothing else",
      {
        byDay: times(176, (day) => (day < 175 ? 0 : 1)),
        retention: NO_RETENTION,
        forecast: times(30, () => 0),
        decks: [],
      },
    ],
    ["no review in half a year", { byDay: times(180, () => 0), retention: NO_RETENTION }],
    ["no mature card", { retention: NO_RETENTION }],
    ["one mature card, forgotten", { retention: [...NO_RETENTION.slice(1), { reviews: 1, recalled: 0 }] }],
    ["one mature card, recalled", { retention: [...NO_RETENTION.slice(1), { reviews: 1, recalled: 1 }] }],
    ["the least and the most that can be wanted", { wanted: 0.97 }],
    ["nothing due", { forecast: times(30, () => 0) }],
    ["everything overdue", { forecast: [12, ...times(29, () => 0)], overdue: 12 }],
    ["large figures", { byDay: times(182, (day) => day * 500), forecast: times(30, (day) => 10_000 - day) }],
    ["a deck without cards", { decks: [{ levels: [0, 0, 0, 0, 0], unseen: 0, recall: 0 }] }],
    ["six decks", { decks: times(6, () => ({ levels: [1, 0, 0, 0, 0], unseen: 9999, recall: 0 })) }],
  ])("are drawn with %s", async (_, change) => {
    const png = await drawn({ ...full, ...change });
    expect(sizeOf(png)[0]).toBe(1000);
    expect(png.equals(await drawn(full))).toBe(false);
  });

  it("show every figure: another one is another picture, where only its text differs too", async () => {
    const changes: Partial<StatsChart>[] = [
      { decks: full.decks.map((deck) => ({ ...deck, recall: 0.5 })) },
      { first: "2025-06-02" },
      { wanted: 0.8 },
      { overdue: 3, forecast: [5, ...full.forecast.slice(1)] },
      { byDay: full.byDay.with(179, 0) },
      { retention: full.retention.with(25, { reviews: 25, recalled: 20 }) },
    ];
    const pictures = await Promise.all(
      [full, ...changes.map((change) => ({ ...full, ...change }))].map(drawn),
    );
    expect(new Set(pictures.map((png) => png.toString("base64"))).size).toBe(changes.length + 1);
  });

  it("are drawn once as long as they show the same", async () => {
    const first = await drawn(full);
    expect(await drawn(structuredClone(full))).toBe(first);
    expect(await drawn({ ...full, overdue: 1 })).not.toBe(first);
  });
});
