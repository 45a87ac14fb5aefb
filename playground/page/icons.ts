import { html } from "htm/preact";
import type { VNode } from "preact";

function icon(path: string, size = 20): VNode {
  return html`<svg class="icon" width=${size} height=${size} viewBox="0 0 24 24" aria-hidden="true" focusable="false"
    fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"
  ><path d=${path} /></svg>`;
}

/** The page's icons: strokes in the colour of the text, hidden from screen readers. */
export const icons = {
  hash: () => icon("M4 9h16M4 15h16M10 3 8 21M16 3l-2 18"),
  menu: () => icon("M4 6h16M4 12h16M4 18h16", 24),
  home: () => icon("M21 12a8 8 0 0 1-8 8H4l2-3a8 8 0 1 1 15-5z", 24),
  sun: () =>
    icon(
      "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v2M12 20v2M4.9 4.9l1.4 1.4M17.7 17.7l1.4 1.4M2 12h2M20 12h2M4.9 19.1l1.4-1.4M17.7 6.3l1.4-1.4",
    ),
  moon: () => icon("M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5z"),
  eye: () => icon("M2 12s3.5-7 10-7 10 7 10 7-3.5 7-10 7-10-7-10-7zM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z", 16),
  send: () => icon("M4 12 20 4l-6 16-3-7z"),
  down: () => icon("M6 9l6 6 6-6", 18),
  close: () => icon("M6 6l12 12M18 6 6 18", 16),
  cross: () => icon("M6 6l12 12M18 6 6 18"),
  external: (size = 14) => icon("M14 4h6v6M20 4l-9 9M18 14v5H5V6h5", size),
  file: () => icon("M6 2h8l5 5v15H6zM14 2v6h5", 28),
  slash: () => icon("M7 4h10a3 3 0 0 1 3 3v10a3 3 0 0 1-3 3H7a3 3 0 0 1-3-3V7a3 3 0 0 1 3-3zM14 8l-4 8", 18),
  more: () => icon("M5 11v2M4 12h2M12 11v2M11 12h2M19 11v2M18 12h2"),
  check: () => icon("M5 13l4 4L19 7", 16),
  search: () => icon("M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM20 20l-4-4", 18),
  left: () => icon("M15 6l-6 6 6 6", 18),
  right: () => icon("M9 6l6 6-6 6", 18),
  plus: () => icon("M12 5v14M5 12h14"),
  upload: () => icon("M12 16V4M7 9l5-5 5 5M4 20h16", 24),
  download: () => icon("M12 4v12M7 11l5 5 5-5M4 20h16"),
  trash: () => icon("M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13", 18),
  copy: () => icon("M9 9h11v11H9zM5 15H4V4h11v1", 18),
  id: () => icon("M3 5h18v14H3zM7 9v6M11 9v6h2a3 3 0 0 0 0-6z", 18),
  app: () => icon("M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h6v6h-6z", 18),
  warn: () => icon("M12 3 2 20h20zM12 10v4M12 17h.01", 16),
} as const;
