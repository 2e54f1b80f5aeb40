import { english, type Language, moment, strong, type Text, text, typed } from '#chat/index.ts';
import type { Which } from './map.ts';
import type { Quarter } from './quarters.ts';
import type { Level, MeasureName, SignalName, Trend } from './signals.ts';
import type { Stage } from './tables.ts';

interface NetworkWords {
  about: Readonly<Record<'map' | 'health', string>>;
  first: Text;
  which: Readonly<Record<Which, string>>;
  labels: Readonly<Record<'of' | 'climate' | 'skills' | 'win', string>>;
  hints: Readonly<Record<'climate' | 'skills' | 'win', string>>;
  viewTitle: string;
  buttons: Readonly<Record<'csv' | 'kumu' | 'view', string>>;
  // the map
  peopleForWeavers: Text;
  tooFewTies(ties: number, least: number): Text;
  mapTitle(which: Which, coalition: string): string;
  mapLead(which: Which, coalition: string, of: { nodes: number; ties: number; groups: number }): Text;
  nobodyYet: Text;
  group(number: number, which: Which, size: number, hubs: readonly string[]): Text;
  moreGroups(which: Which, groups: number, size: number): Text;
  bridges: Text;
  bridge(ends: readonly [string, string], groups: readonly [number, number]): Text;
  moreBridges(count: number): Text;
  alone(which: Which, count: number): string;
  aloneNamed(names: readonly string[], more: number): Text;
  drawn(most: number): Text;
  mapNote(which: Which): Text;
  file(which: Which, format: 'csv' | 'kumu'): Text;
  fileNote(format: 'csv' | 'kumu'): Text;
  fileName(which: Which): string;
  // health
  healthLead(coalition: string, toDo: readonly string[]): Text;
  healthNothing(coalition: string): Text;
  elements: Text;
  pitfalls: Text;
  signals: Readonly<Record<SignalName, string>>;
  levels: Readonly<Record<Level, string>>;
  trends: Readonly<Record<Exclude<Trend, 'new'>, string>>;
  signal(level: string, name: string, because: readonly string[], trend: string | undefined): Text;
  measures: Readonly<Record<MeasureName, (part: number, whole: number) => string>>;
  unknown(names: readonly string[]): Text;
  stages: Text;
  stage: Readonly<Record<Stage, string>>;
  moved(closer: number, apart: number): Text;
  healthNote(counted: Temporal.Instant | undefined, compared: Temporal.Instant | undefined): Text;
  // a quarter
  quarter(quarter: Quarter): string;
  success(quarter: string): Text;
  facts: Readonly<Record<'wins' | 'climate' | 'relationships' | 'leaders' | 'skills', string>>;
  wins(known: number, past: number): Text;
  ties(now: number, before: number | undefined, met: number): Text;
  leaders(now: number, before: number | undefined, newcomers: number): Text;
  notCounted: Text;
  middle(value: number, answers: number): Text;
  tooFew(least: number): Text;
  principalsSay: Text;
  quarterNote(weeks: number): Text;
  viewWaits(quarter: string): Text;
  viewKept(quarter: string): Text;
  viewKeptNote(least: number): Text;
  viewOver: Text;
}

const { counted, listed, number } = english;

const named: Readonly<Record<Which, readonly [string, string]>> = {
  organisations: ['organisation', 'organisations'],
  people: ['person', 'people'],
};

/** A share of people in steps of a twentieth: what is told of many says nothing of one. */
function about(part: number, whole: number): string {
  const share = Math.round((20 * Math.min(part, whole)) / whole) * 5;
  if (share === 0 && part > 0) return 'fewer than 5\u00a0%';
  if (share === 100 && part < whole) return 'more than 95\u00a0%';
  return part === 0 ? 'none' : part >= whole ? 'all' : `about ${share}\u00a0%`;
}

const outOf = (part: number, whole: number) => `${number(part)} of ${number(whole)}`;

const than = (before: number | undefined) =>
  before === undefined ? '' : `, ${number(before)} a quarter before`;

