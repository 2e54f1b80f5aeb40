import { chatWords, type FormView, literal, type Message, message } from '#chat/index.ts';
import { type Floor, labelsIn } from './floor.ts';
import { nameOf } from './log.ts';
import type { Reply } from './reply.ts';
import { passed } from './take.ts';
import { drawAnswer, drawForm } from './view.ts';
import { words } from './words.ts';

/** What is said when something could not be stored. */
export const notSaved: Message = message(literal(chatWords.en.notSaved));
/** What a modal says until its answer is there. */
export const oneMoment: Message = message(literal(words.en.oneMoment));

/** Shows a form: in the modal that is open, or in a new one with the trigger. */
export async function openForm(floor: Floor, form: FormView, trigger: string, reply: Reply): Promise<void> {
  try {
    const client = await floor.clients.of(reply.tenant, 'answers');
    if (!client) throw new Error('no token');
    const view = drawForm(form, labelsIn(floor, reply.tenant));
    if (reply.kind === 'view') await client.views.update({ view_id: reply.view, view });
    else await client.views.open({ trigger_id: trigger, view });
  } catch (error) {
    floor.log.warn('form not shown', { platform: 'slack', tenant: reply.tenant, error: nameOf(error) });
    await floor.answer(reply, { message: message(literal(words.en.formNotShown)), place: 'private' });
  }
}

/** Opens the modal that a press in the Home tab is answered in; undefined when it took too long, and that is said. */
export async function openMoment(
  floor: Floor,
  { tenant, account }: { tenant: string; account: string },
  trigger: string,
  deadline: AbortSignal,
): Promise<Reply | undefined> {
  const opening = openModal(floor, tenant, trigger, oneMoment).then(
    (view): Reply =>
      view === undefined ? { kind: 'home', tenant, account } : { kind: 'view', tenant, account, view },
  );
  const reply = await Promise.race([opening, passed(deadline)]);
  if (!reply) void opening.then((late) => floor.answer(late, { message: notSaved, place: 'private' }));
  return reply;
}

async function openModal(
  floor: Floor,
  tenant: string,
  trigger: string,
  shown: Message,
): Promise<string | undefined> {
  try {
    const client = await floor.clients.of(tenant, 'answers');
    return (await client?.views.open({ trigger_id: trigger, view: drawAnswer(shown) }))?.view?.id;
  } catch (error) {
    floor.log.warn('modal not opened', { platform: 'slack', tenant, error: nameOf(error) });
    return undefined;
  }
}

/** Says something privately; with a trigger above an open answer, so that its buttons are still there to be pressed. */
export async function tell(
  floor: Floor,
  reply: Reply,
  trigger: string | undefined,
  said: Message,
): Promise<void> {
  if (reply.kind === 'view' && trigger !== undefined) {
    try {
      const client = await floor.clients.of(reply.tenant, 'answers');
      await client?.views.push({ trigger_id: trigger, view: drawAnswer(said) });
      return;
    } catch {
      // The trigger is spent or too old: the modal itself has to say it.
    }
  }
  await floor.answer(reply, { message: said, place: 'private' });
}
