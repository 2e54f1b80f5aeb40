import { eq } from 'drizzle-orm';
import { type Message, Refusal } from '#chat/index.ts';
import {
  allow,
  bindSpace,
  type Context,
  directoryWords,
  hasRole,
  type Space,
  tables,
  writeAudit,
} from '#directory/index.ts';
import { newId } from '#store/index.ts';
import { isZone } from '#time/index.ts';
import { attachAccount } from './account.ts';
import { type ChannelsGiven, nameChannels } from './channel.ts';
import { readChecklist } from './checklist.ts';
import { hashOf, useCode } from './code.ts';
import { beginMessage, boundMessage, checklistMessage } from './messages.ts';
import { pastedNames } from './paste.ts';
import { spaceWords } from './space-words.ts';
import { words } from './words.ts';

/** What the first operator answers. */
export interface SetUpAnswers extends ChannelsGiven {
  readonly name: string;
  readonly purpose: string;
  readonly principles: string | undefined;
  readonly zone: string | undefined;
  readonly called: string;
  readonly own: string | undefined;
  readonly organisations: string | undefined;
}

type Shown = (topic: string, verb: string) => boolean;

/**
 * Where set-up stands: for an administrator of a space without a coalition, how to begin, or, with a code, the space
 * bound at once; for an operator the checklist. Everyone else is refused.
 */
export async function setUp(context: Context, code: string | undefined, shown: Shown): Promise<Message> {
  const say = words[context.language];
  const { coalition } = context;
  if (!coalition) {
    spaceOf(context);
    allow(context, 'administrator');
    return code === undefined ? beginMessage(context.language) : await bindWithCode(context, code);
  }
  if (code !== undefined) allow(context, 'administrator');
  if (!hasRole(context, 'operator')) throw new Refusal(say.operatorsSetUp(coalition.name));
  return checklistMessage(
    context.language,
    await readChecklist(context.tx, coalition.id),
    context.space?.id,
    shown,
  );
}

/** Makes the coalition, binds this space to it and lets the administrator join as its first operator, consenting to nothing yet. */
export async function beginCoalition(context: Context, answers: SetUpAnswers): Promise<string> {
  const { tx, now, sender } = context;
  allow(context, 'administrator');
  const space = await lockUnbound(context);
  const zone = answers.zone ?? context.zone;
  const [coalition] = await tx
    .insert(tables.coalition)
    .values({
      id: newId(now),
      name: answers.name,
      purpose: answers.purpose,
      principles: answers.principles ?? '',
      zone,
      createdAt: now,
      purposeChangedAt: now,
    })
    .returning();
  if (!coalition) throw new Error('a coalition was not written');
  await bindSpace(context, space, coalition.id);
  const [binding] = await tx.select().from(tables.binding).where(eq(tables.binding.spaceId, space.id));
  if (!binding) throw new Error('a binding was not written');

  const names = pastedNames(`${answers.own ?? ''}\n${answers.organisations ?? ''}`);
  const organisations = names.map((name) => ({
    id: newId(now),
    coalitionId: coalition.id,
    name,
    kind: 'formal' as const,
    addedAt: now,
  }));
  if (organisations.length > 0) await tx.insert(tables.organisation).values(organisations);

  const told = sender.zone !== undefined && isZone(sender.zone) ? sender.zone : undefined;
  const [person] = await tx
    .insert(tables.person)
    .values({
      id: newId(now),
      coalitionId: coalition.id,
      name: answers.called,
      organisationId: answers.own === undefined ? null : (organisations[0]?.id ?? null),
      zone: told ?? zone,
      zoneFrom: told === undefined ? 'coalition' : 'platform',
      language: context.language,
      joinedAt: now,
      vouchedAt: now,
    })
    .returning();
  if (!person) throw new Error('a person was not written');
  await attachAccount({ ...context, coalition, space, binding }, person);
  await tx.insert(tables.role).values({
    id: newId(now),
    coalitionId: coalition.id,
    personId: person.id,
    role: 'operator',
    grantedAt: now,
  });

  await nameChannels(context, space, coalition.id, answers, context.channel);
  const written = { coalitionId: coalition.id, personId: person.id };
  await writeAudit(context, { ...written, act: 'coalition.set up', subject: coalition.id });
  await writeAudit(context, { ...written, act: 'space.bound', subject: space.id });
  await writeAudit(context, {
    ...written,
    act: 'role.granted',
    subject: person.id,
    detail: { role: 'operator' },
  });
  return coalition.id;
}

/** Binds this space to the coalition of an invite; the code is used up. The administrator still joins like anyone. */
export async function bindWithCode(context: Context, code: string): Promise<Message> {
  const { tx } = context;
  allow(context, 'administrator');
  const space = await lockUnbound(context);
  const invite = await useCode(context, hashOf(code), 'invite');
  if (!invite) throw new Refusal(words[context.language].inviteDoesNotWork);
  const [coalition] = await tx
    .select()
    .from(tables.coalition)
    .where(eq(tables.coalition.id, invite.coalitionId));
  if (!coalition) throw new Refusal(words[context.language].inviteDoesNotWork);
  await bindSpace(context, space, coalition.id);
  const { channel } = context;
  await nameChannels(context, space, coalition.id, {}, channel);
  await writeAudit(context, { coalitionId: coalition.id, act: 'space.bound', subject: space.id });
  const how = { vouches: space.platform !== 'discord', channel: channel !== undefined };
  return boundMessage(context.language, coalition.name, how);
}

/** This space, locked, and known to belong to no coalition: of two administrators who begin at once, one is refused. */
async function lockUnbound(context: Context): Promise<Space> {
  const { tx } = context;
  const [space] = await tx
    .select()
    .from(tables.space)
    .where(eq(tables.space.id, spaceOf(context).id))
    .for('update');
  // It has just left: whoever begins now would lose it again with the last rows of before.
  if (!space || space.dropAt !== null) throw new Refusal(spaceWords[context.language].clearing);
  const [bound] = await tx
    .select({ name: tables.coalition.name })
    .from(tables.binding)
    .innerJoin(tables.coalition, eq(tables.coalition.id, tables.binding.coalitionId))
    .where(eq(tables.binding.spaceId, space.id));
  if (bound) throw new Refusal(directoryWords[context.language].alreadyBound(bound.name));
  return space;
}

function spaceOf(context: Context): Space {
  if (!context.space) throw new Refusal(words[context.language].typeInSpace);
  return context.space;
}
