import { chanceOf } from './chance.ts';
import { heardOf } from './heard.ts';
import { meetingsOf } from './meetings.ts';
import { type Peopled, peopleOf } from './people.ts';
import { passing, type Thing } from './rows.ts';
import { togetherOf } from './together.ts';

/** A Monday, ten in the morning in Chicago. */
export const begins = Temporal.Instant.from('2025-05-05T15:00:00Z');
export const monday = (week: number) => begins.add({ hours: 24 * 7 * week });

/** A coalition of 150 organisations and 1,400 people over two years, made up from a seed and written as plain rows. */
export interface Simulated extends Peopled {
  readonly things: readonly Thing[];
  /** Lets time pass until a moment: what has changed since the last one is written. */
  readonly pass: ReturnType<typeof passing>;
}

export function simulate(seed: number, prefix = ''): Simulated {
  const chance = chanceOf(seed);
  const peopled = peopleOf(chance, begins.epochMilliseconds, prefix);
  const things = [
    ...peopled.things,
    ...meetingsOf(chance, peopled),
    ...togetherOf(chance, peopled),
    ...heardOf(chance, peopled),
  ];
  return { ...peopled, things, pass: passing(things) };
}
