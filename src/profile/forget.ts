import { and, eq } from 'drizzle-orm';
import { type Act, type Person, tables } from '#directory/index.ts';

/** Empties what a person said of themselves, their consents and their notification settings; name and accounts stay. */
export async function forgetProfile(act: Act, person: Person): Promise<void> {
  const { id, coalitionId } = person;
  await act.tx
    .delete(tables.consent)
    .where(and(eq(tables.consent.personId, id), eq(tables.consent.coalitionId, coalitionId)));
  await act.tx
    .delete(tables.notification)
    .where(and(eq(tables.notification.personId, id), eq(tables.notification.coalitionId, coalitionId)));
  await act.tx
    .update(tables.person)
    .set({ offers: '', needs: '', issues: '', place: '', spoken: '', snoozedUntil: null })
    .where(and(eq(tables.person.id, id), eq(tables.person.coalitionId, coalitionId)));
}
