import type { Allowance } from '#chat/index.ts';

/**
 * What the headers of an answer say of the limit on its channel; undefined when they say nothing that can be used
 * (Discord developer documentation, "Rate Limits": limit, remaining, reset-after in seconds).
 */
export function allowanceIn(headers: { get(name: string): string | null }): Allowance | undefined {
  const [limit = 0, left = 0, seconds = 0] = ['limit', 'remaining', 'reset-after'].map((name) =>
    Number(headers.get(`x-ratelimit-${name}`) ?? Number.NaN),
  );
  if (!(limit > 0 && left >= 0 && seconds >= 0)) return undefined;
  // The window's length is not told: right after its beginning the time to its end is the best that is known of it.
  return { limit, left, resetMs: seconds * 1000, ...(left === limit - 1 && { windowMs: seconds * 1000 }) };
}
