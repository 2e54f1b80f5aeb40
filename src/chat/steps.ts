import { checkValues, type Reading } from './check.ts';
import type { Command, Opening, Step } from './command.ts';
import type { FormInstance } from './desk.ts';
import type { Field, Fields, Given, GivenValue } from './field.ts';
import { type FormView, formView } from './form.ts';
import type { Language } from './language.ts';
import { literal } from './text.ts';
import { words } from './words.ts';

/** How long a step's title may be: a Slack modal's. */
const longestTitle = 24;

/** The steps of a command's form; a command without any has one, made of its options, called what the command is for. */
export function stepsOf<C, May extends string>(command: Command<C, May>): readonly Step[] {
  if (command.steps.length > 0) return command.steps;
  const { about, topic, verb, options } = command;
  return [{ title: about.en.length <= longestTitle ? about : { en: `${topic} ${verb}` }, fields: options }];
}

/** The fields of all steps. */
export function allFields(steps: readonly Step[]): Fields {
  return Object.assign({}, ...steps.map((step) => step.fields));
}

/** The screen a form instance shows now: its step, or the one question that must be answered first. */
export function view(
  instance: FormInstance,
  steps: readonly Step[],
  language: Language,
  opening?: Opening,
): FormView {
  const { ask } = instance;
  if (!ask) return formView(instance.id, steps, instance.step, instance.values, language, opening);
  const asked = allFields(steps)[ask.field];
  const field: Field = {
    kind: 'choice',
    label: asked?.label ?? { en: words[language].whichOne },
    required: true,
    options: ask.options.map(({ id, label }) => ({ value: id, label: { en: label } })),
  };
  const whole = formView(instance.id, steps, instance.step, {}, language);
  return { ...whole, intro: literal(words[language].whichOne), fields: [{ name: ask.field, field }] };
}

/** What was given with look-ups and moments settled, so that later steps do not ask or read again. */
export async function normalised(
  fields: Fields,
  given: Given,
  reading: Reading,
  complete = false,
): Promise<Given> {
  const some = Object.fromEntries(
    Object.entries(fields)
      .filter(([name]) => given[name] !== undefined)
      .concat(complete ? Object.entries(fields) : []),
  );
  const values = (await checkValues(some, given, reading)) as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(some).flatMap(([name, field]) => {
      const raw = given[name];
      if (raw === undefined) return [];
      if (field.kind === 'lookup') return [[name, String(values[name] ?? raw)]];
      return [[name, field.kind === 'moment' ? settled(values[name], raw, reading) : raw]];
    }),
  );
}

/** A moment as the person would write it, where that reads back as the same; its instant otherwise. */
function settled(at: unknown, raw: GivenValue, reading: Reading): GivenValue {
  if (!(at instanceof Temporal.Instant)) return raw;
  const written = reading.written(at);
  return reading.moment(written)?.equals(at) ? written : at.toString();
}
