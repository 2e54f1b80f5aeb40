import { and, eq } from 'drizzle-orm';
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

/** How one kind comes to a person now. */
export async function mannerOf(
  act: Pick<Act, 'tx'>,
  person: Person,
  kind: Kind,
): Promise<'now' | 'bundle' | 'never'> {
  const [row] = await act.tx
    .select()
    .from(tables.notification)
    .where(
      and(
        eq(tables.notification.personId, person.id),
        eq(tables.notification.coalitionId, person.coalitionId),
        eq(tables.notification.kind, kind.name),
      ),
    );
  return row?.manner ?? kind.chosen ?? 'now';
}
