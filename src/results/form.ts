import type { Fields, Given, Step } from '#chat/index.ts';
import { limits } from './limits.ts';
import { words } from './words.ts';

const say = words.en;

const number = {
  count: { kind: 'number', label: { en: say.label.count }, required: true, max: limits.mostCounted },
  unit: {
    kind: 'text',
    label: { en: say.label.unit },
    hint: { en: say.hint.unit },
    required: true,
    max: limits.unit,
  },
  source: {
    ...{ kind: 'text', label: { en: say.label.source }, hint: { en: say.hint.source } },
    ...{ required: true, max: limits.source },
  },
  final: { kind: 'yesNo', label: { en: say.label.final }, hint: { en: say.hint.final }, required: true },
} as const satisfies Fields;

/** What can be typed with `action result`. */
export const resultOptions = {
  action: { kind: 'lookup', of: 'begun-action', label: { en: say.label.action } },
} as const satisfies Fields;

/** The form of a result. */
export const resultSteps = [
  {
    title: { en: say.title.result },
    fields: {
      ...number,
      lesson: {
        kind: 'longText',
        label: { en: say.label.lesson },
        hint: { en: say.hint.lesson },
        max: limits.lesson,
      },
    },
  },
  {
    title: { en: say.title.credit },
    fields: {
      credit: { kind: 'text', label: { en: say.label.credit }, hint: { en: say.hint.credit }, max: 1000 },
    },
  },
] as const satisfies readonly Step[];

/** The form in which one number is corrected. */
export const correctSteps = [
  { title: { en: say.title.correct }, fields: number },
] as const satisfies readonly Step[];

/** A number as somebody gives it. */
export interface NumberGiven {
  readonly count: number;
  readonly unit: string;
  readonly source: string;
  readonly final: boolean;
}

/** A number, the lesson and whom to credit. */
export interface ResultGiven extends NumberGiven {
  readonly lesson?: string | undefined;
  readonly credit?: string | undefined;
}

/** What the form of a correction opens with. */
export const filledIn = ({ count, unit, source, final }: NumberGiven): Given => ({
  count,
  unit,
  source,
  final: final ? 'yes' : 'no',
});
