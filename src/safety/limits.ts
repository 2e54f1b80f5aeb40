/** The numbers of this room, in one place. */
export const limits = {
  /** concerns one person raises in a day: contacts are not to be buried */
  concernsADay: 5,
  /** a concern is forgotten so long after it was closed */
  keptDays: 30,
  /** operators hear how many concerns have been open for longer */
  waitingDays: 3,
  /** people shown to one person in a day before operators hear of it, and before the search ends for that day */
  seenAlarm: 100,
  seenMost: 200,
  /** different names that fit nothing one can see, tried in a day: more would be guessing what is in no list */
  namesTried: 10,
  /** lines of the log at once */
  logged: 20,
  /** the longest reason and the longest concern */
  reason: 500,
  words: 2000,
  /** those who were suspended or removed, in one list */
  listed: 25,
} as const;
