import { limits } from './limits.ts';

/** A quarter of a year. */
export interface Quarter {
  readonly year: number;
  readonly number: 1 | 2 | 3 | 4;
}

const numbers = [1, 2, 3, 4] as const;

/** The quarter of a date. */
export function quarterOf({ year, month }: Temporal.PlainDate): Quarter {
  return { year, number: numbers[Math.floor((month - 1) / 3)] ?? 4 };
}

/** Its first day. */
export function firstDay({ year, number }: Quarter): Temporal.PlainDate {
  return Temporal.PlainDate.from({ year, month: number * 3 - 2, day: 1 });
}

/** Its last day. */
export function lastDay(quarter: Quarter): Temporal.PlainDate {
  return firstDay(quarter).add({ months: 3 }).subtract({ days: 1 });
}

/** The quarter before. */
export function before(quarter: Quarter): Quarter {
  return quarterOf(firstDay(quarter).subtract({ days: 1 }));
}

/** As it is kept: 2027-Q1. */
export const keyOf = ({ year, number }: Quarter): string => `${year}-Q${number}`;

/** The Monday from which on nobody is asked about it: what was said is counted then, once, and told. */
export function toldFrom(quarter: Quarter): Temporal.PlainDate {
  const over = lastDay(quarter).add({ days: limits.asksDaysAfter + 1 });
  return over.add({ days: (8 - over.dayOfWeek) % 7 });
}

/** The quarter principals are asked about on a date: its last week, and until that is told; undefined in between. */
export function askedOn(date: Temporal.PlainDate): Quarter | undefined {
  const current = quarterOf(date);
  const last = before(current);
  const isDue = Temporal.PlainDate.compare(
    date,
    lastDay(current).subtract({ days: limits.asksDaysBefore - 1 }),
  );
  if (isDue >= 0) return current;
  return Temporal.PlainDate.compare(date, toldFrom(last)) < 0 ? last : undefined;
}
