import { inArray } from 'drizzle-orm';
import { type Delivery, deliveryOf, type Kind } from '#delivery/index.ts';
import { type Act, type Person, tables } from '#directory/index.ts';
import type { Tx } from '#store/index.ts';

/** The message a footer's button belongs to: its coalition, whom it was for and its kind. */
export async function messageBehind(
  db: Tx,
  id: string,
): Promise<{ coalitionId: string; recipientId: string; row: Delivery } | undefined> {
  const row = await deliveryOf(db, id);
  if (!row || row.personId === null) return undefined;
  return { coalitionId: row.coalitionId, recipientId: row.personId, row };
}

/** Sets how one kind of message comes to a person from now on. */
export async function setManner(
  act: Act,
  person: Person,
  kind: Kind['name'],
  manner: 'now' | 'bundle' | 'never',
): Promise<void> {
  await act.tx
    .insert(tables.notification)
    .values({ personId: person.id, coalitionId: person.coalitionId, kind, manner })
    .onConflictDoUpdate({
      target: [tables.notification.personId, tables.notification.kind],
      set: { manner },
    });
}

/** How each kind comes to some people now: what they said, else what the kind says, else at once. */
export async function mannersOf(
  { tx }: Pick<Act, 'tx'>,
  people: readonly string[],
): Promise<(personId: string, kind: Kind) => 'now' | 'bundle' | 'never'> {
  const { notification } = tables;
  const rows =
    people.length === 0
      ? []
      : await tx
          .select()
          .from(notification)
          .where(inArray(notification.personId, [...people]));
  const said = new Map(rows.map((row) => [`${row.personId} ${row.kind}`, row.manner]));
  return (personId, kind) => said.get(`${personId} ${kind.name}`) ?? kind.chosen ?? 'now';
}
