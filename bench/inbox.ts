/** A Discord that takes direct messages, says that it has, and remembers when. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface Inbox {
  readonly apiUrl: string;
  /** When each message came, on the clock of performance.now(), ms. */
  readonly arrivals: readonly number[];
  close(): Promise<void>;
}

/** Starts it on 127.0.0.1, on any free port. */
export async function openInbox(): Promise<Inbox> {
  const arrivals: number[] = [];
  const server = createServer((request, response) => {
    request.resume().on("end", () => {
      if (request.url?.endsWith("/messages")) arrivals.push(performance.now());
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify({ id: String(500_000_000_000_000_000n + BigInt(arrivals.length)) }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    apiUrl: `http://127.0.0.1:${port}/api`,
    arrivals,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
