import { eq } from 'drizzle-orm';
import { tables } from '#directory/index.ts';
import type { Tx } from '#store/index.ts';
import { ask, claim, follow, side, suggestion } from './tables.ts';

/** What the buttons here are about, found by the id they carry; `recipientId` where a button is for one person. */
interface Found {
  readonly id: string;
  readonly coalitionId: string;
  readonly recipientId?: string;
}

/** One person’s side of an introduction. */
export async function findSide(db: Tx, id: string): Promise<Found | undefined> {
  const [row] = await db.select().from(side).where(eq(side.id, id));
  return row && { id, coalitionId: row.coalitionId, recipientId: row.personId };
}

/** A question whether they met. */
export async function findFollow(db: Tx, id: string): Promise<Found | undefined> {
  const [row] = await db.select().from(follow).where(eq(follow.id, id));
  return row && { id, coalitionId: row.coalitionId, recipientId: row.personId };
}

/** An ask, for whoever asked. */
export async function findAsk(db: Tx, id: string): Promise<Found | undefined> {
  const [row] = await db.select().from(ask).where(eq(ask.id, id));
  return row && { id, coalitionId: row.coalitionId, recipientId: row.personId };
}

/** Somebody saying that they know one. */
export async function findClaim(db: Tx, id: string): Promise<Found | undefined> {
  const [row] = await db.select().from(claim).where(eq(claim.id, id));
  return row && { id, coalitionId: row.coalitionId, recipientId: row.otherId };
}

/** One’s own block. */
export async function findBlock(db: Tx, id: string): Promise<Found | undefined> {
  const [row] = await db.select().from(tables.block).where(eq(tables.block.id, id));
  return row && { id, coalitionId: row.coalitionId, recipientId: row.personId };
}

/** An item of the queue, for any weaver. */
export async function findSuggestion(db: Tx, id: string): Promise<Found | undefined> {
  const [row] = await db.select().from(suggestion).where(eq(suggestion.id, id));
  return row && { id, coalitionId: row.coalitionId };
}

/** Oneself, in one's coalition. */
export async function findSelf(db: Tx, id: string): Promise<Found | undefined> {
  const [row] = await db.select().from(tables.person).where(eq(tables.person.id, id));
  return row && { id, coalitionId: row.coalitionId, recipientId: row.id };
}
