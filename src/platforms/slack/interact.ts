import type {
  App,
  BlockAction,
  BlockSuggestion,
  SlackOptionsMiddlewareArgs,
  SlashCommand,
  ViewResponseAction,
  ViewSubmitAction,
} from '@slack/bolt';
import { chatWords, type FormView, literal, type Message, message, type Text } from '#chat/index.ts';
import { hasFiles } from './files.ts';
import { type Floor, labelKey, labelsIn } from './floor.ts';
import { limits } from './limits.ts';
import { nameOf } from './log.ts';
import { notSaved, oneMoment, openForm, openMoment, tell } from './modal.ts';
import type { Actor } from './people.ts';
import { actorOf, fieldsOf, readCommand, readPress, readSubmission } from './read.ts';
import { drawMessage } from './render.ts';
import { type Reply, urlReply } from './reply.ts';
import { type Arrival, arrive, finish, passed, steady } from './take.ts';
import { drawAnswer, drawForm, formCallback, lookupAction, option } from './view.ts';

/** Lets commands, presses, submissions and look-ups in; each is stored before it is acknowledged. */
export function listen(app: App, floor: Floor): void {
  app.command(/.+/, ({ command, ack }) => onCommand(floor, command, arrive(floor, ack)));
  app.action<BlockAction>({ type: 'block_actions' }, ({ body, ack }) =>
    onPress(floor, body, arrive(floor, ack)),
  );
  app.view<ViewSubmitAction>({ callback_id: formCallback, type: 'view_submission' }, ({ body, ack }) =>
    onSubmit(floor, body, arrive(floor, ack)),
  );
  app.options<'block_suggestion'>({ type: 'block_suggestion' }, ({ body, ack }) =>
    onSuggest(floor, body, steady(floor, ack)),
  );
}

async function onCommand(floor: Floor, command: SlashCommand, { take, ack }: Arrival<object>): Promise<void> {
  const { read, actor, reply } = readCommand(command, floor.clock.now());
  const sender = await floor.people.sender(actor);
  if (sender.bot) return await ack();
  const reaction = await take({ ...read, sender, reply });
  switch (reaction?.kind) {
    case undefined:
      return await ack({ response_type: 'ephemeral', ...drawMessage(notSaved) });
    case 'repeat':
      return await ack();
    case 'answer': {
      const { message: shown } = reaction.answer;
      if (!hasFiles(shown)) return await ack({ response_type: 'ephemeral', ...drawMessage(shown) });
      // A file has to be sent first, for which Slack does not wait.
      await ack();
      return void (await floor.answer(reply, reaction.answer));
    }
    case 'later':
      await ack();
      return finish(floor, reaction);
    case 'form':
    case 'errors':
      await ack();
      return await openForm(floor, reaction.view, command.trigger_id, reply);
  }
}

async function onPress(
  floor: Floor,
  body: BlockAction,
  { deadline, take, ack }: Arrival<void>,
): Promise<void> {
  const pressed = readPress(body);
  if (!pressed) return await ack();
  const { read, actor } = pressed;
  // A trigger serves once: in the Home tab it opens the modal that will hold whatever comes of the press.
  const [sender, reply] = await Promise.all([
    floor.people.sender(actor),
    body.view?.type === 'home'
      ? openMoment(floor, actor, body.trigger_id, deadline)
      : replyTo(body, actor, floor),
  ]);
  if (sender.bot || !reply) return await ack();
  const reaction = await take({ ...read, sender, reply });
  await ack();
  switch (reaction?.kind) {
    case undefined:
      return await tell(floor, reply, body.view?.type === 'home' ? undefined : body.trigger_id, notSaved);
    case 'repeat':
      return;
    case 'answer':
      return void (await floor.answer(reply, reaction.answer));
    case 'later':
      return finish(floor, reaction);
    case 'form':
    case 'errors':
      return await openForm(floor, reaction.view, body.trigger_id, reply);
  }
}

