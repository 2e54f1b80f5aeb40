import {
  type Block,
  type ButtonId,
  button,
  buttons,
  items,
  type Language,
  type Message,
  message,
  note,
  paragraph,
} from '#chat/index.ts';
import { type Preset, type Risk, riskNames, risks } from '#directory/index.ts';
import { safetyButtons } from './buttons.ts';
import { riskWords } from './risk-words.ts';
import { words } from './words.ts';

const shows = {
  low: safetyButtons.riskLow,
  medium: safetyButtons.riskMedium,
  high: safetyButtons.riskHigh,
} as const satisfies Record<Risk, string>;

const takes = {
  low: { medium: safetyButtons.lowToMedium, high: safetyButtons.lowToHigh },
  medium: { low: safetyButtons.mediumToLow, high: safetyButtons.mediumToHigh },
  high: { low: safetyButtons.highToLow, medium: safetyButtons.highToMedium },
} as const satisfies Record<Risk, Partial<Record<Risk, ButtonId>>>;

/** The risk as it is, for operators, and the ways to the other two. */
export function riskBlocks(language: Language, risk: Risk): readonly Block[] {
  const say = riskWords[language];
  const others = riskNames.filter((one) => one !== risk);
  return [
    paragraph(say.is(risk)),
    buttons(...others.map((to) => ({ ...button(shows[to], say.to(to)), apart: true as const }))),
  ];
}

/** What would change, one line each, before anybody takes it. */
export function riskDiff(language: Language, from: Risk, to: Risk): Message {
  const say = riskWords[language];
  const [before, after] = [risks[from], risks[to]];
  const differing = (Object.keys(before) as (keyof Preset)[]).filter((key) => before[key] !== after[key]);
  const lines = differing.map((key) =>
    say.change(say.labels[key], say.value(key, before[key]), say.value(key, after[key])),
  );
  const isStricter = after.textDays < before.textDays;
  const isWider = after.textDays > before.textDays;
  const take: Partial<Record<Risk, ButtonId>> = takes[from];
  return message(
    say.diff(from, to),
    paragraph(say.when[to]),
    items(...lines),
    isStricter && paragraph(say.stricter),
    isWider && paragraph(say.wider),
    buttons(
      take[to] && button(take[to], say.take, undefined, 'main'),
      button(safetyButtons.keepRisk, say.keep(from)),
    ),
    note(say.asBefore),
  );
}

/** To the operator who took it. */
export const riskTakenMessage = (language: Language, risk: Risk, told: number): Message =>
  message(riskWords[language].taken(risk), note(riskWords[language].told(told)));

/** To the other operators, and to principals. */
export const riskOverseen = (language: Language, by: string, from: Risk, to: Risk): Message =>
  message(riskWords[language].overseen(by, from, to), note(words[language].overseen.note));

/** To whoever lets members find them, after a lower risk. It goes to many, in the first language. */
export const foundAgainMessage = (coalition: string, areNamed: boolean): Message =>
  message(
    riskWords.en.foundAgain(coalition),
    areNamed && paragraph(riskWords.en.namedAgain),
    paragraph(riskWords.en.foundAgainYours),
  );
