/** The numbers of this room, in one place. */
export const limits = {
  /** how long a draft is kept */
  draftDays: 7,
  /** in which posting can be undone */
  undoMinutes: 1,
  /** how far ahead a request may end */
  aheadDays: 60,
  /** requests one person may have open: each gets a first turn, which many of them would take from others */
  openAtOnce: 3,
  /** and so many drafts */
  draftsAtOnce: 3,
  /** requests one round shares its turns out among */
  inARound: 50,
  /** how long a change waits before whoever shares it is told, so that another one takes its place */
  changeMinutes: 5,
  /** changes of one request in 24 hours that people are told of */
  changesADay: 3,
  /** local hours in which a prompt may come: outside of the night, which holds no prompt back */
  promptFrom: 8,
  promptUntil: 21,
  /** how often one person is asked for anything */
  aDay: 1,
  aWeek: 2,
  /** how often turns are shared out while anything is open */
  roundHours: 6,
  /** and how often old ones are forgotten while none is */
  forgetHours: 24,
  /** over which time received and given support counts */
  countedDays: 12 * 7,
  /** of fewer people of one organisation the digest tells no number */
  toldFrom: 5,
  /** an organisation with fewer people is small */
  smallBelow: 5,
  /** and one that came this recently is new */
  newDays: 90,
  /** one turn in so many is kept for small and new organisations */
  keptOneIn: 4,
  /** after which a request that nobody was asked for yet comes first */
  unheardHours: 24,
  /** after which weavers hear of a request that nobody answered */
  unansweredHours: 72,
  /** how long an ask may wait, in somebody’s bundle too */
  askDays: 8,
  /** how long what one said they share stays in their home once its moment has come */
  homeHours: 24,
  /** how much a list shows: with their buttons all of it fits one message of Discord, 40 components */
  shownHelp: 4,
  shownOwn: 3,
  /** among how many of one's own one is looked up */
  soughtOwn: 50,
  shownLinks: 20,
} as const;

/** That many days of 24 hours later. */
export function daysAfter(at: Temporal.Instant, days: number): Temporal.Instant {
  return at.add({ hours: 24 * days });
}

/** That many days of 24 hours earlier. */
export function daysBefore(at: Temporal.Instant, days: number): Temporal.Instant {
  return at.subtract({ hours: 24 * days });
}

/** The earlier of two moments. */
export function earlier(a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant {
  return Temporal.Instant.compare(a, b) < 0 ? a : b;
}
