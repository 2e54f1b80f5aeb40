import { checkValues, Unclear } from './check.ts';
import type { Opening, Step } from './command.ts';
import type { Desk, Done, FormInstance, FormSource } from './desk.ts';
import type { Fields, Given, Values } from './field.ts';
import type { Incoming } from './incoming.ts';
import type { Language } from './language.ts';
import type { Message } from './message.ts';
import { Invalid, Refusal } from './refusal.ts';
import { findPress } from './source.ts';
import { allFields, normalised, stepsOf, view } from './steps.ts';
import { literal } from './text.ts';
import type { Tree } from './tree.ts';
import { words } from './words.ts';

/** Takes one step of a form, or shows it again; after the last one it is carried out and used up. */
export async function runForm<C, May extends string, D>(
  tree: Tree<C, May, D>,
  incoming: Incoming & { kind: 'submit' | 'resume' },
  desk: Desk<C, May, D>,
): Promise<Done> {
  const found = await desk.forms.read(incoming, incoming.form);
  if (!found) throw new Refusal(literal(words.en.formGone));
  if (found.used) throw new Refusal(literal(words.en.formUsed));
  const filled = await findSource(tree, incoming, found.source, desk);
  const { context, steps, language, open } = filled;
  if (incoming.kind === 'resume') {
    const opening = found.ask ? undefined : await open(found.values);
    return { kind: 'form', view: view(found, steps, language, opening) };
  }

  const instance = { ...found, step: stepSent(steps, found, incoming.given) };
  const values: Given = { ...instance.values, ...incoming.given };
  const fields = steps[instance.step]?.fields ?? {};
  try {
    if (instance.ask && !(instance.ask.field in fields)) {
      // An option was unclear, so that the form has not been opened yet: now it can be.
      const settled = { ...values, ...(await normalised(filled.options, values, desk.reading(context))) };
      const opening = await open(settled);
      const opened = { ...instance, values: { ...settled, ...opening.values }, ask: undefined };
      await desk.forms.keep(instance.id, instance.step, opened.values, undefined);
      return { kind: 'form', view: view(opened, steps, language, opening) };
    }
    const kept = { ...values, ...(await normalised(fields, values, desk.reading(context), true)) };
    if (instance.step < steps.length - 1) {
      const next = { ...instance, step: instance.step + 1, values: kept, ask: undefined };
      await desk.forms.keep(instance.id, next.step, kept, undefined);
      return { kind: 'form', view: view(next, steps, language) };
    }
    const all = await checkValues(filled.fields, kept, desk.reading(context));
    // A handler may still find a field wrong: then the form is not used up, and can be corrected and sent again.
    const message = await desk.attempt(async () => {
      if (!(await desk.forms.use(instance.id))) throw new Refusal(literal(words[language].formUsed));
      return await filled.run(all);
    });
    return { kind: 'answer', answer: { message, place: 'private' } };
  } catch (error) {
    if (error instanceof Unclear) {
      const ask = { field: error.field, options: error.options.slice(0, 25) };
      await desk.forms.keep(instance.id, instance.step, values, ask);
      return { kind: 'form', view: view({ ...instance, values, ask }, steps, language) };
    }
    if (error instanceof Invalid) {
      // What is wrong may stand on an earlier step: the person is taken back to it.
      const at = steps.findIndex((step) => Object.keys(error.errors).some((name) => name in step.fields));
      const step = at === -1 ? instance.step : at;
      await desk.forms.keep(instance.id, step, values, undefined);
      const opening = step === 0 ? await open(values) : undefined;
      return {
        kind: 'errors',
        view: view({ ...instance, step, values, ask: undefined }, steps, language, opening),
        errors: error.errors,
      };
    }
    throw error;
  }
}

/**
 * The step that was sent: not always the one that is next, since a person who was told that it is not saved, though it
 * is, sends the same step again and has not seen the next one.
 */
function stepSent(steps: readonly Step[], { step, ask }: FormInstance, given: Given): number {
  const isIn = (one: Step | undefined) => Object.keys(given).some((name) => one && name in one.fields);
  if (ask || isIn(steps[step])) return step;
  const earlier = steps.slice(0, step).findLastIndex(isIn);
  return earlier === -1 ? step : earlier;
}

interface Filled<C> {
  readonly context: C;
  readonly language: Language;
  readonly steps: readonly Step[];
  readonly options: Fields;
  readonly fields: Fields;
  open(given: Given): Promise<Opening>;
  run(values: Values<Fields>): Promise<Message>;
}

async function findSource<C, May extends string, D>(
  tree: Tree<C, May, D>,
  incoming: Incoming,
  source: FormSource,
  desk: Desk<C, May, D>,
): Promise<Filled<C>> {
  if (source.kind === 'command') {
    const command = tree.find(source.topic, source.verb);
    if (!command) throw new Refusal(literal(words.en.formGone));
    const context = await desk.context(incoming, undefined);
    await desk.allow(context, command.may);
    const steps = stepsOf(command);
    return {
      context,
      language: desk.language(context),
      steps,
      options: command.options,
      fields: { ...command.options, ...allFields(steps) },
      open: (given) => command.open(context, given),
      run: (values) => command.run(context, values),
    };
  }
  const { press, context, subject } = await findPress(tree, incoming, source.press, source.subject, desk);
  return {
    context,
    language: desk.language(context),
    steps: press.steps,
    options: {},
    fields: allFields(press.steps),
    open: () => press.open(context, subject),
    run: (values) => press.run(context, subject, values),
  };
}
