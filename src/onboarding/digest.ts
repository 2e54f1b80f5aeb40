import { and, asc, eq, isNull } from 'drizzle-orm';
import { button } from '#chat/index.ts';
import {
  type Act,
  bandOf,
  type DigestItem,
  type DigestSection,
  present,
  type Reading,
  tables,
} from '#directory/index.ts';
import { coalitionButtons } from './buttons.ts';
import { countPeople } from './figures.ts';
import { words } from './words.ts';

/** To operators: who came and left, and who waits for somebody to vouch for them, the longest first. */
export async function peopleDigest(act: Act, reading: Reading): Promise<readonly DigestSection[]> {
  if (reading.reader !== 'operator') return [];
  const say = words[reading.language];
  const { coalition, since } = reading;
  const { people, joined, left } = await countPeople(act, { coalitionId: coalition.id, since });
  const waiting = await waitingIn(act, coalition.id);
  const named = waiting.map(
    ({ id, name, organisation }): DigestItem => ({
      ...{ key: `vouch:${id}`, state: 'waits', urgency: 2 },
      text: say.waitsForVouch(name, organisation ?? undefined),
      buttons: [button(coalitionButtons.vouch, say.vouchButton, id)],
    }),
  );
  const count = await act.tx.$count(tables.person, waits(coalition.id));
  const counted = { key: 'vouch', state: bandOf(count), text: say.manyWaitForVouch(count) };
  // Whoever joined may have said that nobody finds them: a channel reads how many.
  const inChannel = count > 0 ? [counted] : [];
  return [
    {
      name: 'people',
      ...(joined + left > 0 && { lead: say.digest({ joined, left, people }) }),
      items: reading.inChannel ? inChannel : count > most ? [...named, counted] : named,
    },
  ];
}

const waits = (coalitionId: string) => and(present(coalitionId), isNull(tables.person.vouchedAt));

/** So many are named; more are counted, and named once these are vouched for. */
const most = 100;

/** The longest waiting. An unlisted organisation is not named. */
async function waitingIn({ tx }: Pick<Act, 'tx'>, coalitionId: string) {
  const { person, organisation } = tables;
  return await tx
    .select({ id: person.id, name: person.name, organisation: organisation.name })
    .from(person)
    .leftJoin(organisation, and(eq(organisation.id, person.organisationId), eq(organisation.listed, true)))
    .where(waits(coalitionId))
    .orderBy(asc(person.joinedAt), asc(person.name), asc(person.id))
    .limit(most);
}
