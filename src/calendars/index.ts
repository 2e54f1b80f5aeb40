// Calendar files: entries as they are told, written when they go out. The one place that knows the library.
// writeCalendar({ uid: '…@weft', sequence: 0, state: 'planned', name: 'River day', … }) → the bytes of an .ics file
export { writeCalendar } from './write.ts';
