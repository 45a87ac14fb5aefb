import { expect, test } from "vitest";
import type { AttachmentFault } from "../../playground/index.ts";
import { stage } from "./bot.ts";

const bytes = Uint8Array.from({ length: 1_000 }, (_, index) => index % 256);

async function said(how: AttachmentFault) {
  const { ben, playground } = await stage({});
  const message = await ben.say("#general", "", [
    { name: "a.bin", data: bytes },
    { name: "b.bin", data: bytes },
  ]);
  const [first, second] = message.files.map((file) => file.url);
  const fault = playground.faults.attachment("a.bin", how);
  return { ben, playground, fault, first: first ?? "", second: second ?? "", message };
}

test("a file that is gone, by its id, until faults are cleared", async () => {
  const { ben, playground, fault, first, second, message } = await said("gone");
  await expect(ben.download({ url: first })).rejects.toThrow("404");
  expect(await ben.download({ url: second })).toEqual(bytes);
  expect(fault.taken()).toBe(1);
  playground.faults.clear();
  expect(await ben.download({ url: first })).toEqual(bytes);
  playground.faults.attachment(message.message.attachments[1]?.id ?? "", "gone");
  await expect(ben.download({ url: second })).rejects.toThrow("404");
});

test("a redirect goes to another host, where the file is", async () => {
  const { playground, fault, first } = await said("redirect");
  const answer = await fetch(first, { redirect: "manual" });
  const location = new URL(answer.headers.get("location") ?? "");
  expect(answer.status).toBe(302);
  expect(location.hostname).toBe("localhost");
  expect(location.port).toBe(new URL(playground.url).port);
  const followed = await fetch(first);
  expect([followed.url.startsWith("http://localhost"), followed.status]).toEqual([true, 200]);
  expect(new Uint8Array(await followed.arrayBuffer())).toEqual(bytes);
  expect(fault.taken()).toBe(2);
});

test("a connection that is cut after half of what was promised", async () => {
  const { first } = await said("truncate");
  const answer = await fetch(first);
  expect(answer.headers.get("content-length")).toBe("1000");
  await expect(answer.arrayBuffer()).rejects.toThrow();
});

test("a slow file comes in pieces, an endless one without an end or a length", async () => {
  const { playground, first, second } = await said("slow");
  playground.faults.attachment("b.bin", "endless");
  const slow = (await fetch(first)).body?.getReader();
  expect((await slow?.read())?.value?.byteLength).toBeLessThan(100);
  await slow?.cancel();
  const answer = await fetch(second);
  expect(answer.headers.get("content-length")).toBeNull();
  let size = 0;
  const endless = answer.body?.getReader();
  while (size < 20 * 1024 * 1024) {
    const { done, value } = (await endless?.read()) ?? { done: true };
    if (done) throw new Error(`it ended after ${size} bytes`);
    size += value?.byteLength ?? 0;
  }
  await endless?.cancel();
});
