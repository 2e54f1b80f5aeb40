import type { MomentShow } from '#chat/index.ts';
import { type Html, html } from './html.ts';

/** For whom and when something is drawn: moments are shown in the zone, relative ones from now. */
export interface Viewing {
  readonly zone: string;
  readonly now: Temporal.Instant;
}

/** A moment as a `<time>` in the viewer's zone. */
export function drawMoment(at: Temporal.Instant, show: MomentShow, viewing: Viewing): Html {
  const title = show === 'full' ? undefined : showMoment(at, 'full', viewing);
  return html`<time datetime="${at.toString()}"${title !== undefined && html` title="${title}"`}>${showMoment(at, show, viewing)}</time>`;
}

/** A moment in words: "Wednesday 14 May, 12:00", with the year when it is another one; "in 3 days". */
export function showMoment(at: Temporal.Instant, show: MomentShow, { zone, now }: Viewing): string {
  const there = at.toZonedDateTimeISO(zone);
  const sameYear = there.year === now.toZonedDateTimeISO(zone).year;
  const day = there.toPlainDate().toLocaleString('en-GB', {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    ...(!sameYear && { year: 'numeric' }),
  });
  const time = there.toPlainTime().toString({ smallestUnit: 'minute' });
  switch (show) {
    case 'day':
      return day;
    case 'time':
      return time;
    case 'full':
      return `${day}, ${time}`;
    case 'relative':
      return showDistance(at, now);
  }
}

/** The place a zone is named after: "London". */
export function placeOf(zone: string): string {
  return zone.slice(zone.lastIndexOf('/') + 1).replaceAll('_', ' ');
}

const units = [
  ['week', 7 * 24 * 60],
  ['day', 24 * 60],
  ['hour', 60],
] as const;

function showDistance(at: Temporal.Instant, now: Temporal.Instant): string {
  const minutes = Math.round((at.epochMilliseconds - now.epochMilliseconds) / 60_000);
  const format = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
  if (minutes === 0) return 'now';
  // Two of a unit at least, so that 36 hours are not "tomorrow".
  const [unit, length] = units.find(([, size]) => Math.abs(minutes) >= 2 * size) ?? (['minute', 1] as const);
  return format.format(Math.round(minutes / length), unit);
}
