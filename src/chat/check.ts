import type { Field, Fields, Given, GivenValue, Values } from './field.ts';
import type { Language } from './language.ts';
import { Invalid } from './refusal.ts';
import { words } from './words.ts';

/** What checking needs to know of the person: how a date they wrote is read, and what a looked-up thing resolves to. */
export interface Reading {
  readonly language: Language;
  moment(written: string): Temporal.Instant | undefined;
  /** the same moment as the person would write it */
  written(at: Temporal.Instant): string;
  /** The id of the one thing meant; several when it is not clear which; none when there is no such thing. */
  lookup(of: string, written: string): Promise<readonly { readonly id: string; readonly label: string }[]>;
}

/** A lookup that fits several things: the person is asked which, with what they typed kept. */
export class Unclear extends Error {
  override readonly name = 'Unclear';
  readonly field: string;
  readonly options: readonly { readonly id: string; readonly label: string }[];
  constructor(field: string, options: readonly { readonly id: string; readonly label: string }[]) {
    super('unclear');
    this.field = field;
    this.options = options;
  }
}

/** Checks what was given against its fields and returns typed values; throws Invalid with a message per field, or Unclear. */
export async function checkValues<F extends Fields>(
  fields: F,
  given: Given,
  reading: Reading,
): Promise<Values<F>> {
  const values: Record<string, unknown> = {};
  const errors: Record<string, string> = {};
  for (const [name, field] of Object.entries(fields)) {
    const raw = given[name];
    if (raw === undefined || isBlank(raw)) {
      if (field.required)
        errors[name] = words[reading.language][isChosen(field) ? 'requiredChoice' : 'required'];
      continue;
    }
    const result = await checkOne(name, field, raw, reading);
    if ('error' in result) errors[name] = result.error;
    else values[name] = result.value;
  }
  if (Object.keys(errors).length > 0) throw new Invalid(errors);
  return values as Values<F>;
}

/** Whether nothing was given: no choice, or only blanks and characters that nobody sees. */
function isBlank(raw: GivenValue): boolean {
  if (Array.isArray(raw)) return raw.length === 0;
  return typeof raw === 'string' && /^[\s\p{Default_Ignorable_Code_Point}]*$/u.test(raw);
}

/** The names of required fields for which nothing was given. */
export function missing(fields: Fields, given: Given): readonly string[] {
  return Object.entries(fields).flatMap(([name, field]) =>
    field.required && (given[name] === undefined || given[name] === '') ? [name] : [],
  );
}

type Checked = { readonly value: unknown } | { readonly error: string };

async function checkOne(name: string, field: Field, raw: GivenValue, reading: Reading): Promise<Checked> {
  const say = words[reading.language];
  const written = Array.isArray(raw) ? raw.join(', ') : String(raw).trim();
  switch (field.kind) {
    case 'text':
    case 'longText': {
      const max = field.max ?? (field.kind === 'text' ? 200 : 2000);
      const value = field.kind === 'text' ? written.replace(/\s+/g, ' ') : written;
      return [...value].length > max
        ? { error: say.tooLong(max, [...value].length) }
        : { value: value.replaceAll('\0', '') };
    }
    case 'number': {
      const value = Number(written);
      const { min = 0, max = 1_000_000 } = field;
      return Number.isInteger(value) && value >= min && value <= max
        ? { value }
        : { error: say.notNumber(min, max) };
    }
    case 'choice': {
      const option = pick(field.options, written, reading.language);
      return option ? { value: option } : { error: say.notChoice(labels(field.options, reading.language)) };
    }
    case 'many': {
      const wanted = Array.isArray(raw) ? raw : written.split(',').map((one) => one.trim());
      const chosen = wanted.map((one) => pick(field.options, one, reading.language));
      return chosen.every((one) => one !== undefined)
        ? { value: [...new Set(chosen)] }
        : { error: say.notChoice(labels(field.options, reading.language)) };
    }
    case 'person':
    case 'channel':
      return { value: written };
    case 'lookup': {
      const found = await reading.lookup(field.of, written);
      if (found.length > 1) throw new Unclear(name, found);
      if (found[0]) return { value: found[0].id };
      // A picker gives ids, which nobody types.
      return { error: isId.test(written) ? say.gone : say.notFound(written.slice(0, 60)) };
    }
    case 'moment': {
      const at = reading.moment(written);
      return at ? { value: at } : { error: say.notMoment };
    }
    case 'yesNo': {
      const value = say.yesWords.includes(written.toLowerCase())
        ? true
        : say.noWords.includes(written.toLowerCase())
          ? false
          : undefined;
      return value === undefined ? { error: say.notYesNo } : { value };
    }
    case 'scale':
      return /^[1-5]$/.test(written) ? { value: Number(written) } : { error: say.notScale };
  }
}

function pick(
  options: readonly { value: string; label: Readonly<Record<Language, string>> }[],
  written: string,
  language: Language,
) {
  const wanted = written.toLowerCase();
  return options.find(
    (one) => one.value.toLowerCase() === wanted || one.label[language].toLowerCase() === wanted,
  )?.value;
}

function labels(
  options: readonly { label: Readonly<Record<Language, string>> }[],
  language: Language,
): string {
  return options.map((one) => one.label[language]).join(', ');
}

function isChosen({ kind }: Field): boolean {
  return (
    kind === 'choice' ||
    kind === 'many' ||
    kind === 'yesNo' ||
    kind === 'scale' ||
    kind === 'person' ||
    kind === 'channel'
  );
}

const isId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
