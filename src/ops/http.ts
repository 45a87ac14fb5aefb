import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What is looked at to tell whether the process can serve people: a name, and what is wrong, or undefined. */
export type Checks = Readonly<Record<string, () => Promise<string | undefined> | string | undefined>>;

export interface HttpServer {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Serves `/live` (the process runs), `/ready` (every check is fine; 503 with the reasons otherwise) and `/metrics`.
 * It has no passwords: keep it on a private address.
 *
 * @param port 0 for any free one
 * @throws Error that names the port when it is taken
 */
export async function startHttp(
  { host, port }: { readonly host: string; readonly port: number },
  checks: Checks,
  metrics: () => Promise<{ readonly body: string; readonly type: string }>,
): Promise<HttpServer> {
  const server = createServer((request, response) => {
    answer(request.url ?? "/", response).catch((error: Error) => send(response, 500, `${error.message}\n`));
  });

  async function answer(url: string, response: ServerResponse): Promise<void> {
    switch (url.split("?", 1)[0]) {
      case "/live":
        return send(response, 200, "alive\n");
      case "/ready": {
        const results = await Promise.all(
          Object.entries(checks).map(async ([name, check]) => [name, await check()] as const),
        );
        const ready = results.every(([, problem]) => problem === undefined);
        const lines = results.map(([name, problem]) => `${name}: ${problem ?? "ok"}\n`);
        return send(response, ready ? 200 : 503, lines.join(""));
      }
      case "/metrics": {
        const { body, type } = await metrics();
        return send(response, 200, body, type);
      }
      default:
        return send(response, 404, "Here are /live, /ready and /metrics.\n");
    }
  }

  server.listen(port, host);
  try {
    await once(server, "listening");
  } catch (error) {
    throw new Error(`HTTP_PORT ${port} on ${host} cannot be used: ${(error as Error).message}`, {
      cause: error,
    });
  }
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function send(
  response: ServerResponse,
  status: number,
  body: string,
  type = "text/plain; charset=utf-8",
): void {
  response.writeHead(status, { "content-type": type }).end(body);
}
