import type { Opening, Step } from './command.ts';
import type { Field, Given } from './field.ts';
import type { Language } from './language.ts';
import { button, buttons, type Message, message, note } from './message.ts';
import { literal, type Text, text } from './text.ts';
import { words } from './words.ts';

/** One screen of a form, ready to be drawn. */
export interface FormView {
  /** id of the instance: a row, used up by success */
  readonly form: string;
  readonly language: Language;
  readonly title: string;
  readonly intro?: Text;
  readonly step: number;
  readonly of: number;
  readonly submit: string;
  readonly fields: readonly FormField[];
}

export interface FormField {
  readonly name: string;
  readonly field: Field;
  readonly value?: Given[string];
}

/** Draws one step of a form from the values so far. */
export function formView(
  form: string,
  steps: readonly Step[],
  at: number,
  values: Given,
  language: Language,
  opening: Opening = {},
): FormView {
  const step = steps[at] ?? { title: { en: 'Weft' }, fields: {} };
  const last = at >= steps.length - 1;
  return {
    form,
    language,
    title: step.title[language],
    ...(opening.intro && at === 0 ? { intro: opening.intro } : {}),
    step: at + 1,
    of: steps.length,
    submit: last ? words[language].send : words[language].next,
    fields: Object.entries(step.fields)
      .filter(([name]) => !opening.without?.includes(name))
      .map(([name, field]) => {
        const value = values[name];
        const asked = opening.asks?.[name];
        const shown = asked === undefined ? field : { ...field, hint: { [language]: asked } };
        return { name, field: shown, ...(value !== undefined && { value }) };
      }),
  };
}

/** The button that shows a form instance again, for platforms where a form cannot follow a form. */
export const resumePress = 'form.resume' as const;

/** Where a form cannot follow a form (Discord): a message with a button that leads to the next step. */
export function nextStepMessage(view: FormView): Message {
  const say = words[view.language];
  return message(
    text`${say.nextStep} ${say.step(view.step, view.of)}.`,
    buttons(button(resumePress, say.next, view.form, 'main')),
  );
}

/** Where fields cannot show errors (Discord): a message that says what is wrong, with a button back into the form. */
export function fixMessage(view: FormView, errors: Readonly<Record<string, string>>): Message {
  const say = words[view.language];
  const lines = view.fields.flatMap(({ name, field }) =>
    errors[name] === undefined ? [] : [note(literal(say.wrongAt(field.label[view.language], errors[name])))],
  );
  return message(literal(say.toFix), ...lines, buttons(button(resumePress, say.fix, view.form, 'main')));
}
