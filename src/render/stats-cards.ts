import { INK, PANEL } from "./panel.ts";
import type { Coming, DeckBar, StatsChart } from "./stats-chart.ts";
import {
  BLUE,
  type Box,
  barsOver,
  dateAfter,
  FAINT,
  HEADING,
  heading,
  key,
  LEVELS,
  noAxis,
  ORANGE,
  type Panel,
  PLOT,
  SWATCH,
  TEXT,
} from "./stats-look.ts";

/** A bar a day: what is due then, with what is overdue in today's. */
export function forecastBars({ first, byDay }: StatsChart, { days, overdue }: Coming, box: Box): Panel {
  const most = Math.max(...days);
  const at = days.indexOf(most);
  const today = byDay.length - 1;
  const isNamed = (index: number) =>
    index === 0 ? most === 0 || (days[0] ?? 0) > 0 : index === at && (at > 2 || days[0] === 0);
  return barsOver(box, PLOT, {
    title: "Due",
    titles: overdue > 0 ? key([[ORANGE, "overdue"]], box.left + box.width, box) : [],
    names: days.map((_, index) => {
      const { month, day } = dateAfter(first, today + index);
      return index % 10 === 0 ? `${day} ${month}` : "";
    }),
    bars: [
      { color: ORANGE, values: [{ value: overdue, named: false }] },
      {
        color: BLUE,
        values: days.map((cards, index) => ({
          value: index === 0 ? cards - overdue : cards,
          named: isNamed(index),
          label: String(cards),
        })),
      },
    ],
  });
}

const ROW = 24;
const NUMBER = 18;
/** Room for the share at the right of a bar. */
const RECALL = 52;

/** A bar a deck, told by its number: its cards by their last rating, then those never seen. */
export function deckRows(decks: readonly DeckBar[], box: Box): Panel {
  const share = (cards: number, index: number) => {
    const { levels = [], unseen = 0 } = decks[index] ?? {};
    const all = levels.reduce((sum, count) => sum + count, unseen);
    return all > 0 ? cards / all : 0;
  };
  const bars = [
    ...[5, 4, 3, 2, 1].map((rating) => ({
      color: LEVELS[rating - 1] ?? BLUE,
      values: decks.map(({ levels }, index) => share(levels[rating - 1] ?? 0, index)),
    })),
    { color: FAINT, values: decks.map(({ unseen }, index) => share(unseen, index)) },
  ];
  return {
    height: HEADING + decks.length * ROW + 8 + SWATCH,
    grid: {
      left: box.left + NUMBER,
      top: box.top + HEADING,
      width: box.width - NUMBER - RECALL,
      height: decks.length * ROW,
    },
    titles: [
      heading("Decks", box),
      {
        ...heading("recall", { ...box, top: box.top + 1 }),
        left: box.left + box.width,
        textAlign: "right",
        textStyle: TEXT,
      },
      // Below, where the left corner has to be free: see ALT_MARK.
      ...key(
        [
          ...[5, 4, 3, 2, 1].map((rating) => [LEVELS[rating - 1] ?? BLUE, String(rating)] as const),
          [FAINT, "new"],
        ],
        box.left + box.width,
        { ...box, top: box.top + HEADING + decks.length * ROW + 8 },
      ),
    ],
    x: { type: "value", min: 0, max: 1, ...noAxis, axisLabel: { show: false } },
    y: {
      type: "category",
      inverse: true,
      data: decks.map((_, index) => index + 1),
      ...noAxis,
      axisLabel: { ...TEXT, color: INK, fontWeight: 600, margin: 8 },
    },
    series: bars.map(({ color, values }, at) => ({
      type: "bar",
      stack: "deck",
      barWidth: 13,
      data: values.map((value, index) => ({
        value,
        ...(at === bars.length - 1 && {
          label: {
            ...TEXT,
            color: INK,
            show: true,
            position: "right",
            distance: RECALL,
            align: "right",
            formatter: `${Math.round(100 * (decks[index]?.recall ?? 0))} %`,
          },
        }),
      })),
      itemStyle: { color, borderColor: PANEL, borderWidth: 0.5, borderRadius: 2 },
    })),
  };
}
