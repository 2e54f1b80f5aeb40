/** The numbers of this room, in one place. */
export const limits = {
  /** an offer or a need ends by itself after so many days, or at a given moment within so many */
  listedDays: 30,
  longestDays: 90,
  /** against flooding, each for one person */
  openListings: 10,
  resourcesAWeek: 20,
  /** one person hears no more often of answers of the same person */
  hoursBetweenAnswers: 24,
  /** for so long after it ended, whoever answered a listing can still be blocked */
  keptDays: 7,
  /** people told of one listing that fits theirs */
  told: 5,
  /** resources and listings in one message; the rest is counted */
  shown: 5,
  /** operators hear of needs that nobody has answered for so long */
  unansweredDays: 7,
} as const;
