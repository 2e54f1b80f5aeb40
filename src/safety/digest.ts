import { and, eq, inArray, lt, sql } from 'drizzle-orm';
import { button } from '#chat/index.ts';
import {
  type Act,
  bandOf,
  type DigestSection,
  fromTwoOrganisations,
  type JoinedContext,
  type Reading,
  type Remark,
  tables,
} from '#directory/index.ts';
import { safetyButtons } from './buttons.ts';
import { limits } from './limits.ts';
import { contactsOf } from './readers.ts';
import { concern } from './tables.ts';
import { words } from './words.ts';

/**
 * To operators: how many concerns have been open for long, never what they are. Those about an operator are left out: all
 * operators read the same digest, and whoever was not told of one would learn of it from the number.
 */
export async function concernsDigest(act: Act, reading: Reading): Promise<readonly DigestSection[]> {
  if (reading.reader !== 'operator') return [];
  const { coalition, language } = reading;
  const { role } = tables;
  const isAboutOperator = sql`exists (select 1 from ${role} r
    where r.person_id = ${concern.aboutId} and r.coalition_id = ${coalition.id} and r.role = 'operator')`;
  const count = await act.tx.$count(
    concern,
    and(
      eq(concern.coalitionId, coalition.id),
      inArray(concern.state, ['open', 'taken']),
      lt(concern.raisedAt, act.now.subtract({ hours: 24 * limits.waitingDays })),
      sql`not ${isAboutOperator}`,
    ),
  );
  if (count === 0) return [];
  const text = words[language].concernsOpen(count, limits.waitingDays);
  return [{ name: 'concerns', items: [{ key: 'concerns', state: bandOf(count), text, urgency: 1 }] }];
}

/** What operators should know: concerns have fewer than two to go to, or people of one organisation only. */
export async function readStatus(context: JoinedContext): Promise<readonly Remark[]> {
  const say = words[context.language];
  const contacts = await contactsOf(context, context.coalition.id);
  if (contacts.length >= 2 && fromTwoOrganisations(contacts)) return [];
  return [{ text: say.fewContacts, buttons: [button(safetyButtons.contacts, say.buttons.contacts)] }];
}
