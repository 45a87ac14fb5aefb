import { Writable } from "node:stream";
import { expect, test } from "vitest";
import { createLog } from "../../../src/ops/log.ts";

const TOKEN = "aW50ZXJhY3Rpb246MTIzNDU2Nzg5.secret";
const FRONT = "What does the front of this card say?";

/** An error as discord.js's REST makes it: with its request and the token in its address. */
class RequestError extends Error {
  override readonly name = "DiscordAPIError[10062]";
  readonly code = 10062;
  readonly status = 404;
  readonly method = "POST";
  readonly url = `https://discord.com/api/v10/interactions/123/${TOKEN}/callback`;
  readonly requestBody = { json: { components: [{ content: FRONT }] } };
}

function logged(work: (log: ReturnType<typeof createLog>) => void): string {
  let text = "";
  const out = new Writable({
    write(chunk, _, done) {
      text += chunk;
      done();
    },
  });
  work(createLog("trace", out));
  return text;
}

test("an error is told by name, code and place, without tokens and without the text of cards", () => {
  const cause = new Error(`connect failed for /webhooks/123/${TOKEN}/messages/@original`);
  const text = logged((log) => {
    log.error(
      { err: new RequestError(`Unknown interaction at /interactions/123/${TOKEN}/callback`) },
      "a bug",
    );
    log.warn({ err: new Error("outer", { cause }), token: TOKEN, config: { token: TOKEN } }, "in two steps");
  });
  expect(text).toContain("DiscordAPIError[10062]");
  expect(text).toContain("Unknown interaction at /interactions/123/…/callback");
  expect(text).toContain("connect failed for /webhooks/123/…/messages/@original");
  expect(text).toContain("log.test.ts");
  expect(text).not.toContain(TOKEN);
  expect(text).not.toContain(FRONT);
});

test("what is thrown may be anything", () => {
  expect(logged((log) => log.error({ err: "just a string" }, "odd"))).toContain("just a string");
});
