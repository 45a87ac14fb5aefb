/** Serves the page, the packages it imports, and the files the bot attached. */
import { readFile, stat } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { stripTypeScriptTypes } from "node:module";
import { extname, join, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { serveAttachment } from "./cdn.ts";
import type { TakeAttachment } from "./faults.ts";
import type { World } from "./world.ts";

const pageFolder = fileURLToPath(new URL("./page/", import.meta.url));
/** Packages the page may import, and what those import. */
const vendorPackages = [
  "preact",
  "htm",
  "@odiffey/discord-markdown",
  "@khanacademy/simple-markdown",
  "@khanacademy/perseus-core",
  "highlight.js",
];

const contentTypes: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".ts": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
};

/** Answers GET of a path of the page in `folder`; 404 for what is not there, or not for everyone. */
export async function serveFile(
  world: World,
  path: string,
  response: ServerResponse,
  folder: string = pageFolder,
  take: TakeAttachment = () => undefined,
): Promise<void> {
  if (path.startsWith("/attachments/")) {
    serveAttachment(world, path, response.req.headers.host ?? "", response, take);
    return;
  }
  const file = fileAt(folder, decode(path));
  const body = file === undefined ? undefined : await read(file);
  if (file === undefined || body === undefined) {
    return send(response, 404, "text/plain; charset=utf-8", `There is no ${path} here.\n`);
  }
  send(response, 200, contentTypes[extname(file)] ?? "application/octet-stream", body);
}

function send(response: ServerResponse, status: number, type: string, body: string | Uint8Array): void {
  response.writeHead(status, {
    "Content-Type": type,
    // Files change under a running playground while somebody works on the page.
    "Cache-Control": "no-cache",
    "X-Content-Type-Options": "nosniff",
  });
  response.end(body);
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return "";
  }
}

/** The file a path means, if it lies inside a folder that is served. */
function fileAt(pages: string, path: string): string | undefined {
  if (path.startsWith("/vendor/")) {
    const name = vendorPackages.find((one) => path.startsWith(`/vendor/${one}/`));
    const folder = name === undefined ? undefined : packageFolder(name);
    return name === undefined || folder === undefined
      ? undefined
      : inside(folder, path.slice(`/vendor/${name}/`.length));
  }
  return inside(pages, path === "/" ? "index.html" : path.replace(/^\/+/, ""));
}

function inside(folder: string, path: string): string | undefined {
  const file = resolve(folder, path);
  return file.startsWith(resolve(folder) + sep) && !path.includes("\0") ? file : undefined;
}

const folders = new Map<string, string | undefined>();

function packageFolder(name: string): string | undefined {
  if (!folders.has(name)) folders.set(name, findPackage(name));
  return folders.get(name);
}

function findPackage(name: string): string | undefined {
  try {
    const entry = fileURLToPath(import.meta.resolve(name));
    const end = entry.lastIndexOf(join("node_modules", name) + sep);
    return end < 0 ? undefined : entry.slice(0, end + join("node_modules", name).length);
  } catch {
    return undefined;
  }
}

const stripped = new Map<string, { readonly changed: number; readonly code: string }>();

async function read(file: string): Promise<string | Uint8Array | undefined> {
  try {
    const { mtimeMs } = await stat(file);
    if (extname(file) !== ".ts") return await readFile(file);
    const known = stripped.get(file);
    if (known?.changed === mtimeMs) return known.code;
    const code = strip(await readFile(file, "utf8"));
    stripped.set(file, { changed: mtimeMs, code });
    return code;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT" || code === "EISDIR" || code === "ENOTDIR") return undefined;
    if (extname(file) !== ".ts") throw error;
    // The browser's console is where whoever writes the page looks.
    return `throw new SyntaxError(${JSON.stringify(`${file}: ${error instanceof Error ? error.message : error}`)});`;
  }
}

/** Takes the types off, without the warning that this function of Node is experimental. */
function strip(code: string): string {
  const { emitWarning } = process;
  process.emitWarning = ((warning: string | Error, ...rest: unknown[]) => {
    if (rest[0] === "ExperimentalWarning") return;
    Reflect.apply(emitWarning, process, [warning, ...rest]);
  }) as typeof process.emitWarning;
  try {
    return stripTypeScriptTypes(code);
  } finally {
    process.emitWarning = emitWarning;
  }
}
