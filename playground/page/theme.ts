import { keep, recall } from "./kept.ts";

export type Theme = "light" | "dark";

/** The theme that shows: the one chosen here before, else what the system prefers. */
export function currentTheme(): Theme {
  const kept = recall("theme");
  if (kept === "light" || kept === "dark") return kept;
  return matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
}

/** Shows a theme and remembers it in this browser. */
export function chooseTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
  keep("theme", theme);
}
