import { and, asc, eq, isNull } from 'drizzle-orm';
import { button } from '#chat/index.ts';
import { type Act, type DigestSection, present, type Reading, tables } from '#directory/index.ts';
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
  // Whoever joined may have said that nobody finds them.
  const named = reading.inChannel ? [] : waiting;
  const items = named.map(({ id, name, organisation }) => ({
    ...{ key: `vouch:${id}`, state: 'waits', urgency: 2 as const },
    text: say.waitsForVouch(name, organisation ?? undefined),
    buttons: [button(coalitionButtons.vouch, say.vouchButton, id)],
  }));
  const lead =
    joined + left + waiting.length > 0
      ? { lead: say.digest({ joined, left, people, waiting: waiting.length }) }
      : {};
  return [{ name: 'people', ...lead, items }];
}

/** An unlisted organisation is not named. */
async function waitingIn({ tx }: Pick<Act, 'tx'>, coalitionId: string) {
  const { person, organisation } = tables;
  return await tx
    .select({ id: person.id, name: person.name, organisation: organisation.name })
    .from(person)
    .leftJoin(organisation, and(eq(organisation.id, person.organisationId), eq(organisation.listed, true)))
    .where(and(present(coalitionId), isNull(person.vouchedAt)))
    .orderBy(asc(person.joinedAt), asc(person.name), asc(person.id));
}
