// The clock, time zones and calendar arithmetic: pure, and open to every room. Zones are IANA names.
// nextLocal({ after: clock.now(), zone: 'Australia/Lord_Howe', hour: 10, weekday: 2 })
export { type Clock, type ManualClock, manualClock, systemClock } from './clock.ts';
export { addLocalDays, atLocal, localDate, localHour, nextLocal, weekStart } from './local.ts';
export { parseMoment, writeMoment } from './parse.ts';
export { beforeQuiet, changeToldAt, endOfQuiet, isQuiet } from './quiet.ts';
export { isZone, zones } from './zones.ts';
