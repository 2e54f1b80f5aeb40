const bounds = [2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000];

/** A number as roughly as news needs it: what was told of it is told again once this has changed. */
export function bandOf(count: number): string {
  const band = bounds.findLast((bound) => bound <= count);
  return String(band ?? Math.max(0, count));
}
