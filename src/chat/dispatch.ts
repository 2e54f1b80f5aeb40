import { checkValues, missing, type Reading, Unclear } from './check.ts';
import type { Command, Opening, Press, Step, Subject } from './command.ts';
import type { Field, Fields, Given, Values } from './field.ts';
import { type FormView, formView, nextStepMessage } from './form.ts';
import type { Incoming } from './incoming.ts';
import type { Language } from './language.ts';
import type { Message } from './message.ts';
import { parseLine } from './parse.ts';
import type { Answer, Reaction } from './platform.ts';
import type { ButtonId } from './press.ts';
import { Invalid, Refusal } from './refusal.ts';
import { literal } from './text.ts';
import type { Tree } from './tree.ts';
import { words } from './words.ts';

/** Where a form came from, and how far it is: what its row holds. */
export interface FormInstance {
  readonly id: string;
  readonly source: FormSource;
  readonly step: number;
  readonly values: Given;
  /** a look-up that was unclear: the one question to ask before going on */
  readonly ask:
    | { readonly field: string; readonly options: readonly { id: string; label: string }[] }
    | undefined;
  readonly used: boolean;
}
export type FormSource =
  | { readonly kind: 'command'; readonly topic: string; readonly verb: string }
  | { readonly kind: 'press'; readonly press: ButtonId; readonly subject?: string };

/** What dispatch needs of the rooms behind it, for one event and inside its transaction. */
export interface Desk<C, May extends string, D> {
  readonly db: D;
  /** Who acts, in the coalition of the space, or in the given one (a press takes it from its row). Throws a Refusal. */
  context(incoming: Incoming, coalitionId: string | undefined): Promise<C>;
  /** Throws a Refusal unless the person may. */
  allow(context: C, may: May): Promise<void>;
  isRecipient(context: C, recipientId: string): boolean;
  language(context: C): Language;
  reading(context: C): Reading;
  /** Does the work; when it throws, nothing of what it wrote stays, and the transaction goes on. */
  attempt<T>(work: () => Promise<T>): Promise<T>;
  readonly forms: {
    open(
      incoming: Incoming,
      source: FormSource,
      values: Given,
      ask?: FormInstance['ask'],
    ): Promise<FormInstance>;
    /** The instance, locked, if it is this sender's. */
    read(incoming: Incoming, id: string): Promise<FormInstance | undefined>;
    keep(id: string, step: number, values: Given, ask: FormInstance['ask']): Promise<void>;
    /** Marks it used; false when it was already. */
    use(id: string): Promise<boolean>;
  };
}

type Done = Exclude<Reaction, { kind: 'later' | 'repeat' }>;

/** Whether a platform must wait for the reaction (a form can only be the first response), or is told "later" at once. */
export function mustAnswerNow<C, May extends string, D>(tree: Tree<C, May, D>, incoming: Incoming): boolean {
  switch (incoming.kind) {
    case 'submit':
    case 'resume':
      return true;
    case 'press':
      return tree.presses.get(incoming.press)?.answers === 'form';
    case 'command':
    case 'typed': {
      const found = findCommand(tree, incoming, 'en');
      return (
        found instanceof Refusal ||
        found.command.answers === 'form' ||
        missing(found.command.options, found.given).length > 0
      );
    }
    case 'event':
      return false;
  }
}

/** Where the answer of a press or command will go, known before it runs. */
export function answerPlace<C, May extends string, D>(
  tree: Tree<C, May, D>,
  incoming: Incoming,
): Answer['place'] {
  return incoming.kind === 'press' &&
    !incoming.apart &&
    tree.presses.get(incoming.press)?.answers === 'instead'
    ? 'instead'
    : 'private';
}

/** Carries out what came in. Throws a Refusal for a person's mistake; the caller rolls back and says it privately. */
export async function dispatch<C, May extends string, D>(
  tree: Tree<C, May, D>,
  incoming: Incoming,
  desk: Desk<C, May, D>,
): Promise<Done> {
  switch (incoming.kind) {
    case 'typed':
    case 'command':
      return await runCommand(tree, incoming, desk);
    case 'press':
      return await runPress(tree, incoming, desk);
    case 'submit':
    case 'resume':
      return await runForm(tree, incoming, desk);
    case 'event':
      throw new Error('events have no handler in the tree');
  }
}

