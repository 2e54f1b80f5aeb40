/** The numbers of this room, in one place. */
export const limits = {
  /** Discord: the name of a scheduled event has at most 100 characters; some are kept for “cancelled” */
  name: 80,
  ask: 1000,
  what: 300,
  place: 100,
  bring: 200,
  source: 80,
  reason: 200,
  names: 500,
  roles: 8,
  role: 60,
  /** roles that one person takes on a day */
  ownRoles: 2,
  /** days in a row, and years ahead */
  days: 14,
  yearsAhead: 2,
  /** a draft nobody planned ends after so many days */
  draftDays: 7,
  drafts: 5,
  /** days that one person plans in 24 hours, cancelled ones too: each goes to every space and asks hosts */
  planned: 5,
  /** coverage is shown from so many days before */
  gapsFrom: 14,
  /** moves of one day in 24 hours, each told to everybody who was told */
  moves: 3,
  /** other changes of one day in 24 hours: each draws its posts, files and events anew */
  edits: 5,
  /** sources of one place */
  sources: 10,
  /** numbers can be given until so many days after */
  resultDays: 60,
  /** a tally is drawn a minute after a number and at most every ten: Discord limits edits of older messages (30046) */
  tallySeconds: 60,
  tallyMinutes: 10,
  /** lines of one section in a message; the rest is counted */
  shown: 5,
  /** hubs of a tally, or places in details; and places of one person in a letter: Discord takes 4,000 characters */
  lines: 12,
  places: 3,
  /** of what a place does, and of a source, where several are listed */
  short: 60,
  hostings: 40,
} as const;
