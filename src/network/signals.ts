import type { FigureName, Figures } from '#directory/index.ts';
import { thresholds } from './limits.ts';

/** What a network needs, and where networks get stuck, in the field’s own order. */
export const elements = ['vision', 'leaders', 'language', 'grid', 'resources', 'ties', 'feedback'] as const;
export const pitfalls = ['navigation', 'flows', 'aggregation', 'alignment'] as const;
export type SignalName = (typeof elements)[number] | (typeof pitfalls)[number];

export type MeasureName = keyof typeof thresholds;
export type Level = 'strong' | 'watch' | 'act';
export type Trend = 'better' | 'worse' | 'same' | 'new';

/** How one figure is looked at. */
interface Measure {
  readonly part: FigureName;
  /** what it is a part of, added up; absent: the figure itself counts */
  readonly of?: readonly FigureName[];
  /** below so many there is too little to say anything of: five at least, where they are people */
  readonly least?: number;
  /** less of it is better */
  readonly lower?: true;
  /** how many of it come on so many of the whole, and no share */
  readonly per?: number;
  /** the figure is a share in percent already */
  readonly percent?: true;
}

const measures: Readonly<Record<MeasureName, Measure>> = {
  signed: { part: 'signed', of: ['organisations'], least: 3 },
  purpose: { part: 'purposeAgreed', percent: true },
  principals: { part: 'principals' },
  drivers: { part: 'drivers', of: ['people'], least: 20 },
  newcomers: { part: 'newcomersLeading' },
  unspoken: { part: 'hubsWithoutSpeaker', of: ['hubs'], least: 2, lower: true },
  languages: { part: 'requestsInLanguages', of: ['requests'], least: 3 },
  lessons: { part: 'lessons', of: ['pastActions'], least: 3 },
  reachable: { part: 'reachable', of: ['people'], least: 5 },
  undelivered: { part: 'undelivered', of: ['delivered', 'undelivered'], least: 20, lower: true },
  resources: { part: 'resources' },
  thanks: { part: 'thanks' },
  answered: { part: 'needsAnswered', of: ['needsOpen', 'needsAnswered'], least: 3 },
  unconnected: { part: 'unconnected', of: ['findable'], least: 5, lower: true },
  across: { part: 'tiesAcross', of: ['ties'], least: 5 },
  met: { part: 'met', of: ['introduced'], least: 5 },
  pulse: { part: 'pulseAnswered', of: ['pulseAsked'], least: 10 },
  heard: { part: 'pulsesAnsweredFor', of: ['pulsesClosed'], least: 1 },
  asks: { part: 'asksOpen', of: ['people'], least: 5, lower: true, per: 100 },
  unanswered: { part: 'requestsUnanswered', of: ['requestsOpen'], least: 3, lower: true },
  parts: { part: 'partsTaken', of: ['pastActions'], least: 2, per: 1 },
  supported: { part: 'organisationsSupported', of: ['organisationsAsking'], least: 3 },
  known: { part: 'pastWithResult', of: ['pastActions'], least: 2 },
  gaps: { part: 'dayGaps', of: ['daysToCome'], least: 1, lower: true, per: 1 },
  together: { part: 'ledTogether', of: ['announced'], least: 3 },
  hosted: { part: 'daysHosted', of: ['days'], least: 1 },
};

const measuredBy: Readonly<Record<SignalName, readonly MeasureName[]>> = {
  vision: ['signed', 'purpose'],
  leaders: ['principals', 'drivers', 'newcomers', 'unspoken'],
  language: ['languages', 'lessons'],
  grid: ['reachable', 'undelivered'],
  resources: ['resources', 'thanks', 'answered'],
  ties: ['unconnected', 'across', 'met'],
  feedback: ['pulse', 'heard'],
  navigation: ['asks', 'unanswered', 'parts'],
  flows: ['supported'],
  aggregation: ['known', 'gaps'],
  alignment: ['together', 'hosted'],
};