async function runCommand<C, May extends string, D>(
  tree: Tree<C, May, D>,
  incoming: Incoming & { kind: 'typed' | 'command' },
  desk: Desk<C, May, D>,
): Promise<Done> {
  const context = await desk.context(incoming, undefined);
  const language = desk.language(context);
  const found = findCommand(tree, incoming, language);
  if (found instanceof Refusal) throw found;
  const { command, given } = found;
  await desk.allow(context, command.may);
  const source: FormSource = { kind: 'command', topic: command.topic, verb: command.verb };
  try {
    const lacking = missing(command.options, given);
    if (command.answers === 'form' || lacking.length > 0) {
      const opening = await command.open(
        context,
        await normalised(command.options, given, desk.reading(context)),
      );
      const instance = await desk.forms.open(incoming, source, { ...given, ...opening.values });
      return { kind: 'form', view: view(instance, stepsOf(command), language, opening.intro) };
    }
    const values = await checkValues(command.options, given, desk.reading(context));
    return { kind: 'answer', answer: { message: await command.run(context, values), place: 'private' } };
  } catch (error) {
    if (error instanceof Unclear) {
      const instance = await desk.forms.open(incoming, source, given, {
        field: error.field,
        options: error.options.slice(0, 25),
      });
      return answer(
        nextStepMessage(view(instance, stepsOf(command), language, undefined)),
        words[language].whichOne,
      );
    }
    if (error instanceof Invalid)
      throw new Refusal(
        literal(
          Object.entries(error.errors)
            .map(([name, wrong]) => `${name}: ${wrong}`)
            .join(' '),
        ),
      );
    throw error;
  }
}

async function runPress<C, May extends string, D>(
  tree: Tree<C, May, D>,
  incoming: Incoming & { kind: 'press' },
  desk: Desk<C, May, D>,
): Promise<Done> {
  const { press, context, subject } = await findPress(tree, incoming, incoming.press, incoming.subject, desk);
  const language = desk.language(context);
  if (press.answers !== 'form') {
    const said = await press.run(context, subject, {});
    return {
      kind: 'answer',
      answer: { message: said, place: answerPlace(tree, incoming) },
    };
  }
  const opening = await press.open(context, subject);
  const source: FormSource = {
    kind: 'press',
    press: incoming.press,
    ...(incoming.subject && { subject: incoming.subject }),
  };
  const instance = await desk.forms.open(incoming, source, opening.values ?? {});
  return { kind: 'form', view: view(instance, press.steps, language, opening.intro) };
}

