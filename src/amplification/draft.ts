import { and, eq, inArray } from 'drizzle-orm';
import { findAction } from '#actions/index.ts';
import { Refusal } from '#chat/index.ts';
import type { JoinedContext } from '#directory/index.ts';
import { newId } from '#store/index.ts';
import { isRequest, ownDraft, type Request } from './find.ts';
import { daysAfter, limits } from './limits.ts';
import { request as requestTable } from './tables.ts';
import { words } from './words.ts';
import { actionFor, mayPassOn, readWritten, type Written } from './write.ts';

/** Refuses a draft to somebody who has three. */
export async function refuseMoreDrafts({ tx, person, coalition, language }: JoinedContext): Promise<void> {
  const theirs = and(
    eq(requestTable.coalitionId, coalition.id),
    eq(requestTable.requesterId, person.id),
    eq(requestTable.state, 'draft'),
  );
  if ((await tx.$count(requestTable, theirs)) >= limits.draftsAtOnce)
    throw new Refusal(words[language].tooManyDrafts(limits.draftsAtOnce));
}

/** Keeps a request as its requester's own draft, for seven days, at most three; nobody is asked yet. */
export async function draftRequest(
  context: JoinedContext,
  { action: actionId, ...written }: Written & { readonly action?: string | undefined },
): Promise<Request> {
  const { tx, now, person, coalition } = context;
  await refuseMoreDrafts(context);
  const action = actionId === undefined ? undefined : await actionFor(context, actionId);
  const made: Request = {
    id: newId(now),
    coalitionId: coalition.id,
    requesterId: person.id,
    organisationId: person.organisationId,
    actionId: action?.id ?? null,
    state: 'draft',
    ...readWritten(context, action, written),
    draftedAt: now,
    openedAt: null,
    dueAt: daysAfter(now, limits.draftDays),
    unansweredAt: null,
  };
  await tx.insert(requestTable).values(made);
  return made;
}

/** Changes one's own draft. */
export async function redraft(context: JoinedContext, draft: Request, written: Written): Promise<Request> {
  const content = readWritten(context, await actionOf(context, draft), written);
  const dueAt = daysAfter(context.now, limits.draftDays);
  await context.tx
    .update(requestTable)
    .set({ ...content, dueAt })
    .where(isRequest(draft));
  return { ...draft, ...content, dueAt };
}

/** Lets one's own draft open in a minute; until then it can be undone. At most three of one person are open at once. */
export async function postRequest(context: JoinedContext, id: string): Promise<Request> {
  const { tx, now, person } = context;
  const say = words[context.language];
  const draft = await ownDraft(context, id);
  if (draft.state === 'waiting') return draft;
  const opensAt = now.add({ minutes: limits.undoMinutes });
  if (Temporal.Instant.compare(draft.endsAt, opensAt) <= 0) throw new Refusal(say.endPassed);
  const theirs = and(
    eq(requestTable.coalitionId, draft.coalitionId),
    eq(requestTable.requesterId, person.id),
    inArray(requestTable.state, ['waiting', 'open']),
  );
  if ((await tx.$count(requestTable, theirs)) >= limits.openAtOnce)
    throw new Refusal(say.tooMany(limits.openAtOnce));
  const action = await actionOf(context, draft);
  if (draft.actionId !== null && action?.state !== 'posted') throw new Refusal(say.actionOff);
  // They may have led it, or it may have been for everyone, when this was drafted.
  if (action && !(await mayPassOn(context, action))) throw new Refusal(say.notForAllNow);
  const posted = {
    state: 'waiting',
    dueAt: opensAt,
    // Whose support it counts as is settled now, not when it was written.
    organisationId: person.organisationId,
  } as const;
  await tx.update(requestTable).set(posted).where(isRequest(draft));
  return { ...draft, ...posted };
}

/** Takes a request back into a draft, while it has not opened. */
export async function undoPosting(context: JoinedContext, id: string): Promise<Request> {
  const found = await ownDraft(context, id);
  const draft = { state: 'draft', dueAt: daysAfter(context.now, limits.draftDays) } as const;
  await context.tx.update(requestTable).set(draft).where(isRequest(found));
  return { ...found, ...draft };
}

/** Drops one's own draft. */
export async function dropDraft(context: JoinedContext, id: string): Promise<void> {
  const draft = await ownDraft(context, id);
  if (draft.state === 'waiting') throw new Refusal(words[context.language].undoFirst);
  await context.tx.delete(requestTable).where(isRequest(draft));
}

/** The action a request is for, in whatever state. */
export async function actionOf(context: JoinedContext, { actionId, coalitionId }: Request) {
  return actionId === null ? undefined : await findAction(context, coalitionId, actionId);
}