/** What this room says. */
export const words: Readonly<Record<Language, NetworkWords>> = {
  en: {
    about: { map: 'Who works with whom, as a map', health: 'How the network does, and why' },
    first: text`${typed('network health')} shows how the network does, and ${typed('network map')} who works with whom.`,
    which: { organisations: 'Organisations', people: 'People, for weavers' },
    labels: {
      of: 'Organisations or people?',
      climate: 'How is the climate among you?',
      skills: 'Do more people have the skills to lead?',
      win: 'What was the biggest win?',
    },
    hints: {
      climate: '1: we work against each other. 5: we trust each other.',
      skills: '1: fewer than a quarter ago. 5: many more.',
      win: 'One sentence. It is shown without your name, but people may know how you write.',
    },
    viewTitle: 'The quarter, as you see',
    buttons: { csv: 'As a table (CSV)', kumu: 'For Kumu (JSON)', view: 'Say how it was' },

    peopleForWeavers: text`The map of people is for weavers: they connect them. ${typed('network map organisations')} is for everybody.`,
    tooFewTies: (ties, least) =>
      text`There is no map before there are ${least} ties; so far there are ${ties}. Say whom you already work with: ${typed('intro ties')}.`,
    mapTitle: (which, coalition) => `${coalition}: ${named[which][1]} and their ties`,
    mapLead: (which, coalition, { nodes, ties, groups }) =>
      text`${strong(coalition)}: ${counted(nodes, ...named[which])}, ${counted(ties, 'tie', 'ties')} between them, ${counted(groups, 'group', 'groups')}.`,
    nobodyYet: text`No two of them are tied yet.`,
    group: (at, which, size, hubs) =>
      size <= hubs.length
        ? text`Group ${at}, ${counted(size, ...named[which])}: ${listed(hubs)}.`
        : text`Group ${at}, ${counted(size, ...named[which])}. Best connected: ${listed(hubs)}.`,
    moreGroups: (which, groups, size) =>
      text`And ${counted(groups, 'smaller group', 'smaller groups')} with ${counted(size, ...named[which])}, in grey.`,
    bridges: text`Joined in one place only`,
    bridge: ([one, other], [first, second]) =>
      text`${one} and ${other} alone join group ${first} and group ${second}.`,
    moreBridges: (count) => text`And ${count} more such places.`,
    alone: (which, count) => `${counted(count, ...named[which])} not connected yet`,
    aloneNamed: (names, more) => text`By name: ${english.andMore(names, more)}.`,
    drawn: (most) => text`The picture shows the ${number(most)} best connected.`,
    mapNote: (which) =>
      which === 'people'
        ? text`A tie counts when both said so, when an introduction ended in a meeting, or when two led an action together. Only people who agreed to be found are here.`
        : text`A line is a tie between people of two listed organisations who agreed to be found: both said so, they met after an introduction, or they led an action together. No messages are read for this.`,
    file: (which, format) =>
      format === 'csv'
        ? text`The ties of ${named[which][1]} as a table. Only you see this.`
        : text`The ties of ${named[which][1]} for Kumu. Only you see this.`,
    fileNote: (format) =>
      format === 'csv'
        ? text`It is as of now. Whoever takes their consent back is not in the next one: do not keep this one for long.`
        : text`On kumu.io, drop this file onto the map of a project. Whoever takes their consent back is not in the next one: do not keep this one for long.`,
    fileName: (which) => `${which}-ties`,

    healthLead: (coalition, toDo) => text`${strong(coalition)} has something to do: ${listed(toDo)}.`,
    healthNothing: (coalition) => text`${strong(coalition)}: nothing here asks for something to be done now.`,
    elements: text`What a network needs`,
    pitfalls: text`Where networks get stuck`,
    signals: {
      vision: 'Vision',
      leaders: 'Leaders',
      language: 'Common language',
      grid: 'Ways to reach each other',
      resources: 'Shared resources',
      ties: 'Social ties',
      feedback: 'Feedback',
      navigation: 'Finding one’s way',
      flows: 'Giving and getting',
      aggregation: 'Adding up',
      alignment: 'Pulling together',
    },
    levels: { strong: 'Strong', watch: 'Watch', act: 'Act' },
    trends: {
      better: 'Better than before.',
      worse: 'Worse than before.',
      same: 'As before.',
    },
    signal: (level, name, because, trend) =>
      text`${strong(level)} · ${name}: ${because.join('; ')}.${trend === undefined ? '' : ` ${trend}`}`,
    measures: {
      signed: (part, whole) => `${outOf(part, whole)} organisations signed the purpose`,
      purpose: (part) => `${part}\u00a0% of answers about the purpose are high`,
      principals: (part) =>
        part === 0 ? 'nobody is a principal' : `${counted(part, 'principal', 'principals')}`,
      drivers: (part, whole) =>
        `${counted(part, 'person leads', 'people lead')} actions, of ${number(whole)}`,
      newcomers: (part) =>
        part === 0
          ? 'nobody who joined in the last 90 days leads anything yet'
          : part < 5
            ? 'some who joined in the last 90 days lead already'
            : `${number(part)} who joined in the last 90 days lead already`,
      unspoken: (part, whole) =>
        part === 0
          ? `somebody speaks for each of ${number(whole)} hubs`
          : `nobody speaks for ${outOf(part, whole)} hubs`,
      languages: (part, whole) => `${outOf(part, whole)} requests came in more than one language`,
      lessons: (part, whole) => `${outOf(part, whole)} past actions left a lesson`,
      reachable: (part, whole) => `${about(part, whole)} of ${number(whole)} people can be reached`,
      undelivered: (part, whole) => `${outOf(part, whole)} messages did not arrive`,
      resources: (part) =>
        `${part === 0 ? 'nothing was' : counted(part, 'resource was', 'resources were')} shared in four weeks`,
      thanks: (part) =>
        part === 0
          ? 'no thanks were said in four weeks'
          : `thanks were said ${counted(part, 'time', 'times')} in four weeks`,
      answered: (part, whole) => `${outOf(part, whole)} needs found an answer`,
      unconnected: (part, whole) => `${about(part, whole)} of ${number(whole)} people have no tie yet`,
      across: (part, whole) => `${outOf(part, whole)} ties join two organisations`,
      met: (part, whole) => `${outOf(Math.min(part, whole), whole)} introductions led to a meeting`,
      pulse: (part, whole) => `${about(part, whole)} of those who were asked answered the pulse`,
      heard: (part, whole) =>
        `after ${number(part)} of ${counted(whole, 'pulse', 'pulses')} somebody said what was done`,
      asks: (part, whole) =>
        `${part === 0 ? 'no ask waits' : counted(part, 'ask waits', 'asks wait')} for weavers, among ${number(whole)} people`,
      unanswered: (part, whole) => `nobody answered ${outOf(part, whole)} requests`,
      parts: (part, whole) => `${number(part)} took part in ${counted(whole, 'past action', 'past actions')}`,
      supported: (part, whole) => `${outOf(part, whole)} organisations that asked for support got it`,
      known: (part, whole) => `a number is known of ${outOf(part, whole)} past actions`,
      gaps: (part, whole) =>
        `${counted(part, 'gap', 'gaps')} in ${counted(whole, 'convergence day', 'convergence days')}`,
      together: (part, whole) => `several organisations lead ${outOf(part, whole)} actions`,
      hosted: (part, whole) => `${outOf(part, whole)} convergence days have a host`,
    },
    unknown: (names) => text`Too little is known yet of: ${listed(names)}.`,
    stages: text`How closely organisations work together`,
    stage: {
      independence: 'On their own',
      cooperation: 'Support each other',
      coordination: 'Agree on what to do',
      collaboration: 'Lead actions together',
      coalition: 'Carry the coalition',
    },
    moved: (closer, apart) =>
      closer + apart === 0
        ? text`None moved in the last 13 weeks.`
        : text`In the last 13 weeks ${number(closer)} moved closer and ${number(apart)} further apart.`,
    healthNote: (on, compared) =>
      text`${on === undefined ? text`Counted now` : text`Counted on ${moment(on, 'day')}`}${compared === undefined ? '' : text`, compared with ${moment(compared, 'day')}`}. Sums of the network, never of one person.`,

    quarter: ({ year, number: nth }) =>
      `${['first', 'second', 'third', 'last'][nth - 1] ?? ''} quarter of ${year}`,
    success: (quarter) => text`What the ${quarter} came to`,
    facts: {
      wins: 'Wins',
      climate: 'Climate',
      relationships: 'Relationships',
      leaders: 'Leaders',
      skills: 'Skills to lead',
    },
    wins: (known, past) =>
      text`${counted(past, 'action', 'actions')} took place, and of ${known} a number is known.`,
    ties: (now, before, met) =>
      text`${counted(now, 'tie', 'ties')}${than(before)}; ${counted(met, 'introduction', 'introductions')} led to a meeting.`,
    leaders: (now, before, newcomers) =>
      text`${counted(now, 'person leads', 'people lead')} actions${than(before)}${newcomers > 0 ? '; some of those who lead are new' : ''}.`,
    notCounted: text`Not counted.`,
    middle: (value, answers) =>
      text`${value} of 5, the middle of what ${counted(answers, 'principal', 'principals')} said.`,
    tooFew: (least) => text`Too few answers: it takes ${least} principals.`,
    principalsSay: text`Wins, as principals see them`,
    quarterNote: (weeks) =>
      weeks === 0
        ? text`No week of it was counted.`
        : text`Counted over ${counted(weeks, 'week', 'weeks')} of it.`,
    viewWaits: (quarter) => text`How was the ${quarter}, as you see it? Three questions, one minute.`,
    viewKept: (quarter) => text`Thanks. Kept for the ${quarter}.`,
    viewKeptNote: (least) =>
      text`Others see the middle of all answers once ${least} principals gave theirs, never yours alone. Until then, and afterwards, you can change it.`,
    viewOver: text`Nobody is asked now. Principals are from the last week of a quarter until four weeks after it.`,
  },
};
