import type { Declared } from './declare.ts';
import type { Seen } from './look.ts';

/** Sets the gauges to what the database said; without it they are absent, rather than as old as it was seen last. */
export function show(metrics: Declared, seen: Seen | undefined): void {
  const { up, rows, oldest, unfinished, oldestUnfinished, backlog, spacing, breakers, dueDone, stuck } =
    metrics;
  for (const one of [rows, oldest, backlog, spacing, breakers, dueDone, stuck]) one.reset();
  for (const one of [unfinished, oldestUnfinished]) one.remove();
  up.set(seen ? 1 : 0);
  if (!seen) return;
  for (const { state, lane, count } of seen.rows) rows.set({ state: word(state), lane }, count);
  for (const { lane, seconds } of seen.oldest) oldest.set({ lane }, seconds ?? 0);
  for (const { count, seconds } of seen.inbox) {
    unfinished.set(count);
    oldestUnfinished.set(seconds ?? 0);
  }
  for (const { key, ahead, every, code } of seen.gates) {
    const gate = gateOf(key);
    if (!gate) continue;
    backlog.set(gate, ahead);
    if (every !== null) spacing.set(gate, every / 1000);
    const { platform, tenant } = gate;
    if (code !== null && ahead > 0) breakers.set({ platform, tenant, code: word(code) }, 1);
  }
  for (const { name, seconds } of seen.done) dueDone.set({ due: word(name) }, seconds);
  for (const { name, count } of seen.stuck) stuck.set({ due: word(name) }, count);
}

/** What a gate is of, by its key; undefined for one that is no bot's and no space's, which could be a person's. */
function gateOf(key: string): { platform: string; tenant: string; gate: string } | undefined {
  const [platform = '', tenant = '', rest, ...more] = key.split(' ');
  if (more.length > 0 || (rest !== undefined && rest !== 'opening')) return undefined;
  const gate = rest ?? (tenant === '' ? 'bot' : 'space');
  return { platform: word(platform), tenant: word(tenant), gate };
}

/** A label is a short word; whatever else the database may hold where one is expected is not shown. */
export function word(value: string): string {
  return /^[\w.-]{0,64}$/.test(value) ? value : 'other';
}
