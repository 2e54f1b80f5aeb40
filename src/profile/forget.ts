import { and, eq } from 'drizzle-orm';
import { type Act, type Person, tables } from '#directory/index.ts';
import { saidConsents } from './consents.ts';

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

/** A person's profile, consents and notification settings, as they can read them. */
export async function exportProfile(act: Act, person: Person): Promise<unknown> {
  const [organisation] =
    person.organisationId === null
      ? []
      : await act.tx
          .select({ name: tables.organisation.name })
          .from(tables.organisation)
          .where(
            and(
              eq(tables.organisation.id, person.organisationId),
              eq(tables.organisation.coalitionId, person.coalitionId),
            ),
          );
  const notifications = await act.tx
    .select({ kind: tables.notification.kind, manner: tables.notification.manner })
    .from(tables.notification)
    .where(
      and(
        eq(tables.notification.personId, person.id),
        eq(tables.notification.coalitionId, person.coalitionId),
      ),
    );
  const { name, offers, needs, issues, place, zone, language, spoken } = person;
  return {
    ...{ name, offers, needs, issues, place, zone, language, spoken },
    organisation: organisation?.name ?? null,
    joinedAt: person.joinedAt.toString(),
    vouchedAt: person.vouchedAt?.toString() ?? null,
    snoozedUntil: person.snoozedUntil?.toString() ?? null,
    consents: await saidConsents(act, person),
    notifications,
  };
}