async function onSubmit(
  floor: Floor,
  body: ViewSubmitAction,
  { take, ack }: Arrival<ViewResponseAction>,
): Promise<void> {
  const submitted = readSubmission(body);
  if (!submitted) return await ack();
  const { read, actor, reply } = submitted;
  const sender = await floor.people.sender(actor);
  if (sender.bot) return await ack();
  const reaction = await take({ ...read, sender, reply });
  const fields = fieldsOf(body.view);
  const show = (shown: Message) => ack({ response_action: 'update', view: drawAnswer(shown) });
  const showErrors = (errors: Record<string, string>) => ack({ response_action: 'errors', errors });
  switch (reaction?.kind) {
    case undefined:
      // As a field's error it leaves everything typed where it is.
      return fields[0] === undefined
        ? await show(notSaved)
        : await showErrors({ [fields[0]]: chatWords.en.notSaved });
    case 'repeat':
      return await ack();
    case 'answer':
      if (!hasFiles(reaction.answer.message)) return await show(reaction.answer.message);
      await show(oneMoment);
      return void (await floor.answer(reply, reaction.answer));
    case 'later':
      await show(oneMoment);
      return finish(floor, reaction);
    case 'form':
      return await ack({
        response_action: 'update',
        view: drawForm(reaction.view, labelsIn(floor, actor.tenant)),
      });
    case 'errors': {
      const { view, errors } = reaction;
      // What is wrong stands on an earlier step: that one is shown again, since nothing leads back to it.
      if (!view.fields.some(({ name }) => fields.includes(name)))
        return await ack({
          response_action: 'update',
          view: drawForm({ ...view, intro: wrongIn(view, errors) }, labelsIn(floor, actor.tenant)),
        });
      const shown = placeErrors(errors, fields);
      return shown ? await showErrors(shown) : await show(message(literal(Object.values(errors).join(' '))));
    }
  }
}

async function onSuggest(
  floor: Floor,
  body: BlockSuggestion,
  ack: SlackOptionsMiddlewareArgs<'block_suggestion'>['ack'],
): Promise<void> {
  const deadline = AbortSignal.timeout(floor.ackMs);
  const actor = actorOf(body);
  const of = body.action_id.slice(lookupAction.length);
  const sender = await floor.people.sender(actor);
  const lookup = { platform: 'slack', tenant: actor.tenant, sender, of, written: body.value } as const;
  const looking = Promise.try(() => floor.intake().look(lookup)).catch((error: unknown) => {
    floor.log.warn('look-up failed', { platform: 'slack', tenant: actor.tenant, error: nameOf(error) });
    return [];
  });
  const found = (await Promise.race([looking, passed(deadline)])) ?? [];
  const options = found.slice(0, limits.options).filter(({ id }) => id.length <= limits.optionValue);
  if (floor.labels.size > 2000) floor.labels.clear();
  for (const { id, label } of options) floor.labels.set(labelKey(actor.tenant, of, id), label);
  await ack({ options: options.map(({ id, label }) => option(id, label)) });
}

function replyTo(body: BlockAction, actor: Actor, floor: Floor): Reply {
  const { tenant, account } = actor;
  if (body.view) return { kind: 'view', tenant, account, view: body.view.id };
  return urlReply(actor, body.response_url, floor.clock.now());
}

/** What is wrong with a step, as the words above its fields. */
function wrongIn({ fields, language }: FormView, errors: Readonly<Record<string, string>>): Text {
  return literal(
    fields
      .flatMap(({ name, field }) =>
        errors[name] === undefined ? [] : [`${field.label[language]}: ${errors[name]}`],
      )
      .join(' '),
  );
}

/** Errors by the fields that are there; those of other fields stand at the first. Undefined when there is no field. */
function placeErrors(
  errors: Readonly<Record<string, string>>,
  fields: readonly string[],
): Record<string, string> | undefined {
  const [first] = fields;
  if (first === undefined) return undefined;
  const placed: Record<string, string> = {};
  for (const [name, error] of Object.entries(errors)) {
    const place = fields.includes(name) ? name : first;
    const said = place === name ? error : `${name}: ${error}`;
    placed[place] = placed[place] === undefined ? said : `${placed[place]} ${said}`;
  }
  return placed;
}
