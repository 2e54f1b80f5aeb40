import ical, { ICalEventStatus, ICalEventTransparency } from 'ical-generator';
import type { Calendar } from '#chat/index.ts';

/**
 * The .ics file of one entry (RFC 5545), in UTF-8. A published entry and no invitation: without METHOD, organizer or
 * attendees, so that no calendar answers it and nobody’s address is in it.
 */
export function writeCalendar(entry: Calendar): Uint8Array {
  const { uid, sequence, state, name, about, stampedAt } = entry;
  const file = ical({ prodId: { company: 'Weft', product: 'convergence' } });
  file.createEvent({
    ...{
      id: uid,
      sequence,
      stamp: dateOf(stampedAt),
      summary: said(name).replaceAll('\n', ' '),
      ...timesOf(entry),
    },
    ...(about !== '' && { description: said(about) }),
    status: state === 'cancelled' ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
  });
  // Every line ends with a line break, also the last (RFC 5545, 3.1), which the library leaves out.
  return new TextEncoder().encode(`${file.toString()}\r\n`);
}

// RFC 5545 takes no control characters, and some readers end a line at any of these.
const said = (words: string) =>
  words
    .replaceAll(/\r\n?|[\n\v\f\u0085\u2028\u2029]/g, '\n')
    .replaceAll(/(?![\n\t])\p{Cc}|[\u202a-\u202e\u2066-\u2069]/gu, '');

function timesOf({ when }: Calendar) {
  if (when.kind === 'hours') return { start: dateOf(when.from), end: dateOf(when.until) };
  // The end of whole days is the day after (RFC 5545, 3.6.1); they block nobody’s day.
  const after = Temporal.PlainDate.from(when.last).add({ days: 1 });
  return {
    start: dateOf(`${when.first}T00:00:00Z`),
    end: dateOf(`${after}T00:00:00Z`),
    allDay: true,
    transparency: ICalEventTransparency.TRANSPARENT,
  };
}

// The library takes a Date, and writes its UTC fields where no zone is given.
const dateOf = (at: string) => new Date(Temporal.Instant.from(at).epochMilliseconds);
