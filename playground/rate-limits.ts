/**
 * Discord's rate limits: https://discord.com/developers/docs/topics/rate-limits. They run on real time even where a
 * test moves the clock, because clients wait them out in real time.
 */
import { createHash } from "node:crypto";

/** Requests per window of milliseconds. */
interface Limit {
  readonly requests: number;
  readonly windowMs: number;
}

/** All authorised requests together. */
const globalLimit: Limit = { requests: 50, windowMs: 1_000 };
/** Discord publishes no numbers a route; these are what its headers say for the ones that matter here. */
const limits: readonly { readonly route: RegExp; readonly limit: Limit }[] = [
  { route: /^(POST|PATCH) \/channels\/:id\/messages/, limit: { requests: 5, windowMs: 5_000 } },
  { route: /^DELETE \/channels\/:id\/messages/, limit: { requests: 5, windowMs: 1_000 } },
  { route: /^\w+ \/webhooks\//, limit: { requests: 5, windowMs: 2_000 } },
  { route: /^(PUT|DELETE) \/guilds\/:id\/members\/:id\/roles/, limit: { requests: 10, windowMs: 10_000 } },
  { route: /^PUT .*\/commands$/, limit: { requests: 5, windowMs: 20_000 } },
];
const ordinary: Limit = { requests: 50, windowMs: 1_000 };

interface Bucket {
  used: number;
  resetAt: number;
}

interface RateLimitResult {
  readonly headers: Readonly<Record<string, string>>;
  /** Set when the request is over a limit. */
  readonly refused?: { readonly retryAfter: number; readonly global: boolean };
}

/** Counts requests; `counted` is false for those outside the global limit (interaction endpoints). */
export type RateLimiter = (
  method: string,
  template: string,
  major: string,
  counted: boolean,
) => RateLimitResult;

export function createRateLimiter(): RateLimiter {
  const buckets = new Map<string, Bucket>();
  const take = (key: string, limit: Limit): { readonly left: number; readonly resetIn: number } => {
    const now = performance.now();
    let bucket = buckets.get(key);
    if (bucket === undefined || bucket.resetAt <= now) {
      bucket = { used: 0, resetAt: now + limit.windowMs };
      buckets.set(key, bucket);
    }
    bucket.used += 1;
    return { left: limit.requests - bucket.used, resetIn: (bucket.resetAt - now) / 1_000 };
  };
  return (method, template, major, counted) => {
    // Callbacks have no limit and no headers.
    if (template.endsWith("/callback")) return { headers: {} };
    if (buckets.size > 5_000) forgetOld(buckets);
    if (counted) {
      const { left, resetIn } = take("global", globalLimit);
      if (left < 0) {
        const headers = { "X-RateLimit-Global": "true", "X-RateLimit-Scope": "global" };
        return { headers, refused: { retryAfter: resetIn, global: true } };
      }
    }
    // Execute, edit and delete of one webhook token share a bucket; so do the messages of a channel by method.
    const shape = template.startsWith("/webhooks/") ? "/webhooks/:id/:token" : `${method} ${template}`;
    const limit = limits.find(({ route }) => route.test(`${method} ${template}`))?.limit ?? ordinary;
    const { left, resetIn } = take(`${shape} ${major}`, limit);
    const headers = {
      "X-RateLimit-Limit": String(limit.requests),
      "X-RateLimit-Remaining": String(Math.max(0, left)),
      "X-RateLimit-Reset": (Date.now() / 1_000 + resetIn).toFixed(3),
      "X-RateLimit-Reset-After": resetIn.toFixed(3),
      "X-RateLimit-Bucket": createHash("sha256").update(shape).digest("hex").slice(0, 32),
    };
    if (left >= 0) return { headers };
    const refused = { retryAfter: resetIn, global: false };
    return { headers: { ...headers, "X-RateLimit-Scope": "user" }, refused };
  };
}

function forgetOld(buckets: Map<string, Bucket>): void {
  const now = performance.now();
  for (const [key, bucket] of buckets) if (bucket.resetAt <= now) buckets.delete(key);
}