async function runForm<C, May extends string, D>(
  tree: Tree<C, May, D>,
  incoming: Incoming & { kind: 'submit' | 'resume' },
  desk: Desk<C, May, D>,
): Promise<Done> {
  const instance = await desk.forms.read(incoming, incoming.form);
  if (!instance) throw new Refusal(literal(words.en.formGone));
  if (instance.used) throw new Refusal(literal(words.en.formUsed));
  const filled = await findSource(tree, incoming, instance.source, desk);
  const { context, steps, language, open } = filled;
  if (incoming.kind === 'resume') {
    const intro = instance.ask ? undefined : (await open(instance.values)).intro;
    return { kind: 'form', view: view(instance, steps, language, intro) };
  }

  const values: Given = { ...instance.values, ...incoming.given };
  const fields = steps[instance.step]?.fields ?? {};
  try {
    if (instance.ask && !(instance.ask.field in fields)) {
      // An option was unclear, so that the form has not been opened yet: now it can be.
      const settled = { ...values, ...(await normalised(filled.options, values, desk.reading(context))) };
      const { intro, values: known } = await open(settled);
      const opened = { ...instance, values: { ...settled, ...known }, ask: undefined };
      await desk.forms.keep(instance.id, instance.step, opened.values, undefined);
      return { kind: 'form', view: view(opened, steps, language, intro) };
    }
    const kept = { ...values, ...(await normalised(fields, values, desk.reading(context), true)) };
    if (instance.step < steps.length - 1) {
      const next = { ...instance, step: instance.step + 1, values: kept, ask: undefined };
      await desk.forms.keep(instance.id, next.step, kept, undefined);
      return { kind: 'form', view: view(next, steps, language, undefined) };
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
      return { kind: 'form', view: view({ ...instance, values, ask }, steps, language, undefined) };
    }
    if (error instanceof Invalid) {
      // What is wrong may stand on an earlier step: the person is taken back to it.
      const at = steps.findIndex((step) => Object.keys(error.errors).some((name) => name in step.fields));
      const step = at === -1 ? instance.step : at;
      await desk.forms.keep(instance.id, step, values, undefined);
      const intro = step === 0 ? (await open(values)).intro : undefined;
      return {
        kind: 'errors',
        view: view({ ...instance, step, values, ask: undefined }, steps, language, intro),
        errors: error.errors,
      };
    }
    throw error;
  }
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

async function findPress<C, May extends string, D>(
  tree: Tree<C, May, D>,
  incoming: Incoming,
  id: ButtonId,
  subjectId: string | undefined,
  desk: Desk<C, May, D>,
): Promise<{ press: Press<C, May, D>; context: C; subject: Subject }> {
  const press = tree.presses.get(id);
  if (!press) throw new Refusal(literal(words.en.stale));
  if (!press.subject) {
    const context = await desk.context(incoming, undefined);
    await desk.allow(context, press.may);
    return { press, context, subject: { coalitionId: '' } };
  }
  const subject = subjectId === undefined ? undefined : await press.subject(desk.db, subjectId);
  if (!subject) throw new Refusal(literal(words.en.stale));
  const context = await desk.context(incoming, subject.coalitionId);
  if (subject.recipientId !== undefined && !desk.isRecipient(context, subject.recipientId)) {
    throw new Refusal(literal(words[desk.language(context)].notYours));
  }
  await desk.allow(context, press.may);
  return { press, context, subject };
}

function findCommand<C, May extends string, D>(
  tree: Tree<C, May, D>,
  incoming: Incoming & { kind: 'typed' | 'command' },
  language: Language,
): { command: Command<C, May>; given: Given } | Refusal {
  try {
    if (incoming.kind === 'typed') return parseLine(tree, incoming.text, language);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  const command = tree.find(incoming.topic, incoming.verb);
  return command ? { command, given: incoming.given } : new Refusal(literal(words[language].stale));
}

/** The steps of a command's form; a command without any has one, made of its options. */
function stepsOf<C, May extends string>(command: Command<C, May>): readonly Step[] {
  return command.steps.length > 0
    ? command.steps
    : [{ title: { en: `${command.topic} ${command.verb}` }, fields: command.options }];
}

function allFields(steps: readonly Step[]): Fields {
  return Object.assign({}, ...steps.map((step) => step.fields));
}

function view(
  instance: FormInstance,
  steps: readonly Step[],
  language: Language,
  intro: Opening['intro'],
): FormView {
  const { ask } = instance;
  if (!ask) return formView(instance.id, steps, instance.step, instance.values, language, intro);
  const asked = allFields(steps)[ask.field];
  const field: Field = {
    kind: 'choice',
    label: asked?.label ?? { en: words[language].whichOne },
    required: true,
    options: ask.options.map(({ id, label }) => ({ value: id, label: { en: label } })),
  };
  const whole = formView(instance.id, steps, instance.step, {}, language, literal(words[language].whichOne));
  return { ...whole, intro: literal(words[language].whichOne), fields: [{ name: ask.field, field }] };
}

/** What was given with look-ups and moments settled, so that later steps do not ask or read again. */
async function normalised(fields: Fields, given: Given, reading: Reading, complete = false): Promise<Given> {
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
      return [[name, field.kind === 'lookup' || field.kind === 'moment' ? String(values[name] ?? raw) : raw]];
    }),
  );
}

function answer(first: Message, lead: string): Done {
  return {
    kind: 'answer',
    answer: { message: { text: literal(lead), blocks: first.blocks }, place: 'private' },
  };
}
