import { env } from 'node:process';
import { type ParsedComponents, type ParsedResult, parse } from 'chrono-node';
import { atLocal } from './local.ts';

// chrono computes with JavaScript's local time, which is wrong wherever that has gaps or is not that of the person.
// The only local time without either is UTC, so that this process goes by it; nothing else in Weft asks.
env.TZ = 'UTC';

// Words around a moment that change nothing about it.
const around = /^(on|at|by|from|until|till|the|around)?$/i;

/**
 * The moment a person means by "Saturday 6pm", "in 3 days" or "2026-12-01 18:00", read in their zone and, where
 * it can be either, in the future. A day without a time is noon. Undefined when any part is not understood, and for
 * several days: half a moment is worse than asking again. English only, as chrono reads it (month before day in 1/2/2027).
 */
export function parseMoment(text: string, now: Temporal.Instant, zone: string): Temporal.Instant | undefined {
  const here = now.toZonedDateTimeISO(zone).toPlainDateTime();
  // chrono computes with a JavaScript Date, so it is shown the person's wall clock as if it were UTC.
  const wall = here.toZonedDateTime('UTC');
  const found = parse(
    text,
    { instant: new Date(wall.epochMilliseconds), timezone: 0 },
    { forwardDate: true },
  );
  const [only, ...others] = found;
  if (only === undefined || others.length > 0 || !isWhole(text, only)) return undefined;

  const start = only.start;
  if (only.end && !isSameDay(start, only.end)) return undefined;
  const tags = only.tags();
  // "in 2 hours" and "now" are so much later, whatever the clocks do meanwhile.
  if (tags.has('result/relativeDateAndTime') || tags.has('casualReference/now'))
    return now.add({ milliseconds: start.date().getTime() - wall.epochMilliseconds });

  const field = (name: 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second') => start.get(name) ?? 0;
  // chrono gives a bare "tomorrow" the present time of day; "tomorrow evening" has a second reference.
  const isBare = [...tags].filter((tag) => tag.startsWith('casualReference/')).length === 1;
  const noon = !start.isCertain('hour') && tags.has('casualReference/tomorrow') && isBare;
  const shown = Temporal.PlainDateTime.from({
    year: field('year'),
    month: field('month'),
    day: field('day'),
    hour: noon ? 12 : field('hour'),
    minute: noon ? 0 : field('minute'),
    second: noon ? 0 : field('second'),
  });
  const offset = start.get('timezoneOffset');
  const elsewhere = offset !== null && start.isCertain('timezoneOffset');
  const read = (at: Temporal.PlainDateTime) =>
    elsewhere ? at.toZonedDateTime('UTC').toInstant().subtract({ minutes: offset }) : atLocal(at, zone);
  const isTimeOnly = !(['weekday', 'day', 'month', 'year'] as const).some((part) => start.isCertain(part));
  if (!isTimeOnly || !start.isCertain('hour')) return read(shown);
  // The next 6pm: where it is elsewhere, the day there may be another than here.
  const days = [-1, 0, 1].map((by) => read(shown.add({ days: by })));
  return days.find((at) => Temporal.Instant.compare(at, now) > 0);
}

/** A moment as somebody in the zone would write it, to the minute; `parseMoment` reads it back there. */
export function writeMoment(at: Temporal.Instant, zone: string): string {
  const shown = at.toZonedDateTimeISO(zone).toPlainDateTime();
  return shown.toString({ smallestUnit: 'minute' }).replace('T', ' ');
}

const isSameDay = (a: ParsedComponents, b: ParsedComponents) =>
  (['year', 'month', 'day'] as const).every((part) => a.get(part) === b.get(part));

function isWhole(text: string, { index, text: read }: ParsedResult): boolean {
  const before = text.slice(0, index).trim();
  const after = text.slice(index + read.length).replace(/^[\s.,!]+|[\s.,!]+$/g, '');
  return around.test(before) && after === '';
}
