/**
 * The moment at which clocks in the zone show this. Where they jump over it, the first moment after the jump;
 * where they show it twice, the earlier one.
 */
export function atLocal(shown: Temporal.PlainDateTime, zone: string): Temporal.Instant {
  const early = shown.toZonedDateTime(zone, { disambiguation: 'earlier' });
  if (early.toPlainDateTime().equals(shown)) return early.toInstant();
  const jump = early.getTimeZoneTransition('next');
  return (jump ?? shown.toZonedDateTime(zone, { disambiguation: 'later' })).toInstant();
}

/** The date in the zone. */
export function localDate(at: Temporal.Instant, zone: string): Temporal.PlainDate {
  return at.toZonedDateTimeISO(zone).toPlainDate();
}

/** The hour, 0 to 23, that clocks in the zone show. */
export function localHour(at: Temporal.Instant, zone: string): number {
  return at.toZonedDateTimeISO(zone).hour;
}

/** The Monday of the ISO week in the zone; as a string it is the key of what happens once a week. */
export function weekStart(at: Temporal.Instant, zone: string): Temporal.PlainDate {
  const date = localDate(at, zone);
  return date.subtract({ days: date.dayOfWeek - 1 });
}

/**
 * Next time, strictly after `after`, that clocks in the zone show this time of day, on that weekday (1 Monday to
 * 7 Sunday) if one is given. Right across clock changes, by the rule of `atLocal`: once for each local day.
 */
export function nextLocal(wanted: {
  after: Temporal.Instant;
  zone: string;
  hour: number;
  minute?: number;
  weekday?: number;
}): Temporal.Instant {
  const { after, zone, hour, minute = 0, weekday } = wanted;
  const time = Temporal.PlainTime.from({ hour, minute }, { overflow: 'reject' });
  const first = localDate(after, zone);
  // 15 days hold two of each weekday, even where one was left out of the calendar.
  for (let days = 0; days < 15; days += 1) {
    const date = first.add({ days });
    if (weekday !== undefined && date.dayOfWeek !== weekday) continue;
    const at = atLocal(date.toPlainDateTime(time), zone);
    if (Temporal.Instant.compare(at, after) > 0) return at;
  }
  throw new RangeError(`No weekday ${weekday}: use 1 (Monday) to 7 (Sunday).`);
}

/** That many local days later (or earlier, if negative), at the same local time or at `atHour` sharp. */
export function addLocalDays(
  at: Temporal.Instant,
  zone: string,
  days: number,
  atHour?: number,
): Temporal.Instant {
  const here = at.toZonedDateTimeISO(zone);
  const time = atHour === undefined ? here.toPlainTime() : Temporal.PlainTime.from({ hour: atHour });
  return atLocal(here.toPlainDate().add({ days }).toPlainDateTime(time), zone);
}
