import { and, asc, eq, inArray, isNull } from 'drizzle-orm';
import { type ButtonId, button, buttons, message, Refusal } from '#chat/index.ts';
import { type Context, type JoinedContext, type Organisation, tables } from '#directory/index.ts';
import type { Tx } from '#store/index.ts';
import { words } from './words.ts';

/** The organisations this person represents, by name. */
export async function representedBy(context: Context): Promise<Organisation[]> {
  const ids = context.represents.flatMap((one) => one.organisationId ?? []);
  if (ids.length === 0 || !context.coalition) return [];
  return await context.tx
    .select()
    .from(tables.organisation)
    .where(
      and(
        eq(tables.organisation.coalitionId, context.coalition.id),
        inArray(tables.organisation.id, ids),
        isNull(tables.organisation.leftAt),
      ),
    )
    .orderBy(asc(tables.organisation.name));
}

/**
 * The organisation a representative means: the one given, or the only one they represent. Otherwise a Refusal that offers
 * the button for each.
 */
export async function ownOrganisation(
  context: JoinedContext,
  given: string | undefined,
  press: ButtonId,
): Promise<Organisation> {
  const say = words[context.language];
  const own = await representedBy(context);
  const [first, second] = own;
  if (!first) throw new Refusal(say.representsNone);
  if (given === undefined && !second) return first;
  const meant = own.find((one) => one.id === given);
  if (meant) return meant;
  if (given !== undefined) throw new Refusal(say.notYours);
  throw new Refusal(
    message(say.which, buttons(...own.slice(0, 5).map((one) => button(press, one.name, one.id)))),
  );
}

/** The organisation behind a button; undefined once it has left. */
export async function organisationBehind(
  db: Tx,
  id: string,
): Promise<{ coalitionId: string; organisation: Organisation } | undefined> {
  const [organisation] = await db
    .select()
    .from(tables.organisation)
    .where(and(eq(tables.organisation.id, id), isNull(tables.organisation.leftAt)));
  return organisation && { coalitionId: organisation.coalitionId, organisation };
}

/** Look-up: organisations one represents, by a few letters of their name. */
export async function lookUpOwn(context: Context, written: string): Promise<{ id: string; label: string }[]> {
  const wanted = written.trim().toLowerCase();
  const own = await representedBy(context);
  const exact = own.filter((one) => one.id === wanted || one.name.toLowerCase() === wanted);
  const found = exact.length > 0 ? exact : own.filter((one) => one.name.toLowerCase().includes(wanted));
  return found.slice(0, 25).map(({ id, name }) => ({ id, label: name }));
}
