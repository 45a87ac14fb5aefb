import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { PipeClosed, receiverOf, sendFrame } from "../../../src/offload/frames.ts";

let sockets = 0;

/** Both ends of a pipe. */
async function pipe(): Promise<readonly [Socket, Socket]> {
  sockets += 1;
  const path = join(tmpdir(), `flashback-frames-${process.pid}-${sockets}.sock`);
  const server = createServer().listen(path);
  await once(server, "listening");
  const near = connect(path);
  const [far] = (await once(server, "connection")) as [Socket];
  server.close();
  for (const end of [near, far]) end.on("error", () => {});
  onTestFinished(() => {
    near.destroy();
    far.destroy();
  });
  return [near, far];
}

test("frames arrive as they were sent, whatever their size", async () => {
  const [near, far] = await pipe();
  const receive = receiverOf<{ n: number; name: string }>(far, 2 ** 20);
  const bodies = [0, 1, 0, 65_535, 65_536, 300_000, 7].map((size, n) => Buffer.alloc(size, n));
  const sent = (async () => {
    for (const [n, body] of bodies.entries()) await sendFrame(near, { n, name: "ä" }, body);
  })();
  for (const [n, body] of bodies.entries()) {
    const frame = await receive();
    expect(frame.head).toEqual({ n, name: "ä" });
    expect(frame.body.equals(body)).toBe(true);
  }
  await sent;
});

test("frames are whole when they come byte by byte", async () => {
  const [near, far] = await pipe();
  const receive = receiverOf<{ n: number }>(far, 100);
  const json = Buffer.from('{"n":1}');
  for (const byte of Buffer.concat([
    Buffer.from([json.length, 0, 0, 0, 2, 0, 0, 0]),
    json,
    Buffer.from("xy"),
  ])) {
    near.write(Buffer.from([byte]));
    await new Promise(setImmediate);
  }
  expect(await receive()).toEqual({ head: { n: 1 }, body: Buffer.from("xy") });
});

test("the end of the pipe is told, between frames and within one", async () => {
  const [near, far] = await pipe();
  near.end();
  await expect(receiverOf(far, 100)()).rejects.toThrow(PipeClosed);
  const [here, there] = await pipe();
  here.end(Buffer.from([7, 0, 0, 0]));
  await expect(receiverOf(there, 100)()).rejects.toThrow(PipeClosed);
});

test("a frame that is larger than it may be is refused before it is read", async () => {
  const [near, far] = await pipe();
  void sendFrame(near, {}, Buffer.alloc(101)).catch(() => {});
  await expect(receiverOf(far, 100)()).rejects.toThrow(/a frame of 2 \+ 101 bytes is larger/);
});

test("sending into a pipe that is gone is told", async () => {
  const [near] = await pipe();
  near.destroy();
  await expect(sendFrame(near, {})).rejects.toThrow(PipeClosed);
});
