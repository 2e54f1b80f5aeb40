import { declareButtons } from '#chat/index.ts';

/** Each opens the form that gives a role, with that role chosen. */
export const roleButtons = declareButtons('role', 'principal', 'driver', 'weaver', 'operator');
