import type { Stage } from './tables.ts';

/** What an organisation did with others in the last half year, and what it is to the coalition. */
export interface Worked {
  /** gave or received support, a resource or thanks */
  readonly supported: boolean;
  /** hosted a convergence day, or took a stance on another’s action */
  readonly coordinated: boolean;
  /** led an action together with another organisation */
  readonly collaborated: boolean;
  /** signed the coalition’s purpose */
  readonly signed: boolean;
  /** somebody of it holds a role for the coalition, or represents a hub */
  readonly serves: boolean;
}

/** How closely an organisation works with others: the closest way it did, and with all of the coalition once it serves it too. */
export function stageOf({ supported, coordinated, collaborated, signed, serves }: Worked): Stage {
  if (collaborated) return signed && serves ? 'coalition' : 'collaboration';
  if (coordinated) return 'coordination';
  return supported ? 'cooperation' : 'independence';
}
