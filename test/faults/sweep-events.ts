import type { Event } from './sweep-lane.ts';
import { type Mishap, mishaps } from './sweep-side.ts';

const each = Object.keys(mishaps) as Mishap[];

/** What the sweep by hand does at every effect: a kill, alone or with what may follow, and mishaps without one. */
export const allEvents: readonly Event[] = [
  { kind: 'killed' },
  ...[1, 2, 3].map((after): Event => ({ kind: 'killed again', after })),
  ...each.map((mishap): Event => ({ kind: 'killed, then', mishap })),
  ...each.map((mishap): Event => ({ kind: 'mishap', mishap })),
  { kind: 'connection lost' },
  { kind: 'database connections ended' },
];

/** An event in words, as it is named on the command line and in tables. */
export function named(event: Event): string {
  switch (event.kind) {
    case 'killed again':
      return `killed, and again after ${event.after}`;
    case 'killed, then':
      return `killed, then ${event.mishap}`;
    case 'mishap':
      return event.mishap;
    default:
      return event.kind;
  }
}
