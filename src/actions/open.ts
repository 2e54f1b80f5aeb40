import type { JoinedContext } from '#directory/index.ts';
import { namesOf } from './audience.ts';
import { copiesOf } from './copies.ts';
import { ownDraft } from './draft.ts';
import type { Action } from './find.ts';
import { filledIn } from './form.ts';
import { needsOf } from './needs.ts';
import { peopleIn } from './parts.ts';
import { refuseEnded } from './take-part.ts';
import { words } from './words.ts';

/** The form in which a draft is changed, filled in. */
export async function openChange(context: JoinedContext, id: string) {
  const one = await ownDraft(context, id);
  const values = filledIn(one, await needsWritten(context, one), context.zone);
  return { values: { ...values, audience: one.audience, names: await namesOf(context, one) } };
}

/** The form in which a posted action is changed, filled in; a Refusal when it is cancelled or has begun. */
export async function openEdit(context: JoinedContext, one: Action) {
  refuseEnded(context, one);
  const people = await peopleIn(context, one);
  return {
    action: one,
    intro: words[context.language].editIntro(people.length),
    values: filledIn(one, await needsWritten(context, one), context.zone),
  };
}

/** The form in which an action is cancelled: it says what that does. */
export async function openCancel(context: JoinedContext, one: Action) {
  refuseEnded(context, one);
  const people = await peopleIn(context, one);
  const copies = await copiesOf(context, one);
  return {
    action: one,
    intro: words[context.language].cancelIntro(one.title, people.length, copies.length),
  };
}

/** What an action needs as the form holds it: one a line. */
async function needsWritten(context: JoinedContext, one: Action): Promise<string> {
  return (await needsOf(context, one)).map((need) => need.words).join('\n');
}