/** One figure as it was looked at. */
export interface Reading {
  readonly name: MeasureName;
  readonly part: number;
  /** what it is a part of; absent where the figure itself counts */
  readonly whole?: number;
  readonly level: Level;
}

/** How one part of the network does, why, and where it goes. Of the network, never of a person. */
export interface Signal {
  readonly name: SignalName;
  readonly level: Level;
  /** what decides: the weakest figures, two at most */
  readonly because: readonly Reading[];
  readonly trend: Trend;
}

/**
 * Reads signals from the figures of now and of some weeks before. The weakest figure of each decides, because the others
 * cannot make up for it. What too little is known of is named in `unknown`, and is no signal.
 */
export function signalsOf(
  now: Figures,
  before: Figures | undefined,
): { readonly signals: readonly Signal[]; readonly unknown: readonly SignalName[] } {
  const names = [...elements, ...pitfalls];
  const signals = names.flatMap((name): Signal[] => {
    const readings = measuredBy[name].flatMap((one) => readMeasure(one, now) ?? []);
    const level = levels.find((one) => readings.some((reading) => reading.level === one));
    if (!level) return [];
    const because = readings.filter((reading) => reading.level === level).slice(0, 2);
    return [{ name, level, because, trend: trendOf(measuredBy[name], now, before) }];
  });
  return { signals, unknown: names.filter((name) => !signals.some((one) => one.name === name)) };
}

/** The weakest first. */
const levels: readonly Level[] = ['act', 'watch', 'strong'];

function readMeasure(name: MeasureName, figures: Figures): Reading | undefined {
  const found = numberOf(name, figures);
  if (!found) return undefined;
  const { value, ...counted } = found;
  return { name, ...counted, level: levelOf(name, value) };
}

function levelOf(name: MeasureName, value: number): Level {
  const { strong, act } = thresholds[name];
  const isLower = measures[name].lower === true;
  if (isLower ? value <= strong : value >= strong) return 'strong';
  return (isLower ? value > act : value < act) ? 'act' : 'watch';
}

/** The number that is compared: a share, how many come on so many, or the figure itself; undefined where too little is known. */
function numberOf(name: MeasureName, figures: Figures) {
  const { part: of, of: sum, least = 1, per, percent } = measures[name];
  const part = figures[of];
  if (part === undefined) return undefined;
  if (!sum) return { value: percent ? part / 100 : part, part };
  const parts = sum.map((one) => figures[one]);
  if (parts.some((one) => one === undefined)) return undefined;
  const whole = parts.reduce<number>((total, one) => total + (one ?? 0), 0);
  if (whole < least) return undefined;
  return { value: per === undefined ? Math.min(1, part / whole) : (per * part) / whole, part, whole };
}

/** Whether more figures of a signal became better than became worse, by more than chance moves them. */
function trendOf(names: readonly MeasureName[], now: Figures, before: Figures | undefined): Trend {
  const moves = names.flatMap((name) => {
    const [to, from] = [numberOf(name, now), before && numberOf(name, before)];
    return to && from ? [moveOf(name, from.value, to.value)] : [];
  });
  if (moves.length === 0) return 'new';
  const sum = moves.reduce<number>((total, one) => total + one, 0);
  return sum > 0 ? 'better' : sum < 0 ? 'worse' : 'same';
}

/** A move counts from a twentieth of a share on, and of a number from a tenth of it and one. */
function moveOf(name: MeasureName, from: number, to: number): -1 | 0 | 1 {
  const { of, per, percent, lower } = measures[name];
  const isShare = percent === true || (of !== undefined && per === undefined);
  const step = isShare ? 0.05 : Math.max(1, from / 10);
  const moved = lower ? from - to : to - from;
  // What is added up of tenths misses a twentieth by the last bit.
  return Math.abs(moved) < step - 1e-9 ? 0 : moved > 0 ? 1 : -1;
}
