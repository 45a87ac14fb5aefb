/** From the start of the process until Discord knows the bot and its commands. */
import { startPlayground } from "../playground/index.ts";
import { spawnBot } from "./bots.ts";
import { median } from "./usage.ts";

/** Milliseconds, the middle of some starts, of the bots in turn. */
export async function measureStartup(
  redisUrl: string,
  cwd: string,
  starts: number,
): Promise<Readonly<Record<"pong" | "flashback", number>>> {
  const took: Record<"pong" | "flashback", number[]> = { pong: [], flashback: [] };
  for (let round = 0; round < starts; round += 1) {
    for (const name of ["pong", "flashback"] as const) {
      // A new one each time, so that the commands are to be registered.
      const playground = await startPlayground({ validate: false });
      const began = performance.now();
      const bot = await spawnBot(name, playground, redisUrl, cwd);
      await bot.during(playground.whenBotReady());
      took[name].push(performance.now() - began);
      await bot.stop();
      await playground.close();
    }
  }
  return { pong: median(took.pong), flashback: median(took.flashback) };
}
