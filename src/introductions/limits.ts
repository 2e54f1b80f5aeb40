/** The numbers of this room, in one place. */
export const limits = {
  /** an offer that is not answered by both by then is over */
  lapseDays: 7,
  /** when both are asked whether they met */
  followDays: [7, 21],
  /** what they have for an answer at least, also when they were asked late */
  answerDays: 7,
  /** when an introduction that nobody spoke about any more is closed */
  closeDays: 28,
  /** the same two are not offered again before */
  againDays: 12 * 7,
  /** offers a person may get in `monthDays` */
  aMonth: 2,
  monthDays: 30,
  /** how long a weaver keeps what they were shown */
  holdMinutes: 30,
  /** "Later" */
  laterDays: 7,
  /** "They know each other", said by a weaver: not proposed for a year, but no tie, because they did not say so */
  knownDays: 52 * 7,
  /** after which an asker may offer without a weaver */
  askHours: 72,
  /** how long an ask is kept open */
  askDays: 12 * 7,
  /** how long the words of one that has ended are kept */
  askKeptDays: 12 * 7,
  asksOpen: 3,
  /** offers and follow-ups left unanswered before a person rests */
  restAfter: 3,
  /** ties a coalition needs before a bridge between groups is claimed */
  bridgesFrom: 30,
  /** joined this recently, and tied to nobody: a newcomer */
  newcomerDays: 60,
  /** how many items one message of the queue shows, and the digest of a weaver */
  best: 3,
  /** only of groups of at least so many it is said that they have not met: smaller ones would point at people */
  groupFrom: 5,
  /** and only of so many, the largest: pairs grow with their square */
  groups: 100,
  /** how many suggestions are kept for the queue */
  queue: 40,
  /** how many people are proposed for one ask */
  candidates: 3,
} as const;

/** That many days of 24 hours later. */
export function daysAfter(at: Temporal.Instant, days: number): Temporal.Instant {
  return at.add({ hours: 24 * days });
}

/** That many days of 24 hours earlier. */
export function daysBefore(at: Temporal.Instant, days: number): Temporal.Instant {
  return at.subtract({ hours: 24 * days });
}
