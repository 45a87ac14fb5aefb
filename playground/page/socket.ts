import type { APIApplicationCommandOptionChoice } from "discord-api-types/v10";
import type { PageEvent, PageRequest } from "../protocol.ts";

type WithoutId<T> = T extends unknown ? Omit<T, "id"> : never;

/** A request without its number, which the connection gives it. */
export type Ask = WithoutId<PageRequest>;

/** The answer to a request: `error` is a sentence to show. */
interface Answer {
  readonly error?: string;
  readonly choices?: readonly APIApplicationCommandOptionChoice[];
}

export interface Connection {
  /** Never rejects: a lost connection is an answer with an `error`. */
  ask(request: Ask): Promise<Answer>;
  /** Ends it for good; nothing is reported afterwards. */
  close(): void;
}

export interface Listener {
  /** Everything except answers, which go to whoever asked. */
  event(event: PageEvent): void;
  /** The connection broke; it is being tried again. */
  lost(): void;
}

const firstDelayMs = 250;
const lastDelayMs = 4000;
const lostAnswer: Answer = { error: "The connection to the playground was lost. Try again once it is back." };

/**
 * Opens the page's WebSocket as one person and keeps it open: after a loss it tries again, at first after 250 ms,
 * then ever more slowly, up to every 4 s. The server sends the whole state on every connection.
 *
 * @param userId whom to act for; without one the server chooses
 */
export function connect(userId: string | undefined, listener: Listener): Connection {
  const waiting = new Map<number, (answer: Answer) => void>();
  let socket: WebSocket | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let delayMs = firstDelayMs;
  let as = userId;
  let lastId = 0;
  let closed = false;

  function open(): void {
    const address = new URL("/page/socket", location.href);
    address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    if (as !== undefined) address.searchParams.set("as", as);
    const opened = new WebSocket(address);
    let greeted = false;
    socket = opened;
    opened.addEventListener("message", ({ data }) => {
      const event = JSON.parse(String(data)) as PageEvent;
      if (event.event === "answer") {
        waiting.get(event.id)?.(event);
        waiting.delete(event.id);
        return;
      }
      if (event.event === "state") {
        greeted = true;
        delayMs = firstDelayMs;
        as = event.state.you.id;
      }
      if (!closed) listener.event(event);
    });
    opened.addEventListener("close", ({ code }) => {
      for (const resolve of waiting.values()) resolve(lostAnswer);
      waiting.clear();
      if (closed) return;
      // 1008: the server refused this person. An address kept from another world should not lock anyone out.
      if (!greeted && code === 1008) as = undefined;
      listener.lost();
      timer = setTimeout(open, delayMs);
      delayMs = Math.min(delayMs * 2, lastDelayMs);
    });
  }

  open();
  return {
    ask(request) {
      if (socket?.readyState !== WebSocket.OPEN) return Promise.resolve(lostAnswer);
      lastId += 1;
      const id = lastId;
      const { promise, resolve } = Promise.withResolvers<Answer>();
      waiting.set(id, resolve);
      socket.send(JSON.stringify({ ...request, id } satisfies PageRequest));
      return promise;
    },
    close() {
      closed = true;
      clearTimeout(timer);
      socket?.close();
    },
  };
}
