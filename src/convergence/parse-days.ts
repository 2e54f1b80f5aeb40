import { localDate, parseMoment } from '#time/index.ts';
import type { Hours } from './hours.ts';

/** What somebody wrote of the days it is on. */
export type Days = Pick<Hours, 'firstDay' | 'lastDay'>;

const dash = String.raw`\s*(?:–|—|-|\bto\b|\band\b|\buntil\b|\btill\b)\s*`;
const iso = /^\d{4}-\d{2}-\d{2}$/;

/**
 * The day or days somebody means by “15 May 2027”, “15 to 17 May”, “May 15-16” or “2027-05-15 to 2027-05-17”, in the future
 * where the year is left out. Undefined when any part is not understood, there is no such date, or the last day comes first.
 */
export function parseDays(written: string, now: Temporal.Instant, zone: string): Days | undefined {
  const text = written.trim().replaceAll(/\s+/g, ' ');
  const day = (one: string, after = now) => parseDay(one, after, zone);
  const only = day(text);
  if (only) return { firstDay: String(only), lastDay: String(only) };
  for (const found of text.matchAll(new RegExp(dash, 'gi'))) {
    const [a, b] = [text.slice(0, found.index).trim(), text.slice(found.index + found[0].length).trim()];
    const [first, last] = completed(a, b);
    const from = day(first);
    const to = from && day(last, from.toZonedDateTime(zone).toInstant().subtract({ hours: 24 }));
    if (from && to && Temporal.PlainDate.compare(from, to) <= 0)
      return { firstDay: String(from), lastDay: String(to) };
  }
  return undefined;
}

/** “15” and “17 May 2027” lend each other what one of them leaves out. */
function completed(first: string, last: string): readonly [string, string] {
  const bare = /^\d{1,2}(?:st|nd|rd|th)?$/i;
  const ofMonth = /\b\d{1,2}(?:st|nd|rd|th)?\b/i;
  if (bare.test(first)) return [last.replace(ofMonth, first), last];
  const year = /,?\s*\b(\d{4})$/.exec(last);
  const dated = year !== null && !/\d{4}/.test(first) ? `${first} ${year[1]}` : first;
  const day = year === null ? last : last.slice(0, year.index);
  return bare.test(day) ? [dated, dated.replace(ofMonth, day)] : [dated, last];
}

function parseDay(written: string, now: Temporal.Instant, zone: string): Temporal.PlainDate | undefined {
  if (iso.test(written)) return dateOf(written);
  const unyeared = written.replace(/\b\d{4}\b/, '');
  const isBare = /^\d{1,2}(?:st|nd|rd|th)?$/i.test(written);
  // A range is read in two parts, and a number, a time or a month alone is no day.
  if (
    isBare ||
    new RegExp(dash, 'i').test(written) ||
    !/\d|day\b|tomorrow|\b(?:mon|tue|wed|thu|fri|sat|sun)\b/i.test(unyeared)
  )
    return undefined;
  if (/\d:\d|\b\d+\s*[ap]m\b/i.test(written)) return undefined;
  const at = parseMoment(written, now, zone);
  if (!at) return undefined;
  const date = localDate(at, zone);
  // 29 February of another year is read as 1 March, 31 June as 1 July: there is no such day.
  const day = /\b(\d{1,2})(?:st|nd|rd|th)?\b/i.exec(unyeared)?.[1];
  const isCounted = written.includes('/') || /\b(?:in|next)\s+\d/i.test(written);
  return day === undefined || isCounted || Number(day) === date.day ? date : undefined;
}

function dateOf(written: string): Temporal.PlainDate | undefined {
  try {
    return Temporal.PlainDate.from(written, { overflow: 'reject' });
  } catch {
    return undefined;
  }
}

/** The days as somebody would write them; `parseDays` reads them back. */
export function writeDays({ firstDay, lastDay }: Days): string {
  return firstDay === lastDay ? firstDay : `${firstDay} to ${lastDay}`;
}
