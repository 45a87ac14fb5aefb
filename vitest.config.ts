import { defineConfig } from "vitest/config";

/**
 * `npm test` runs all projects but "browser", which needs Chromium (`npm run test:browser`).
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
