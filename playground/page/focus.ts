/**
 * Where the keyboard focus goes when messages change under it. A message edited in place (the next card of a quiz)
 * keeps the focus, so that someone at the keyboard never has to find the way back.
 */

const message = "[data-message-id]";
// What is under a spoiler cannot be used.
const button = "button.button:not(:disabled, [inert] *)";
const pressable = `${button}, button.select:not(:disabled, [inert] *)`;

/** The label of what is focused inside `root`: "" for `root` itself, undefined when the focus is elsewhere. */
export function focusedLabel(root: HTMLElement | null): string | undefined {
  const active = document.activeElement;
  if (root === null || active === null || !root.contains(active)) return undefined;
  return active === root ? "" : labelOf(active);
}

/**
 * Gives the focus back to a message that had it before it changed: to the button with the same label, else to its
 * first one that can be pressed, else to the newest message below that has one, else to the message itself.
 *
 * A message whose first button has a digit of its own gets the focus itself: there the digits answer, and Enter pressed
 * twice must not.
 */
export function keepFocus(root: HTMLElement, label: string): void {
  const active = document.activeElement;
  if (active !== root && root.contains(active) && active !== null && labelOf(active) === label) return;
  const buttons = [...root.querySelectorAll<HTMLElement>(pressable)];
  const same = buttons.find((button) => labelOf(button) === label);
  const [first] = buttons;
  const answers = first !== undefined && digitOf(labelOf(first)) !== undefined;
  const target = same ?? (answers ? root : (first ?? newestBelow(root) ?? root));
  target.focus({ preventScroll: target === root });
}

/**
 * Moves the focus to the first button of a message that has just come in answer to this person, unless that would
 * take it from something they are in the middle of.
 */
export function offerFocus(root: HTMLElement): void {
  if (isIdle(document.activeElement)) root.querySelector<HTMLElement>(pressable)?.focus();
}

/** Leaves the focus of a message that is about to be taken away to the one below it, else to the one above. */
export function leaveFocus(root: HTMLElement | null): void {
  if (root === null || focusedLabel(root) === undefined) return;
  const all = [...document.querySelectorAll<HTMLElement>(message)];
  const at = all.indexOf(root);
  const next = all[at + 1] ?? all[at - 1];
  queueMicrotask(() => {
    if (next?.isConnected === true) next.focus({ preventScroll: true });
  });
}

function isIdle(active: Element | null): boolean {
  if (active === null || active === document.body) return true;
  if (active instanceof HTMLTextAreaElement) return active.value === "";
  const message = active.closest("[data-message-id]");
  return message !== null && message.querySelector(pressable) === null;
}

function newestBelow(root: HTMLElement): HTMLElement | undefined {
  const all = [...document.querySelectorAll<HTMLElement>("[data-message-id]")];
  const below = all.slice(all.indexOf(root) + 1).filter((one) => one.dataset.mine === "true");
  return below.flatMap((one) => one.querySelector<HTMLElement>(pressable) ?? []).at(-1);
}

function labelOf(element: Element): string {
  return (
    element.getAttribute("data-focus-key") ?? element.getAttribute("aria-label") ?? element.textContent ?? ""
  );
}

/** The digit that presses a button: the one its label begins with, unless it goes on as a longer number. */
export function digitOf(label: string): string | undefined {
  return /^[1-9](?!\d)/.exec(label.trim())?.[0];
}

/**
 * The button that a digit presses: in the message that has the focus, else in the newest message of a bot whose
 * buttons are not meant for somebody else.
 */
export function buttonForDigit(digit: string): HTMLElement | undefined {
  const focused = document.activeElement?.closest<HTMLElement>("[data-message-id]");
  const messages = [
    ...document.querySelectorAll<HTMLElement>('[data-message-id][data-bot="true"]'),
  ].reverse();
  const candidates = [
    ...(focused ? [focused] : []),
    ...messages.filter((one) => one.dataset.others !== "true"),
  ];
  for (const message of candidates) {
    const buttons = [...message.querySelectorAll<HTMLElement>(button)];
    const meant = buttons.find((one) => digitOf(labelOf(one)) === digit);
    if (meant !== undefined) return meant;
  }
  return undefined;
}

/** Gives the focus to the newest message, for someone who comes from the composer by key; false where there is none. */
export function focusNewest(): boolean {
  const newest = [...document.querySelectorAll<HTMLElement>(message)].at(-1);
  newest?.focus();
  return newest !== undefined;
}

/** From a message that has the focus to the one above (-1) or below (1); false where the focus is on none, or at an end. */
export function focusNeighbour(step: -1 | 1): boolean {
  const all = [...document.querySelectorAll<HTMLElement>(message)];
  const at = document.activeElement instanceof HTMLElement ? all.indexOf(document.activeElement) : -1;
  const next = at < 0 ? undefined : all[at + step];
  next?.focus();
  return next !== undefined;
}
