import { isZone, zones } from '#time/index.ts';
import type { Hours } from './hours.ts';

/** What somebody wrote of the hours: local ones, or with a zone the same moment for all. */
export type ParsedHours =
  | (Pick<Hours, 'fromMinute' | 'untilMinute' | 'zone'> & { readonly problem?: undefined })
  | {
      /** not understood; ends before it begins; morning or evening is open; no such zone, or several */
      readonly problem: 'unknown' | 'backwards' | 'which half' | 'zone';
      /** the zones that may be meant */
      readonly zones?: readonly string[];
    };

interface Time {
  /** after midnight; 1440 for midnight at an end */
  readonly minute: number;
  /** an hour from 1 to 12 with nothing that says which half of the day */
  readonly open: boolean;
}

/** How long something is of which only the beginning is given. */
const usual = 60;
/** What ends before it begins, at one moment for all, ends on the next day if it is no longer than so many minutes, and else is a mistake. */
export const longestNight = 6 * 60;
const day = 1440;

/**
 * The hours somebody means by “noon to two”, “12:00-14:00”, “9 to 5”, “all day” or, at once for everybody, “19:00 in Berlin”.
 * Without an end it lasts an hour.
 */
export function parseHours(written: string): ParsedHours {
  const text = written
    .trim()
    .toLowerCase()
    .replaceAll(/\s+/g, ' ')
    .replace(/[.,]?\s*wherever (?:you are|one is)$/, '');
  const placed =
    /^(.*?)(?: in | \(|, )([a-z][\p{L}_/ +-]*)\)?$/iu.exec(text) ??
    /^(.*\d.*?|noon|midnight) (utc|gmt)$/i.exec(text);
  if (!placed) return windowOf(text, null);
  const [, hours = '', place = ''] = placed;
  const found = zoneOf(place.replace(/ time$/, ''));
  return typeof found === 'string' ? windowOf(hours.trim(), found) : { problem: 'zone', zones: found };
}

function windowOf(written: string, zone: string | null): ParsedHours {
  if (/^(?:all|the whole) day$/.test(written) && zone === null)
    return { fromMinute: 0, untilMinute: day, zone };
  const parts = written
    .replace(/^(?:from|between|at) /, '')
    .split(/\s*(?:–|—|-|\bto\b|\band\b|\buntil\b|\btill\b)\s*/);
  const [first = '', last] = parts;
  const half = / ?([ap])\.?m\.?$/.exec(last ?? '')?.[1];
  if (parts.length > 2 || first === '') return { problem: 'unknown' };
  const begins = timeOf(first);
  if (!begins || begins.minute >= day) return { problem: 'unknown' };
  if (last === undefined) {
    if (begins.open) return { problem: 'which half' };
    return { fromMinute: begins.minute, untilMinute: begins.minute + usual, zone };
  }
  const ends = timeOf(last);
  if (!ends) return { problem: 'unknown' };
  // “2 to 4 pm” is both in the afternoon, “11 to 1 pm” is not.
  const lent = begins.open && half !== undefined ? timeOf(`${first} ${half}m`) : undefined;
  const from = lent && lent.minute < ends.minute ? lent : begins;
  const isOpen = from.open && from !== lent && half === undefined;
  // “nine to five” begins in the morning; “2 to 4” may be at night or not.
  if (isOpen && from.minute < 7 * 60) return { problem: 'which half' };
  const until = ends.open && ends.minute <= from.minute ? ends.minute + day / 2 : ends.minute;
  if (until === 0) return { fromMinute: from.minute, untilMinute: day, zone };
  if (until > from.minute) return { fromMinute: from.minute, untilMinute: until, zone };
  // One moment for all may go past midnight somewhere; a local window is one of each day.
  const untilNext = until + day;
  const isNight = zone !== null && untilNext - from.minute <= longestNight;
  return isNight ? { fromMinute: from.minute, untilMinute: untilNext, zone } : { problem: 'backwards' };
}

const numbers = [
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
];

function timeOf(written: string): Time | undefined {
  const text = written.trim().replace(/ o['’]?clock$/, '');
  if (text === 'noon' || text === 'midday') return { minute: day / 2, open: false };
  if (text === 'midnight' || text === '24:00') return { minute: text === 'midnight' ? 0 : day, open: false };
  const spelt = numbers.reduce(
    (all, word, at) => all.replace(new RegExp(`^${word}\\b`), String(at + 1)),
    text,
  );
  const match = /^(\d{1,2})(?:[:.h](\d{2})|h)? ?(?:([ap])\.?m\.?)?$/.exec(spelt);
  if (!match) return undefined;
  const [, hours = '', minutes, half] = match;
  const [hour, minute] = [Number(hours), Number(minutes ?? 0)];
  if (minute > 59 || hour > 23 || (half !== undefined && (hour < 1 || hour > 12))) return undefined;
  if (half !== undefined)
    return { minute: ((hour % 12) + (half === 'p' ? 12 : 0)) * 60 + minute, open: false };
  const isClock =
    minutes !== undefined || (hours.length === 2 && hours.startsWith('0')) || spelt.endsWith('h');
  return { minute: hour * 60 + minute, open: !isClock && hour >= 1 && hour <= 12 };
}

/** The zone whose place somebody names, or those that may be meant: none, or several. */
function zoneOf(place: string): string | readonly string[] {
  const plain = (zone: string) => zone.toLowerCase().replaceAll(/[_\s]+/g, ' ');
  const wanted = plain(place.trim());
  const found = zones(wanted);
  const exact = found.filter((zone) => plain(zone) === wanted || plain(zone).endsWith(`/${wanted}`));
  const [only, other] = exact.length > 0 ? exact : found;
  if (only !== undefined && other === undefined) return only;
  const typed = wanted.replaceAll(' ', '_');
  return exact.length === 0 && found.length === 0 && isZone(typed) && typed.includes('/')
    ? typed
    : found.slice(0, 5);
}

/** The hours as somebody would write them; `parseHours` reads them back. */
export function writeHours({
  fromMinute,
  untilMinute,
  zone,
}: Pick<Hours, 'fromMinute' | 'untilMinute' | 'zone'>): string {
  const shown = `${clock(fromMinute)}–${clock(untilMinute)}`;
  return zone === null ? shown : `${shown} in ${zone}`;
}

/** “14:00” for 840 minutes after midnight; 24:00 for the end of a day. */
export function clock(minute: number): string {
  const shown = minute === day ? day : minute % day;
  const two = (part: number) => String(part).padStart(2, '0');
  return `${two(Math.floor(shown / 60))}:${two(shown % 60)}`;
}
