import { english, type Language, moment, strong, type Text, text, typed } from '#chat/index.ts';
import type { RoleName, Support } from '#directory/index.ts';
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
  tooFewTies(which: Which, ties: number, least: number): Text;
  mapTitle(which: Which, coalition: string): string;
  /** of the picture, for those who do not see it: what it shows stands beside it in words */
  mapAlt(which: Which): string;
  mapLead(which: Which, of: { nodes: number; ties: number; groups: number; alone: number }): Text;
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
  // who holds what
  coverage: Text;
  roleNames: Readonly<Record<RoleName, readonly [string, string]>>;
  covered(role: readonly [string, string], holders: number, left: number): Text;
  supporters(count: number): Text;
  hubs: Text;
  unspoken(names: readonly string[], more: number): Text;
  allSpoken(hubs: number): Text;
  spokenByOne(names: readonly string[], more: number): Text;
  hubRole(role: readonly [string, string], nobody: number, one: number, hubs: number): Text;
  noHubHas(roles: readonly (readonly [string, string])[]): Text;
  emptyHubs(count: number): Text;
  roles(count: number): string;
  supportHead: Text;
  support(now: Support, before: Support | undefined): Text;
  supportMore(count: number): Text;
  supportNote: Text;
  carriesMuch(carried: readonly string[]): Text;
  stages: Text;
  stage: Readonly<Record<Stage, string>>;
  moved(closer: number, apart: number): Text;
  movedCloser(name: string, stage: Stage): Text;
  movedApart(name: string, stage: Stage): Text;
  healthNote(counted: Temporal.Instant | undefined, compared: Temporal.Instant | undefined): Text;
  // a quarter
  quarter(quarter: Quarter): string;
  success(quarter: string): Text;
  facts: Readonly<Record<'wins' | 'climate' | 'relationships' | 'leaders' | 'skills', string>>;
  wins(known: number, past: number): Text;
  ties(
    now: number,
    before: number | undefined,
    introductions: { suggested: number; introduced: number; met: number } | undefined,
    least: number,
  ): Text;
  leaders(now: number, before: number | undefined, newcomers: number): Text;
  notCounted: Text;
  middle(value: number): Text;
  tooFew(least: number): Text;
  toldLater(from: Temporal.Instant): Text;
  principalsSay: Text;
  quarterNote(weeks: number): Text;
  viewWaits(quarter: string): Text;
  viewKept(quarter: string): Text;
  viewKeptNote(least: number, from: Temporal.Instant): Text;
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

/** A share that was told in such steps already: none of them is known to be nobody, or everybody. */
function inSteps(part: number, whole: number): string {
  const share = Math.round((20 * Math.min(part, whole)) / whole) * 5;
  return share === 0
    ? 'fewer than 5\u00a0%'
    : share === 100
      ? 'more than 95\u00a0%'
      : `about ${share}\u00a0%`;
}

/** What an organisation does at each stage, of one. */
const nowDoes: Readonly<Record<Stage, string>> = {
  independence: 'works on its own',
  cooperation: 'supports others',
  coordination: 'agrees with others on what to do',
  collaboration: 'leads actions together with others',
  coalition: 'carries the coalition',
};

const outOf = (part: number, whole: number) => `${part === 0 ? 'none' : number(part)} of ${number(whole)}`;

