/** The numbers of this room, in one place. */
export const limits = {
  /** each representative can read a report for so many hours before it can go out */
  shownHours: 72,
  /** between one report and the next: what happened in a shorter time could tell who did it */
  leastDays: 28,
  /** and the most it looks back */
  mostDays: 365,
  /** for so many hours what was looked at can be shown: then it may have become another */
  askedHours: 1,
} as const;
