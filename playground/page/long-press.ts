const holdMs = 500;
const slackPx = 10;

/**
 * Handlers that call back when a finger has rested on something for half a second, which is how a touch screen asks for
 * a context menu. Some browsers report that as a `contextmenu` event, too, and Safari on iOS does not: `took` says
 * whether the touch that goes on was one already answered. Made once for an element, since they keep its state.
 */
export function longPress(callback: (event: PointerEvent) => void): {
  readonly took: () => boolean;
  readonly handlers: {
    readonly onPointerDown: (event: PointerEvent) => void;
    readonly onPointerMove: (event: PointerEvent) => void;
    readonly onPointerUp: () => void;
    readonly onPointerCancel: () => void;
    readonly onContextMenuCapture: () => void;
    readonly onClickCapture: (event: Event) => void;
  };
} {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let start = { x: 0, y: 0 };
  let took = false;
  const stop = (): void => clearTimeout(timer);
  return {
    took: () => took,
    handlers: {
      onPointerDown: (event) => {
        stop();
        took = false;
        if (event.pointerType !== "touch") return;
        start = { x: event.clientX, y: event.clientY };
        timer = setTimeout(() => {
          took = true;
          callback(event);
        }, holdMs);
      },
      onPointerMove: (event) => {
        if (Math.hypot(event.clientX - start.x, event.clientY - start.y) > slackPx) stop();
      },
      onPointerUp: stop,
      onPointerCancel: stop,
      onContextMenuCapture: stop,
      // The finger that held a button must not press it when it lifts.
      onClickCapture: (event) => {
        if (!took) return;
        took = false;
        event.preventDefault();
        event.stopPropagation();
      },
    },
  };
}
