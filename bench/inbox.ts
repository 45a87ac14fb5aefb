/** A Discord that takes direct messages, one of all that bear the same nonce, and remembers which and when. */
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";

/** A message that was taken. */
interface Taken {
  readonly channelId: string;
  /** The local day that it is the reminder of, as its buttons say. */
  readonly day: string | undefined;
  /** On the clock of performance.now(), ms. */
  readonly at: number;
}

export interface Inbox {
  readonly apiUrl: string;
  /** In the order in which they came. */
  readonly messages: readonly Taken[];
  close(): Promise<void>;
}

/** Starts it on 127.0.0.1, on any free port. */
export async function openInbox(): Promise<Inbox> {
  const messages: Taken[] = [];
  /** What became of each nonce: Discord knows them for some minutes, longer than this is open. */
  const ids = new Map<string, string>();

  async function answer(request: IncomingMessage): Promise<unknown> {
    const body = (await json(request)) as { nonce?: string; components?: unknown };
    const channelId = /\/channels\/(\d+)\/messages$/.exec(request.url ?? "")?.[1];
    if (channelId === undefined) throw new Error(`nothing but known channels is asked for: ${request.url}`);
    const known = ids.get(String(body.nonce));
    if (known !== undefined) return { id: known };
    const id = String(500_000_000_000_000_000n + BigInt(messages.length));
    ids.set(String(body.nonce), id);
    const day = /\d{4}-\d\d-\d\d/.exec(JSON.stringify(body.components))?.[0];
    messages.push({ channelId, day, at: performance.now() });
    return { id };
  }

  const server = createServer((request, response) => {
    const send = (status: number, body: unknown) => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(body));
    };
    answer(request).then(
      (body) => send(200, body),
      (error: Error) => send(400, { code: 0, message: error.message }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    apiUrl: `http://127.0.0.1:${port}/api`,
    messages,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
