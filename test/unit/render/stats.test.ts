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

const WEEKS = times(26, (week) => ({ reviews: week, recalled: Math.floor(week * 0.9) }));
const DAYS = times(30, (day) => (day * 11) % 17);
const full: StatsChart = {
  first: "2025-11-17",
  byDay: times(180, (day) => (day * 7) % 43),
  retention: { weeks: WEEKS, wanted: 0.9 },
  forecast: { days: DAYS, overdue: 0 },
  decks: [
    { levels: [1, 2, 3, 4, 5], unseen: 6, recall: 0.71 },
    { levels: [0, 0, 0, 0, 9], unseen: 0, recall: 0.99 },
  ],
};

const NO_REVIEWS = times(26, () => ({ reviews: 0, recalled: 0 }));
const recalled = (reviews: number, recalled: number) => ({
  weeks: [...NO_REVIEWS.slice(1), { reviews, recalled }],
  wanted: 0.9,
});

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
        retention: recalled(0, 0),
        forecast: { days: times(30, () => 0), overdue: 0 },
        decks: [],
      },
    ],
    ["no review in half a year", { byDay: times(180, () => 0), retention: recalled(0, 0) }],
    ["no mature card", { retention: recalled(0, 0) }],
    ["one mature card, forgotten", { retention: recalled(1, 0) }],
    ["one mature card, recalled", { retention: recalled(1, 1) }],
    ["the most that can be wanted", { retention: { weeks: WEEKS, wanted: 0.97 } }],
    ["nothing due", { forecast: { days: times(30, () => 0), overdue: 0 } }],
    ["everything overdue", { forecast: { days: [12, ...times(29, () => 0)], overdue: 12 } }],
    [
      "large figures",
      {
        byDay: times(182, (day) => day * 500),
        forecast: { days: times(30, (day) => 10_000 - day), overdue: 5000 },
      },
    ],
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
      { retention: { weeks: WEEKS, wanted: 0.8 } },
      { retention: { weeks: WEEKS.with(25, { reviews: 25, recalled: 20 }), wanted: 0.9 } },
      { forecast: { days: DAYS.with(0, 5), overdue: 3 } },
      { byDay: full.byDay.with(179, 0) },
    ];
    const pictures = await Promise.all(
      [full, ...changes.map((change) => ({ ...full, ...change }))].map(drawn),
    );
    expect(new Set(pictures.map((png) => png.toString("base64"))).size).toBe(changes.length + 1);
  });

  it("are drawn once as long as they show the same", async () => {
    const first = await drawn(full);
    expect(await drawn(structuredClone(full))).toBe(first);
    expect(await drawn({ ...full, first: "2025-11-10" })).not.toBe(first);
  });

  it("of a server have a quarter of a year, and its learners beside it", async () => {
    const { first, decks } = full;
    const server = { first, byDay: full.byDay.slice(0, 88), learners: times(13, (week) => week % 5), decks };
    const png = await drawn(server);
    expect(sizeOf(png)[0]).toBe(1000);
    for (const learners of [times(13, () => 0), times(13, () => 500)]) {
      expect((await drawn({ ...server, learners })).equals(png)).toBe(false);
    }
  });
});
