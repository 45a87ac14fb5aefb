/** Where a process's time goes: V8's sampling profiler, told over the DevTools protocol when to begin and to end. */
import { once } from "node:events";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { WebSocket } from "ws";
import { ROOT } from "./bots.ts";

/** Between two looks at the stack. Microseconds. */
const INTERVAL = 500;

interface CallFrame {
  readonly functionName: string;
  readonly url: string;
  readonly lineNumber: number;
}

/** The format of the DevTools protocol: https://chromedevtools.github.io/devtools-protocol/tot/Profiler/#type-Profile */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: CallFrame;
    readonly children?: readonly number[];
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** A name and its share of the time that was not idle, 0 to 1. */
export type Share = readonly [name: string, share: number];

/**
 * Profiles a Node process that was started with --inspect while something goes on.
 *
 * @param inspector the ws:// address that it printed
 */
export async function profiled(inspector: string, work: () => Promise<unknown>): Promise<CpuProfile> {
  const socket = new WebSocket(inspector, { perMessageDeflate: false });
  await once(socket, "open");
  let last = 0;
  const ask = async (method: string, params: object = {}): Promise<unknown> => {
    last += 1;
    const id = last;
    const { promise, resolve } = Promise.withResolvers<unknown>();
    const listen = (raw: unknown) => {
      const reply = JSON.parse(String(raw)) as { id?: number; result?: unknown };
      if (reply.id !== id) return;
      socket.off("message", listen);
      resolve(reply.result);
    };
    socket.on("message", listen);
    socket.send(JSON.stringify({ id, method, params }));
    return await promise;
  };
  await ask("Profiler.enable");
  await ask("Profiler.setSamplingInterval", { interval: INTERVAL });
  await ask("Profiler.start");
  await work();
  const { profile } = (await ask("Profiler.stop")) as { profile: CpuProfile };
  socket.close();
  return profile;
}

/** Microseconds by node of the call tree: its own, without what it calls. */
function selfTimes({ samples, timeDeltas }: CpuProfile): ReadonlyMap<number, number> {
  const times = new Map<number, number>();
  for (const [index, id] of samples.entries()) {
    times.set(id, (times.get(id) ?? 0) + (timeDeltas[index] ?? 0));
  }
  return times;
}

const IDLE = new Set(["(idle)", "(root)", "(program)"]);

/** Shares of self time by whatever a call frame is put under, largest first. `(program)` is V8's word for native code. */
export function sharesBy(profile: CpuProfile, nameOf: (frame: CallFrame) => string): readonly Share[] {
  const times = selfTimes(profile);
  const sums = new Map<string, number>();
  let all = 0;
  for (const { id, callFrame } of profile.nodes) {
    const time = times.get(id) ?? 0;
    if (callFrame.functionName === "(idle)" || callFrame.functionName === "(root)") continue;
    all += time;
    const name = nameOf(callFrame);
    sums.set(name, (sums.get(name) ?? 0) + time);
  }
  return [...sums].map(([name, time]): Share => [name, time / all]).sort(([, a], [, b]) => b - a);
}

/** The share of the time in which one of these functions was running or waited for what it called. */
export function inclusiveShare(profile: CpuProfile, matches: (frame: CallFrame) => boolean): number {
  const times = selfTimes(profile);
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const called = new Set(profile.nodes.flatMap(({ children }) => children ?? []));
  let inside = 0;
  let all = 0;
  const walk = (id: number, within: boolean): void => {
    const node = nodes.get(id);
    if (!node) return;
    const now = within || matches(node.callFrame);
    const time = IDLE.has(node.callFrame.functionName) ? 0 : (times.get(id) ?? 0);
    all += time;
    if (now) inside += time;
    for (const child of node.children ?? []) walk(child, now);
  };
  for (const { id } of profile.nodes) if (!called.has(id)) walk(id, false);
  return inside / all;
}

/** A file as the repository has it: "src/store/learners.ts"; "node:net" for Node's own. */
export function fileOf({ url, functionName }: CallFrame): string {
  if (url.startsWith("file:")) return relative(ROOT, fileURLToPath(url));
  return url || functionName;
}

/** The part a call frame belongs to: a package, a folder of src/, Node itself, the garbage collector. */
export function partOf(frame: CallFrame): string {
  const file = fileOf(frame);
  const module = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1];
  if (module) return module;
  if (file.startsWith("src/")) return file.split("/").slice(0, 2).join("/");
  if (file === "(garbage collector)") return "garbage collector";
  if (file === "(program)") return "native code of V8 and Node";
  if (file.startsWith("wasm:")) return "undici";
  return file.startsWith("node:") || file.startsWith("(") || !file.includes("/")
    ? "Node"
    : (file.split("/")[0] ?? file);
}

/** A function with where it stands; of native ones only the name is known. */
export function functionOf(frame: CallFrame): string {
  const name = frame.functionName || "(anonymous)";
  if (!frame.url) return name;
  return `${name} ${fileOf(frame).replace(/^.*node_modules\//, "")}:${frame.lineNumber + 1}`;
}
