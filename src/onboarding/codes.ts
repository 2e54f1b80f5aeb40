import { type JoinedContext, writeAudit } from '#directory/index.ts';
import { makeCode } from './code.ts';

/** How long codes last, in hours. */
const linkHours = 1;
const inviteHours = 7 * 24;

/** A code and the moment it stops working. */
export interface Made {
  readonly code: string;
  readonly until: Temporal.Instant;
}

/** Makes a code that binds one more space to the coalition. */
export async function makeInvite(context: JoinedContext): Promise<Made> {
  const { person, coalition, now } = context;
  const code = await makeCode(context, { coalitionId: coalition.id, use: 'invite', hours: inviteHours });
  await writeAudit(context, {
    coalitionId: coalition.id,
    personId: person.id,
    act: 'space.invited',
    subject: coalition.id,
  });
  return { code, until: now.add({ hours: inviteHours }) };
}

/** Makes a code that makes an account in another space the person's own too. */
export async function makeLink(context: JoinedContext): Promise<Made> {
  const { person, coalition, now } = context;
  const code = await makeCode(context, {
    coalitionId: coalition.id,
    use: 'link',
    personId: person.id,
    hours: linkHours,
  });
  return { code, until: now.add({ hours: linkHours }) };
}
