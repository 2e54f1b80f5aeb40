// Work whose time comes: rows with a due moment in the features' own tables, carried out once under the injected clock.
// const offerLapses: Due = { name: 'introductions.lapse', table: offer, id: offer.id, dueAt: offer.lapsesAt, carryOut: lapse };
export type { Due, DueAct } from './due.ts';
export { inTurns } from './in-turns.ts';
export { forgetSchedule, noteOutage, type Outage, outagesSince } from './outage.ts';
export { createSchedule, type Schedule, type ScheduleOptions } from './schedule.ts';
export { retryStuck, type Stuck, stuck, stuckKind } from './stuck.ts';
