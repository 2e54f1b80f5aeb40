import { atLocal, localDate } from '#time/index.ts';

/**
 * When a day takes place: a window of local time, wherever one is, or with a zone one moment for all. Nothing of it is an
 * instant, so that a clock change between planning and the day is right by itself.
 */
export interface Hours {
  /** ISO dates; the same where it is one day */
  readonly firstDay: string;
  readonly lastDay: string;
  /** minutes after midnight; `untilMinute` is later and may lie in the next day */
  readonly fromMinute: number;
  readonly untilMinute: number;
  /** whose clocks are meant, for one moment for all; null: those of each reader */
  readonly zone: string | null;
}

/** When it takes place for somebody in a zone. */
export interface Span {
  readonly from: Temporal.Instant;
  readonly until: Temporal.Instant;
  /** the dates there on which it begins and on which it ends */
  readonly firstDay: Temporal.PlainDate;
  readonly lastDay: Temporal.PlainDate;
}

/** When it takes place for somebody in this zone; `until` is later than `from`, also where clocks jump over its window. */
export function spanIn(hours: Hours, zone: string): Span {
  const clocks = hours.zone ?? zone;
  const from = atMinute(hours.firstDay, hours.fromMinute, clocks);
  const shown = atMinute(hours.lastDay, hours.untilMinute, clocks);
  const until =
    Temporal.Instant.compare(shown, from) > 0
      ? shown
      : from.add({ minutes: hours.untilMinute - hours.fromMinute });
  return {
    from,
    until,
    firstDay: localDate(from, zone),
    lastDay: localDate(until.subtract({ milliseconds: 1 }), zone),
  };
}

/** Whether these are at the same time everywhere. */
export function isSameTime(a: Hours, b: Hours): boolean {
  return (['firstDay', 'lastDay', 'fromMinute', 'untilMinute', 'zone'] as const).every(
    (part) => a[part] === b[part],
  );
}

function atMinute(day: string, minute: number, zone: string): Temporal.Instant {
  const date = Temporal.PlainDate.from(day).add({ days: Math.floor(minute / 1440) });
  const time = Temporal.PlainTime.from({ hour: Math.floor((minute % 1440) / 60), minute: minute % 60 });
  return atLocal(date.toPlainDateTime(time), zone);
}
