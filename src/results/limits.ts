/** The numbers of this room, in one place. */
export const limits = {
  /** a number that is no slip of the keyboard; far below what a column holds, also when many add up */
  mostCounted: 10_000_000,
  unit: 40,
  source: 120,
  lesson: 1000,
  /** organisations credited for one action */
  credited: 20,
  /** numbers one action can have, from as many sources */
  numbers: 20,
  /** for so long an action without a result waits in the home of those who lead it, and stands in digest and status */
  waitsDays: 21,
  /** and for so long one can still be chosen without naming it */
  reportedDays: 90,
  /** so many units of what was added up stand in a digest */
  summed: 3,
  /** and so many a report for people outside */
  outside: 10,
  /** lines of one message; the rest is counted */
  shown: 10,
} as const;
