import { html } from "htm/preact";
import { type ComponentChildren, h } from "preact";
import { useEffect, useState } from "preact/hooks";

const units = [
  ["year", 31_557_600],
  ["month", 2_629_800],
  ["week", 604_800],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
] as const;

const relativeFormat = new Intl.RelativeTimeFormat("en", { numeric: "always" });

const styles: Readonly<Record<string, Intl.DateTimeFormatOptions>> = {
  t: { timeStyle: "short" },
  T: { timeStyle: "medium" },
  d: { dateStyle: "short" },
  D: { dateStyle: "long" },
  f: { dateStyle: "long", timeStyle: "short" },
  F: { dateStyle: "full", timeStyle: "short" },
  s: { dateStyle: "short", timeStyle: "short" },
  S: { dateStyle: "short", timeStyle: "medium" },
};

/** How far `thenMs` is from `nowMs` (Unix milliseconds) in the largest unit that fits: "in 3 days", "2 hours ago". */
function relativeTime(thenMs: number, nowMs: number): string {
  const seconds = Math.round((thenMs - nowMs) / 1000);
  const [unit, size] = units.find(([, unitSize]) => Math.abs(seconds) >= unitSize) ?? ["second", 1];
  return relativeFormat.format(Math.round(seconds / size), unit);
}

/**
 * A Discord time stamp in words, in the reader's language and time zone.
 *
 * @param style one of Discord's letters (t T d D f F s S R); `f` where it is absent or unknown
 */
function timestampText(thenMs: number, style: string | undefined, nowMs: number): string {
  if (style === "R") return relativeTime(thenMs, nowMs);
  return new Date(thenMs).toLocaleString(undefined, styles[style ?? "f"] ?? styles.f);
}

/** When a message was sent, as beside its author's name: the time alone today, the date with it before. */
export function messageTime(iso: string, nowMs: number): string {
  const date = new Date(iso);
  const time = date.toLocaleTimeString(undefined, { timeStyle: "short" });
  return isSameDay(date, new Date(nowMs)) ? time : `${date.toLocaleDateString()} ${time}`;
}

/** True when two instants lie on the same calendar day of the reader. */
export function isSameDay(a: Date, b: Date): boolean {
  return a.toDateString() === b.toDateString();
}

/** A time stamp within text; a relative one keeps moving, every second while it counts in seconds. */
function Timestamp({ unix, style }: { unix: number; style: string | undefined }): ComponentChildren {
  const [nowMs, setNow] = useState(Date.now);
  const thenMs = unix * 1000;
  const periodMs = Math.abs(thenMs - nowMs) < 90_000 ? 1000 : 20_000;
  useEffect(() => {
    if (style !== "R") return undefined;
    const timer = setInterval(() => setNow(Date.now()), periodMs);
    return () => clearInterval(timer);
  }, [style, periodMs]);
  const date = new Date(thenMs);
  // Beyond what a Date can hold Discord, too, shows the text as it stands.
  if (Number.isNaN(date.getTime())) return html`<span>${`<t:${unix}>`}</span>`;
  return html`<time
    class="timestamp"
    datetime=${date.toISOString()}
    title=${timestampText(thenMs, "F", nowMs)}
    aria-live="off"
  >${timestampText(thenMs, style, nowMs)}</time>`;
}

/** `Timestamp` as a node. */
export function timestamp(unix: number, style: string | undefined): ComponentChildren {
  return h(Timestamp, { unix, style });
}
