import { afterEach, beforeEach, expect, test } from "vitest";
import { start } from "../../src/main.ts";
import { configOf, type House, openHouse } from "../support/flashback.ts";

let house: House;
beforeEach(async () => {
  house = await openHouse({ bot: "none" });
});
afterEach(async () => await house.close());

/** Starts the bot and stops it; how often it has put its commands by then. */
async function registrations(): Promise<number> {
  const { playground } = house;
  const running = await start(configOf(house));
  await running.stop();
  return playground.requests.filter(({ method, path }) => method === "PUT" && path.endsWith("/commands"))
    .length;
}

test("the commands are put once, and again only when they differ", async () => {
  expect(await registrations()).toBe(1);
  expect(await registrations()).toBe(1);
});

test.each([
  [
    "an option has a limit that it no longer has",
    (quiz: Command) => ({ ...quiz, options: [{ ...quiz.options?.[0], min_length: 3 }] }),
  ],
  ["it was for admins alone", (quiz: Command) => ({ ...quiz, default_member_permissions: "8" })],
  ["its description was another", (quiz: Command) => ({ ...quiz, description: "Something else" })],
])("what is registered is replaced where %s", async (_, change) => {
  await registrations();
  const { playground } = house;
  const application = playground.world.applicationId;
  const url = `${playground.apiUrl}/v10/applications/${application}/commands`;
  const headers = { authorization: `Bot ${playground.token}`, "content-type": "application/json" };
  const there = (await (await fetch(url, { headers })).json()) as Command[];
  const changed = there.map((command) => (command.name === "quiz" ? change(command) : command));
  const put = await fetch(url, { method: "PUT", headers, body: JSON.stringify(changed) });
  expect(put.status).toBe(200);
  // One put by the bot before, one by this test.
  expect(await registrations()).toBe(3);
  expect(await registrations()).toBe(3);
});

interface Command {
  readonly name: string;
  readonly options?: readonly object[];
}
