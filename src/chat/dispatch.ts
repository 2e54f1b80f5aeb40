import { checkValues, missing, Unclear } from './check.ts';
import type { Desk, Done, FormSource } from './desk.ts';
import { runForm } from './fill.ts';
import { nextStepMessage } from './form.ts';
import type { Incoming } from './incoming.ts';
import type { Message } from './message.ts';
import type { Answer } from './platform.ts';
import { Invalid, Refusal } from './refusal.ts';
import { findCommand, findPress } from './source.ts';
import { allFields, normalised, stepsOf, view } from './steps.ts';
import { literal } from './text.ts';
import type { Tree } from './tree.ts';
import { words } from './words.ts';

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
      return { kind: 'form', view: view(instance, stepsOf(command), language, opening) };
    }
    const values = await checkValues(command.options, given, desk.reading(context));
    return { kind: 'answer', answer: { message: await command.run(context, values), place: 'private' } };
  } catch (error) {
    if (error instanceof Unclear) {
      const instance = await desk.forms.open(incoming, source, given, {
        field: error.field,
        options: error.options.slice(0, 25),
      });
      return answer(nextStepMessage(view(instance, stepsOf(command), language)), words[language].whichOne);
    }
    if (error instanceof Invalid) {
      const fields = { ...allFields(stepsOf(command)), ...command.options };
      const said = Object.entries(error.errors).map(([name, wrong]) => {
        const label = fields[name]?.label[language];
        return label === undefined ? wrong : words[language].wrongAt(label, wrong);
      });
      throw new Refusal(literal(said.join(' ')));
    }
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
  return { kind: 'form', view: view(instance, press.steps, language, opening) };
}

function answer(first: Message, lead: string): Done {
  return {
    kind: 'answer',
    answer: { message: { text: literal(lead), blocks: first.blocks }, place: 'private' },
  };
}
