import fc from 'fast-check';
import ICAL from 'ical.js';
import { expect, test } from 'vitest';
import { writeCalendar } from '#calendars/index.ts';
import type { Calendar } from '#chat/index.ts';
import { entryOf } from '#convergence/entry.ts';
import { planned } from './support/convergence.ts';

const entry: Calendar = {
  ...{ uid: '0199aa@weft', sequence: 0, state: 'planned', name: 'River day', about: 'Come.' },
  when: { kind: 'hours', from: '2027-05-15T17:00:00Z', until: '2027-05-15T18:00:00Z' },
  stampedAt: '2026-11-22T12:00:00Z',
};
const text = (one: Calendar) => new TextDecoder().decode(writeCalendar(one));
function read(one: Calendar) {
  const parsed = new ICAL.Component(ICAL.parse(text(one)));
  const [event, ...others] = parsed.getAllSubcomponents('vevent');
  expect(others).toEqual([]);
  if (!event) throw new Error('no entry');
  return {
    of: (name: string) => event.getFirstPropertyValue(name),
    at: (name: 'dtstart' | 'dtend') => {
      const value = event.getFirstPropertyValue(name);
      if (!(value instanceof ICAL.Time)) throw new Error(`no ${name}`);
      return value;
    },
    method: parsed.getFirstPropertyValue('method'),
  };
}

test('one moment for all is the same instant in the file', () => {
  const { of, at, method } = read(entry);
  expect(at('dtstart').toJSDate().toISOString()).toBe('2027-05-15T17:00:00.000Z');
  expect(at('dtend').toJSDate().toISOString()).toBe('2027-05-15T18:00:00.000Z');
  expect([of('uid'), of('sequence'), of('status'), method]).toEqual(['0199aa@weft', 0, 'CONFIRMED', null]);
});

test('whole days are dates, the last one included, and nobody’s zone moves them', () => {
  const { at } = read({ ...entry, when: { kind: 'days', first: '2027-05-15', last: '2027-05-16' } });
  expect([at('dtstart').isDate, at('dtstart').toString(), at('dtend').toString()]).toEqual([
    true,
    '2027-05-15',
    '2027-05-17',
  ]);
});

test('a cancelled entry keeps its uid and has a higher sequence', () => {
  const { of } = read({ ...entry, state: 'cancelled', sequence: 3 });
  expect([of('uid'), of('sequence'), of('status')]).toEqual(['0199aa@weft', 3, 'CANCELLED']);
});

test('whatever people write comes back as they wrote it, and cannot add a line of its own', () => {
  const written = fc
    .string({ unit: 'grapheme', maxLength: 300 })
    .map((all) => all.replaceAll(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, ' '));
  fc.assert(
    fc.property(written, fc.array(written, { maxLength: 4 }), (name, lines) => {
      fc.pre(name.trim() !== '');
      const about = lines.join('\n');
      const { of } = read({ ...entry, name, about });
      expect(of('summary')).toBe(name);
      expect(of('description') ?? '').toBe(about);
    }),
  );
  expect(text({ ...entry, name: 'x\r\nATTENDEE:mailto:a@b' })).not.toMatch(/^ATTENDEE/m);
});

test('hours are exact on both sides of a clock change, for everybody who reads them', () => {
  const at = (firstDay: string) => entryOf({ ...planned, firstDay, lastDay: firstDay }, 'Europe/London').when;
  // London leaves summer time in the night to 31 October.
  expect(at('2027-10-30')).toEqual({
    ...{ kind: 'hours', from: '2027-10-30T11:00:00Z', until: '2027-10-30T13:00:00Z' },
  });
  expect(at('2027-10-31')).toEqual({
    ...{ kind: 'hours', from: '2027-10-31T12:00:00Z', until: '2027-10-31T14:00:00Z' },
  });
  const { at: read31 } = read({ ...entry, when: at('2027-10-31') });
  expect(read31('dtstart').toJSDate().toISOString()).toBe('2027-10-31T12:00:00.000Z');
  // One moment for all is that moment, in whatever zone it is read.
  const moment = { ...planned, firstDay: '2027-10-31', lastDay: '2027-10-31', zone: 'Europe/Berlin' };
  expect(entryOf(moment, 'Australia/Sydney').when).toEqual(entryOf(moment).when);
  expect(entryOf(moment).when).toMatchObject({ from: '2027-10-31T11:00:00Z' });
});

test('an entry keeps its uid through every change, and its sequence rises with each', () => {
  const versions = [
    planned,
    { ...planned, version: 2 },
    { ...planned, version: 3, state: 'cancelled' as const },
  ];
  const files = versions.map((one) => read(entryOf(one, 'Europe/London')).of);
  expect(files.map((of) => [of('uid'), of('sequence'), of('status')])).toEqual([
    ['0199bb@weft', 0, 'CONFIRMED'],
    ['0199bb@weft', 1, 'CONFIRMED'],
    ['0199bb@weft', 2, 'CANCELLED'],
  ]);
});

test('lines have at most 75 octets, whatever they hold, and end as RFC 5545 says', () => {
  const about = `${'يوم النهر 🌊, נהר; 河の日 '.repeat(40)}\nnext line; with, signs\\ and "quotes"`;
  const file = text({ ...entry, about });
  const lines = file.split('\r\n');
  expect(file.endsWith('\r\nEND:VCALENDAR\r\n')).toBe(true);
  expect(file.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  const long = lines.filter((line) => new TextEncoder().encode(line).length > 75);
  expect(long).toEqual([]);
  expect(read({ ...entry, about }).of('description')).toBe(about);
});

test('nothing that somebody writes becomes a line of the file', () => {
  const names = new Set([
    'BEGIN',
    'END',
    'VERSION',
    'PRODID',
    'UID',
    'SEQUENCE',
    'DTSTAMP',
    'DTSTART',
    'DTEND',
  ]);
  for (const one of ['SUMMARY', 'DESCRIPTION', 'STATUS', 'LOCATION']) names.add(one);
  const attempts = [
    '\r\nATTENDEE:mailto:a@b',
    '\nBEGIN:VALARM',
    '\rURL:http://x',
    '\u2028ORGANIZER:x',
    '\\nX:1',
  ];
  for (const attempt of attempts) {
    const file = text({ ...entry, name: `a${attempt}`, about: `b${attempt}` });
    const starts = file
      .replaceAll(/\r\n[ \t]/g, '')
      .split(/\r\n|\n|\r/)
      .filter((line) => line !== '')
      .map((line) => line.split(/[:;]/)[0] ?? '');
    expect(starts.filter((start) => !names.has(start))).toEqual([]);
    expect(starts.filter((start) => start === 'BEGIN')).toHaveLength(2);
  }
});
