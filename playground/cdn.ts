/** Discord's file server: the files of messages, commands and modals, and what can go wrong with them. */
import type { ServerResponse } from "node:http";
import type { AttachmentFault, TakeAttachment } from "./faults.ts";
import type { StoredFile, World } from "./world.ts";

/** Milliseconds of real time between two pieces of a slow file, and the bytes of one. */
const slowEvery = 100;
const slowBytes = 16;
const endlessChunk = Buffer.alloc(64 * 1024, "A");

/** A file by its path, without the query; undefined when there is none. */
function fileAt(world: World, path: string): StoredFile | undefined {
  const [, channelId = "", fileId = ""] = /^\/attachments\/(\d+)\/(\d+)\/[^/]+$/.exec(path) ?? [];
  const upload = world.uploads.get(fileId);
  if (upload?.channelId === channelId) return upload.file;
  return world.messages.fileOf(channelId, fileId);
}

/** Answers a download. A redirect sends to the same file under another name of this machine, once it was asked. */
export function serveAttachment(
  world: World,
  path: string,
  host: string,
  response: ServerResponse,
  take: TakeAttachment,
): void {
  const file = fileAt(world, path);
  // A request that was redirected comes under the other name, and gets the file: whoever followed has it.
  const followed = host !== "" && host === otherHost(world);
  const fault = file === undefined || followed ? undefined : take(file);
  if (file === undefined || fault === "gone") {
    response.writeHead(404, { "Content-Type": "text/plain; charset=utf-8" });
    response.end("This content is no longer available.\n");
    return;
  }
  if (fault === "redirect") {
    response.writeHead(302, { Location: `http://${otherHost(world)}${path}` });
    response.end();
    return;
  }
  response.writeHead(200, {
    "Content-Type": file.contentType ?? "application/octet-stream",
    "X-Content-Type-Options": "nosniff",
    // What somebody uploaded must not run as if it were the page.
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    ...(fault === "endless" ? {} : { "Content-Length": file.data.byteLength }),
  });
  send(response, file.data, fault);
}

function send(response: ServerResponse, data: Uint8Array, fault: AttachmentFault | undefined): void {
  if (fault === "truncate") {
    response.write(data.subarray(0, Math.floor(data.byteLength / 2)), () => response.destroy());
  } else if (fault === "slow") sendSlowly(response, data);
  else if (fault === "endless") sendForEver(response);
  else response.end(data);
}

function sendSlowly(response: ServerResponse, data: Uint8Array): void {
  let at = 0;
  response.flushHeaders();
  const timer = setInterval(() => {
    response.write(data.subarray(at, at + slowBytes));
    at += slowBytes;
    if (at >= data.byteLength) response.end();
  }, slowEvery);
  response.on("close", () => clearInterval(timer));
}

function sendForEver(response: ServerResponse): void {
  const more = () => {
    while (!response.destroyed && response.write(endlessChunk));
  };
  response.on("drain", more);
  more();
}

/** Another name of this machine than the one files are served under, with the port. */
function otherHost(world: World): string {
  const { hostname, port } = new URL(world.baseUrl);
  return `${hostname === "localhost" ? "127.0.0.1" : "localhost"}:${port}`;
}
