/**
 * Acknowledging a command, stored first, beside a bare handler with one insert: how long it takes at a low rate, and how
 * many a second at 32 at once. Weft is src/main.ts; it carries every command out after acknowledging it, on the same event
 * loop and database, and that is in its figures. Both sides have a process and a database of their own on one server.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { type Door, openDiscord, openSlack } from './ack-doors.ts';
import { type Line, median, ms, percentile, perSecond } from './figures.ts';
import type { BenchServer } from './server.ts';

export interface AckOptions {
  readonly rounds?: number;
  /** commands of each side in a round, one every `everyMs` */
  readonly commands?: number;
  readonly everyMs?: number;
  /** how long 32 at once go on in a round, in seconds */
  readonly seconds?: number;
}

const block = 50; // commands until the other side has its turn
const atOnce = 32;

export async function ack(server: BenchServer, options: AckOptions = {}): Promise<Line[]> {
  const lines: Line[] = [];
  for (const [name, open] of [
    ['Slack', openSlack],
    ['Discord', openDiscord],
  ] as const) {
    await using doors = await open(server);
    lines.push(...(await compare(name, doors.bare, doors.weft, options)));
  }
  return lines;
}

async function compare(
  name: string,
  bare: Door,
  weft: Door,
  { rounds = 5, commands = 400, everyMs = 50, seconds = 5 }: AckOptions,
): Promise<Line[]> {
  const sides = [bare, weft];
  const slow = new Map(sides.map((side) => [side, [] as { p50: number; p99: number }[]]));
  const fast = new Map(sides.map((side) => [side, [] as number[]]));
  for (const side of sides) for (let i = 0; i < 400; i += 1) await side.knock();
  for (let round = 0; round < rounds; round += 1) {
    console.error(`ack: ${name}, round ${round + 1} of ${rounds}`);
    const order = round % 2 === 0 ? sides : sides.toReversed();
    const times = new Map(sides.map((side) => [side, [] as number[]]));
    for (let done = 0; done < commands; done += block) {
      for (const side of order) times.get(side)?.push(...(await slowly(side, everyMs)));
    }
    for (const [side, all] of times)
      slow.get(side)?.push({ p50: percentile(all, 0.5), p99: percentile(all, 0.99) });
    for (const side of order) fast.get(side)?.push(await quickly(side, seconds));
  }
  const p50 = (side: Door) => median((slow.get(side) ?? []).map((one) => one.p50));
  const p99 = (side: Door) => median((slow.get(side) ?? []).map((one) => one.p99));
  const rate = (side: Door) => median(fast.get(side) ?? []);
  const what = `acknowledging on ${name}`;
  return [
    {
      ...{ what: `${what}, p50`, weft: ms(p50(weft)), baseline: ms(p50(bare)) },
      ratio: p50(weft) / p50(bare),
      goal: { most: 1.15 },
    },
    {
      ...{ what: `${what}, p99`, weft: ms(p99(weft)), baseline: ms(p99(bare)) },
      ratio: p99(weft) / p99(bare),
      goal: { most: 1.3 },
    },
    {
      what: `${what}, ${atOnce} at once, each carried out and answered too`,
      ...{ weft: perSecond(rate(weft)), baseline: perSecond(rate(bare)) },
      ratio: rate(weft) / rate(bare),
      goal: { least: 0.85 },
    },
  ];
}

/** A block of commands, one every so many milliseconds; how long each took to be acknowledged. */
async function slowly(side: Door, everyMs: number): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < block; i += 1) {
    const next = performance.now() + everyMs;
    times.push(await side.knock());
    await pause(Math.max(0, next - performance.now()));
  }
  return times;
}

/** How many a second are acknowledged with 32 always waiting; returns when all of them are carried out. */
async function quickly(side: Door, seconds: number): Promise<number> {
  const began = performance.now();
  const until = began + seconds * 1000;
  let count = 0;
  const one = async () => {
    while (performance.now() < until) {
      await side.knock();
      count += 1;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, one));
  const rate = (count * 1000) / (performance.now() - began);
  await side.rest();
  return rate;
}
