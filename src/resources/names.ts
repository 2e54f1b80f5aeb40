import { and, eq } from 'drizzle-orm';
import { type Act, type Person, tables } from '#directory/index.ts';

/** Somebody's name as others may read it in a message: if they let members find them. */
export async function openName({ tx }: Pick<Act, 'tx'>, person: Person): Promise<string | undefined> {
  const { consent } = tables;
  const [said] = await tx
    .select({ answer: consent.answer })
    .from(consent)
    .where(
      and(
        eq(consent.coalitionId, person.coalitionId),
        eq(consent.personId, person.id),
        eq(consent.kind, 'found'),
      ),
    );
  return said?.answer === 'members' ? person.name : undefined;
}
