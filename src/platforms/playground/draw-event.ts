import type { PlannedEvent } from '#chat/index.ts';
import { type Html, html } from './html.ts';
import { drawMoment, type Viewing } from './show-moment.ts';

/** A planned event of a space as a card, in the zone of whoever looks; struck when it was cancelled. */
export function drawEvent({ name, about, where, from, until, state }: PlannedEvent, viewing: Viewing): Html {
  const [begins, ends] = [Temporal.Instant.from(from), Temporal.Instant.from(until)];
  const dayOf = (at: Temporal.Instant) => at.toZonedDateTimeISO(viewing.zone).toPlainDate();
  const show = dayOf(begins).equals(dayOf(ends)) ? 'time' : 'full';
  const when = html`${drawMoment(begins, 'full', viewing)} to ${drawMoment(ends, show, viewing)}`;
  const facts = [['When', when] as const, ['Where', where] as const].map(
    ([label, value]) => html`<div><dt>${label}</dt><dd dir="auto">${value}</dd></div>`,
  );
  const isOff = state === 'cancelled';
  return html`<section class="event${isOff && ' off'}"><p class="kind">${isOff ? 'Cancelled event' : 'Planned event'}</p>
<h4 dir="auto">${isOff ? html`<s>${name}</s>` : name}</h4><dl>${facts}</dl>${about !== '' && html`<p dir="auto">${about}</p>`}</section>`;
}
