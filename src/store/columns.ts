import { customType, uuid } from 'drizzle-orm/pg-core';

/** The primary key of most tables: a UUIDv7 made in code by `newId`. */
export function id() {
  return uuid('id').primaryKey();
}

/** A moment to the millisecond, `Temporal.Instant` in code. It never has a default: moments come from the clock. */
export const moment = customType<{ data: Temporal.Instant; driverData: string | Date }>({
  dataType: () => 'timestamp (3) with time zone',
  fromDriver: readMoment,
  toDriver: (at) => at.toString({ smallestUnit: 'millisecond' }),
});

/** The moment in a column that came from `db.execute`, which maps nothing. Throws on anything else. */
export function readMoment(value: unknown): Temporal.Instant {
  if (typeof value === 'string') return Temporal.Instant.from(value);
  if (value instanceof Date) return value.toTemporalInstant();
  throw new TypeError(`Not a moment: ${String(value)}`);
}
