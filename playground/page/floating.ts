/** Things that float over the page beside what they belong to: lists to choose from, menus. */
import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

/** A rectangle in CSS pixels, as from the window's upper left corner. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** A place in the window as something a menu can stand beside. */
export function pointBox(x: number, y: number): Box {
  return { left: x, right: x, top: y, bottom: y };
}

interface Size {
  readonly width: number;
  readonly height: number;
}

const gapPx = 4;
const edgePx = 8;

/**
 * Where something of a size goes beside `anchor`: below it, or above where below is too little room and above there is
 * more; always within the window. All in CSS pixels.
 */
export function placeBeside(
  anchor: Box,
  size: Size,
  viewport: Size,
): { readonly left: number; readonly top: number; readonly maxHeight: number } {
  const below = viewport.height - anchor.bottom - gapPx - edgePx;
  const above = anchor.top - gapPx - edgePx;
  const goesBelow = size.height <= below || below >= above;
  const maxHeight = Math.max(goesBelow ? below : above, 0);
  const height = Math.min(size.height, maxHeight);
  const left = Math.max(edgePx, Math.min(anchor.left, viewport.width - size.width - edgePx));
  return { left, top: goesBelow ? anchor.bottom + gapPx : anchor.top - gapPx - height, maxHeight };
}

/**
 * Shows the element of the answered ref in the browser's top layer, where nothing covers or cuts it off, and keeps it
 * beside its anchor while the page scrolls. It takes a click elsewhere as a wish to close.
 *
 * @param anchor what it stands beside, or a fixed place
 * @param close called when the person presses outside of both
 */
export function useFloating(anchor: Element | Box, close: () => void): RefObject<HTMLDivElement | null> {
  const floating = useRef<HTMLDivElement>(null);
  const latest = useRef(close);
  latest.current = close;

  useLayoutEffect(() => {
    const element = floating.current;
    if (element === null) return undefined;
    element.popover = "manual";
    element.showPopover();
    const place = (): void => {
      const { style } = element;
      const box = anchor instanceof Element ? anchor.getBoundingClientRect() : anchor;
      if (anchor instanceof Element) style.setProperty("--anchor-width", `${box.right - box.left}px`);
      style.removeProperty("--room");
      const at = placeBeside(
        box,
        { width: element.offsetWidth, height: element.offsetHeight },
        { width: innerWidth, height: innerHeight },
      );
      style.setProperty("--left", `${at.left}px`);
      style.setProperty("--top", `${at.top}px`);
      style.setProperty("--room", `${at.maxHeight}px`);
    };
    place();
    const onPress = ({ target }: Event): void => {
      if (!(target instanceof Node) || element.contains(target)) return;
      if (anchor instanceof Element && anchor.contains(target)) return;
      latest.current();
    };
    const observer = new ResizeObserver(place);
    observer.observe(element);
    addEventListener("scroll", place, true);
    addEventListener("resize", place);
    document.addEventListener("pointerdown", onPress, true);
    return () => {
      observer.disconnect();
      removeEventListener("scroll", place, true);
      removeEventListener("resize", place);
      document.removeEventListener("pointerdown", onPress, true);
      if (element.isConnected) element.hidePopover();
    };
  }, [anchor]);
  return floating;
}

/** True while something lies over the page that takes the keyboard: a dialog, a list, a menu. */
export function isCovered(): boolean {
  return document.querySelector("dialog[open], .floating") !== null;
}
