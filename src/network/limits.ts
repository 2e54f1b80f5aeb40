/** The numbers of this room, in one place. */
export const limits = {
  /** before so many ties stand on a map it shows who has not typed yet, and not who works with whom */
  leastTies: 30,
  /** dots a picture can hold; of more people the best connected are drawn, and the words count all of them */
  drawn: 1500,
  /** of so many nodes communities are found at once; of more in a thread of their own, so that others are answered meanwhile */
  foundHere: 500,
  /** so many without a tie are drawn as dots, of more the picture says how many there are */
  aloneDrawn: 120,
  /** communities that are described: those that have a dye of their own */
  communities: 8,
  /** of each of them the best connected are named */
  hubs: 3,
  bridges: 5,
  /** people without a tie whose names weavers read; the rest is counted */
  alone: 20,
  /** what figures that count what happened look back to, in days: four whole weeks */
  countedDays: 28,
  /** what a trend compares with: the same weekday a quarter before */
  trendWeeks: 13,
  /** and what it compares with at least, where nothing older is known */
  leastTrendWeeks: 4,
  /** how long counted weeks and answers are kept: two years, so that each quarter can be seen beside the one a year before */
  keptDays: 2 * 365,
  /** what was done together counts for so long: half a year, as for who leads */
  togetherDays: 180,
  /** of fewer one could tell who it was: people of an organisation that is named as moved, introductions that are counted */
  toldFrom: 5,
  /** answers of principals are told as their middle, from so many on and once nobody is asked any more: before, one could see what the next answer changes */
  principals: 5,
  /** principals are asked from a week before the quarter ends until four weeks after it, and to the end of that week */
  asksDaysBefore: 7,
  asksDaysAfter: 28,
  /** so many roles, or actions to come, are much for one person, who is told alone */
  carries: 3,
  /** organisations whose support operators read: those that received least */
  supported: 8,
  /** hubs that are named where nobody, or one person alone, represents them */
  hubsNamed: 5,
  /** how long somebody’s own words are, and how many of them are shown */
  win: 300,
  wins: 3,
} as const;

/** From where on a part of a network is strong, and where something has to be done about it. Every one has its reason. */
interface Threshold {
  readonly strong: number;
  readonly act: number;
}

/** A share, unless something else is said. Where less is better `strong` is the smaller number. */
export const thresholds = {
  /** a purpose that four of five signed is shared; below two of five it is one of some */
  signed: { strong: 0.8, act: 0.4 },
  /** high answers to questions of purpose: seven of ten agree, or fewer than four */
  purpose: { strong: 0.7, act: 0.4 },
  /** people: with two a purpose survives that one of them leaves, with three that one is away as well */
  principals: { strong: 3, act: 2 },
  /** one in twenty leads where actions are many; below one in a hundred they hang on a few */
  drivers: { strong: 0.05, act: 0.01 },
  /** newcomers: one is a beginning, none is watched and never alarming by itself */
  newcomers: { strong: 1, act: 0 },
  /** hubs without anybody who speaks for them: none is right, with more than a third much goes unanswered */
  unspoken: { strong: 0, act: 0.34 },
  /** requests in more than one language: half of them leave nobody out who reads another one */
  languages: { strong: 0.5, act: 0.1 },
  /** past actions that left a lesson: from half of those that are known something can be learnt */
  lessons: { strong: 0.5, act: 0.15 },
  /** nine of ten can be written to; below three of five word goes around most of them */
  reachable: { strong: 0.9, act: 0.6 },
  /** messages that did not arrive: one in fifty is usual, one in ten is a broken channel */
  undelivered: { strong: 0.02, act: 0.1 },
  /** resources: in four weeks three new ones, and at least one */
  resources: { strong: 3, act: 1 },
  /** thanks in four weeks: a few show use; none is watched only, because thanking is nobody’s duty */
  thanks: { strong: 3, act: 0 },
  /** needs somebody answered: three of five, and at least one of four */
  answered: { strong: 0.6, act: 0.25 },
  /** people without a tie: one in five is on the way in, every second one is a crowd and no network */
  unconnected: { strong: 0.2, act: 0.5 },
  /** ties that join two organisations: below one in seven it is organisations beside each other */
  across: { strong: 0.4, act: 0.15 },
  /** introductions that led to a meeting: three of five, and at least three of ten */
  met: { strong: 0.6, act: 0.3 },
  /** who answers the pulse: every second one, and at least every fourth */
  pulse: { strong: 0.5, act: 0.25 },
  /** pulses of which somebody said what was done about them: nearly all, and at least every second one */
  heard: { strong: 0.9, act: 0.5 },
  /** open asks for every hundred people: weavers answer two, ten are a queue */
  asks: { strong: 2, act: 10 },
  /** requests nobody answered: one in ten, and at most four of ten */
  unanswered: { strong: 0.1, act: 0.4 },
  /** people in each action: five is a group, below two it is one person’s work */
  parts: { strong: 5, act: 2 },
  /** organisations that asked for support and got it: four of five, and at least half of them */
  supported: { strong: 0.8, act: 0.5 },
  /** past actions of which a number is known: seven of ten, and at least three of ten */
  known: { strong: 0.7, act: 0.3 },
  /** gaps of each convergence day to come: none is right, more than three cannot be filled in its last week */
  gaps: { strong: 0, act: 3 },
  /** actions led by several organisations: three of ten, and at least one of ten */
  together: { strong: 0.3, act: 0.1 },
  /** convergence days that somebody hosts: all, and at least half of them */
  hosted: { strong: 0.95, act: 0.5 },
} as const satisfies Readonly<Record<string, Threshold>>;