const lead = (people: number) =>
  people === 0 ? 'nobody leads' : counted(people, 'person leads', 'people lead');

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
    tooFewTies: (which, ties, least) =>
      text`There is no map before there are ${least} ties between ${named[which][1]}; so far there are ${ties}. Say whom you already work with: ${typed('intro ties')}.`,
    mapAlt: (which) => `A map of ${named[which][1]} and their ties. The words here say what it shows.`,
    mapTitle: (which, coalition) => `${coalition}: ${named[which][1]} and their ties`,
    mapLead: (which, { nodes, ties, groups, alone }) =>
      text`${counted(nodes, ...named[which])}, ${counted(ties, 'tie', 'ties')} between them, ${counted(groups, 'group', 'groups')}.${alone === 0 ? '' : ` ${number(alone)} ${alone === 1 ? 'is' : 'are'} not connected yet.`}`,
    nobodyYet: text`No two of them are tied yet.`,
    group: (at, which, size, hubs) =>
      size <= hubs.length
        ? text`Group ${at}, ${counted(size, ...named[which])}: ${listed(hubs)}.`
        : text`Group ${at}, ${counted(size, ...named[which])}. ${which === 'people' ? 'Among them' : 'Best connected'}: ${listed(hubs)}.`,
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
        ? text`A tie counts when both said so, when an introduction ended in a meeting, or when two led an action together. Only people who agreed to be found, by members or by weavers, are here.`
        : text`A line is a tie between people of two listed organisations whom members may find: both said so, they met after an introduction, or they led an action together. No messages are read for this.`,
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
      drivers: (part, whole) => `${lead(part)} actions, of ${number(whole)} people`,
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
      undelivered: (part, whole) =>
        part === 0
          ? `every one of ${number(whole)} messages arrived`
          : `${outOf(part, whole)} messages did not arrive`,
      resources: (part) =>
        `${part === 0 ? 'nothing was' : counted(part, 'resource was', 'resources were')} shared in four weeks`,
      thanks: (part) =>
        part === 0
          ? 'no thanks were said in four weeks'
          : `thanks were said ${counted(part, 'time', 'times')} in four weeks`,
      answered: (part, whole) => `${outOf(part, whole)} needs found an answer`,
      unconnected: (part, whole) =>
        `${about(part, whole)} of ${number(whole)} people whom members may find have no tie yet`,
      across: (part, whole) => `${outOf(part, whole)} ties join two organisations`,
      met: (part, whole) =>
        `in four weeks ${counted(whole, 'introduction was', 'introductions were')} made, and ${part === 0 ? 'none' : number(part)} of these or earlier ones ended in a meeting`,
      pulse: (part, whole) => `${inSteps(part, whole)} of those who were asked answered the pulse`,
      heard: (part, whole) =>
        `after ${part === 0 ? 'none' : number(part)} of ${counted(whole, 'pulse', 'pulses')} somebody said what was done`,
      asks: (part, whole) =>
        `${part === 0 ? 'no ask waits' : counted(part, 'ask waits', 'asks wait')} for weavers, among ${number(whole)} people`,
      unanswered: (part, whole) =>
        part === 0
          ? `somebody answered each of ${number(whole)} requests that are open for three days`
          : `nobody answered ${outOf(part, whole)} requests that are open for three days`,
      parts: (part, whole) =>
        `${part === 0 ? 'nobody' : number(part)} took part in ${counted(whole, 'past action', 'past actions')}`,
      supported: (part, whole) => `${outOf(part, whole)} organisations that asked for support got it`,
      known: (part, whole) => `a number is known of ${outOf(part, whole)} past actions`,
      gaps: (part, whole) =>
        part === 0
          ? `nothing is uncovered on ${counted(whole, 'convergence day', 'convergence days')} in the next four weeks`
          : `${counted(part, 'gap', 'gaps')} on ${counted(whole, 'convergence day', 'convergence days')} in the next four weeks`,
      together: (part, whole) => `several organisations lead ${outOf(part, whole)} actions`,
      hosted: (part, whole) => `${outOf(part, whole)} convergence days have a host`,
    },
    unknown: (names) => text`Too little is known yet of: ${listed(names)}.`,
    coverage: text`Who holds the roles`,
    roleNames: {
      operator: ['operator', 'operators'],
      principal: ['principal', 'principals'],
      weaver: ['weaver', 'weavers'],
      driver: ['driver', 'drivers'],
    },
    covered: ([one, many], holders, left) =>
      text`${holders === 0 ? `Nobody is ${/^[aeiou]/.test(one) ? 'an' : 'a'} ${one}` : holders === 1 ? `1 ${one} only` : `${number(holders)} ${many}`}${left === 0 ? '' : `; ${number(left)} left the coalition in the last 13 weeks`}.`,
    supporters: (count) => text`${counted(count, 'supporter', 'supporters')}: everybody who joined.`,
    hubs: text`What hubs have of their own`,
    unspoken: (names, more) => text`Nobody represents ${english.andMore(names, more)}.`,
    allSpoken: (hubs) =>
      hubs === 1 ? text`Somebody represents the only hub.` : text`Somebody represents each of ${hubs} hubs.`,
    spokenByOne: (names, more) => text`One person alone represents ${english.andMore(names, more)}.`,
    hubRole: ([one, many], nobody, alone, hubs) =>
      text`${number(hubs - nobody)} of ${counted(hubs, 'hub', 'hubs')} ${hubs - nobody === 1 ? 'has' : 'have'} ${many} of ${hubs - nobody === 1 ? 'its' : 'their'} own${alone === 0 ? '' : `, ${number(alone)} of them one ${one} only`}.`,
    noHubHas: (roles) => text`Missing in every hub: ${listed(roles.map(([, many]) => many))} of their own.`,
    emptyHubs: (count) => text`${counted(count, 'hub has', 'hubs have')} no members yet.`,
    roles: (count) => counted(count, 'role', 'roles'),
    supportHead: text`Support in four weeks, by organisation`,
    support: (now, before) =>
      text`${strong(now.name)}: ${now.received === 0 ? 'nobody was' : counted(now.received, 'person was', 'people were')} asked for it${than(before?.received)}${now.gave === undefined ? '' : `; ${number(now.gave)} of its own shared for others${than(before?.gave)}`}.`,
    supportMore: (count) =>
      text`And ${count} more, which received more for their size. Only operators read this.`,
    supportNote: text`Whoever received least for its size stands first. Only operators read this.`,
    carriesMuch: (carried) =>
      text`You carry a lot right now: ${listed(carried)}. An operator can hand a role on: ${typed('role list')} shows whom to ask. Only you read this.`,
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
    movedCloser: (name, stage) => text`${strong(name)} moved closer: it ${nowDoes[stage]}.`,
    movedApart: (name, stage) => text`${strong(name)} moved further apart: it ${nowDoes[stage]}.`,
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
      past === 0
        ? text`No action took place.`
        : text`${counted(past, 'action', 'actions')} took place, and of ${known === 0 ? 'none' : number(known)} a number is known.`,
    ties: (now, before, introductions, least) =>
      text`${counted(now, 'tie', 'ties')}${than(before)}.${introductions === undefined ? '' : introductions.introduced < least ? ` Fewer than ${number(least)} introductions were made.` : ` Introductions: ${number(introductions.suggested)} suggested, ${number(introductions.introduced)} made, ${number(introductions.met)} ended in a meeting.`}`,
    leaders: (now, before, newcomers) =>
      text`${now === 0 ? 'Nobody leads' : lead(now)} actions${than(before)}${newcomers > 0 ? '; some of those who lead are new' : ''}.`,
    notCounted: text`Not counted.`,
    middle: (value) => text`${value} of 5, the middle of what principals said.`,
    tooFew: (least) => text`Too few answers: it takes ${least} principals.`,
    toldLater: (from) => text`Told from ${moment(from, 'day')} on: principals are still asked.`,
    principalsSay: text`Wins, as principals see them`,
    quarterNote: (weeks) =>
      weeks === 0
        ? text`No week of it was counted.`
        : text`Counted over ${counted(weeks, 'week', 'weeks')} of it.`,
    viewWaits: (quarter) => text`How was the ${quarter}, as you see it? Three questions, one minute.`,
    viewKept: (quarter) => text`Thanks. Kept for the ${quarter}.`,
    viewKeptNote: (least, from) =>
      text`From ${moment(from, 'day')} on others see the middle of all answers, if ${least} principals or more gave theirs; never yours alone. Until then you can change it.`,
    viewOver: text`Nobody is asked now. Principals are from the last week of a quarter until a month after it.`,
  },
};
