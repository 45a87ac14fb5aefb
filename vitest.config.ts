import { defineConfig } from "vitest/config";

/**
 * `npm test` runs "unit", "playground", "integration" and "e2e"; "browser" needs Chromium (`npm run test:browser`),
 * "faults" takes long (`npm run test:faults`).
 * Times are limits for a test that hangs, in milliseconds; a test itself asserts none.
 */
export default defineConfig({
  test: {
    // What holds on a laptop must hold on a small machine: two at a time leave the servers they start some room.
    maxWorkers: 2,
    projects: [
      project("unit", { pool: "threads", testTimeout: 20_000 }),
      project("playground", { testTimeout: 30_000 }),
      project("integration", { testTimeout: 30_000 }),
      project("e2e", { testTimeout: 60_000 }),
      // Faults are dealt to one bot and one Redis at a time; how many: FLASHBACK_FAULTS.
      project("faults", { testTimeout: 3_600_000, fileParallelism: false }),
      // One browser at a time: what it shows depends on how promptly its page is drawn.
      project("browser", { testTimeout: 180_000, fileParallelism: false }),
    ],
  },
});

/** The tests in `test/<name>/`, in processes of their own unless told otherwise, since they start and stop servers. */
function project(
  name: string,
  options: { testTimeout: number; pool?: "threads" | "forks"; fileParallelism?: boolean },
) {
  return {
    test: {
      name,
      include: [`test/${name}/**/*.test.ts`],
      pool: "forks" as const,
      hookTimeout: 60_000,
      ...options,
    },
  };
}
