import { and, asc, eq, inArray, isNull } from 'drizzle-orm';
import { type ButtonId, button, buttons, message, Refusal } from '#chat/index.ts';
import {
  type Context,
  type Found,
  foundAmong,
  hasRole,
  isActive,
  type JoinedContext,
  type Organisation,
  tables,
} from '#directory/index.ts';
import type { Tx } from '#store/index.ts';
import { words } from './words.ts';

/** The organisations this person represents, by name. */
async function representedBy(context: Context): Promise<Organisation[]> {
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
export async function lookUpOwn(context: Context, written: string): Promise<readonly Found[]> {
  return foundAmong(await representedBy(context), written);
}

/** Look-up: oneself and those who represent the same organisation or hub; for operators everyone who represents a hub. */
export async function lookUpFellows(context: Context, written: string): Promise<readonly Found[]> {
  const { coalition, represents } = context;
  const operates = hasRole(context, 'operator');
  if (!coalition || (represents.length === 0 && !operates)) return [];
  const rows = await context.tx
    .selectDistinct({
      id: tables.person.id,
      name: tables.person.name,
      of: tables.representative.organisationId,
      hub: tables.representative.hubId,
    })
    .from(tables.representative)
    .innerJoin(tables.person, eq(tables.person.id, tables.representative.personId))
    .where(and(eq(tables.representative.coalitionId, coalition.id), isActive))
    .orderBy(asc(tables.person.name));
  const fellows = rows.filter(
    (row) =>
      (operates && row.hub !== null) ||
      represents.some((one) => one.organisationId === row.of && one.hubId === row.hub),
  );
  const names = new Map(fellows.map((row) => [row.id, row.name]));
  return foundAmong(
    [...names].map(([id, name]) => ({ id, name })),
    written,
  );
}
