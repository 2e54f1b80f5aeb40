import { and, eq, isNull } from 'drizzle-orm';
import { Invalid, type Opening } from '#chat/index.ts';
import { type Feature, type JoinedContext, type Organisation, tables, writeAudit } from '#directory/index.ts';
import { isZone } from '#time/index.ts';
import { changeConsents, saidConsents } from './consents.ts';
import type { ProfileGiven } from './form.ts';
import { words } from './words.ts';

/** The form as it opens: everything as it is now. Look-ups hold names, which people can read and which resolve. */
export async function openProfile(context: JoinedContext): Promise<Opening> {
  const { person } = context;
  const { name, offers, needs, place, issues, zone, spoken } = person;
  const organisation = await organisationOf(context, person.organisationId);
  return {
    intro: words[context.language].editIntro,
    values: {
      ...{ name, offers, needs, place, issues, zone, spoken },
      ...(organisation && { organisation: organisation.name }),
      ...(await saidConsents(context, person)),
    },
  };
}

/**
 * Writes the whole profile; a field left empty is emptied. Whoever changes their organisation stays vouched for, since
 * people are vouched for as themselves, but no longer speaks for the old one, whose name is returned. A
 * new name, or another answer to who may find them, goes to where features show them.
 */
export async function editProfile(
  context: JoinedContext,
  given: ProfileGiven,
  features: readonly Feature[],
): Promise<{ steppedDownFrom: string | undefined }> {
  const { tx, person, coalition } = context;
  const say = words[context.language];
  const { found, suggested, amplify, pulse, reach } = given;
  if (!isZone(given.zone)) throw new Invalid({ zone: say.noZone });
  const organisation = await organisationOf(context, given.organisation ?? null);
  if (given.organisation !== undefined && !organisation)
    throw new Invalid({ organisation: say.noOrganisation });
  await tx
    .update(tables.person)
    .set({
      name: given.name,
      organisationId: organisation?.id ?? null,
      offers: given.offers ?? '',
      needs: given.needs ?? '',
      place: given.place ?? '',
      issues: given.issues ?? '',
      spoken: given.spoken ?? '',
      zone: given.zone,
      ...(given.zone !== person.zone && { zoneFrom: 'person' as const }),
    })
    .where(and(eq(tables.person.id, person.id), eq(tables.person.coalitionId, coalition.id)));
  const changed = await changeConsents(
    context,
    person,
    { found, suggested, amplify, pulse, reach },
    features,
  );
  if (given.name !== person.name && !changed.includes('found'))
    for (const feature of features) await feature.changed?.(context, person);
  const old = person.organisationId === organisation?.id ? null : person.organisationId;
  return { steppedDownFrom: old === null ? undefined : await stepDown(context, old) };
}

async function stepDown(context: JoinedContext, organisationId: string): Promise<string | undefined> {
  const { tx, person, coalition } = context;
  const ended = await tx
    .delete(tables.representative)
    .where(
      and(
        eq(tables.representative.coalitionId, coalition.id),
        eq(tables.representative.personId, person.id),
        eq(tables.representative.organisationId, organisationId),
      ),
    )
    .returning();
  if (ended.length === 0) return undefined;
  await writeAudit(context, {
    coalitionId: coalition.id,
    personId: person.id,
    act: 'representative.ended',
    subject: organisationId,
  });
  return (await organisationOf(context, organisationId))?.name;
}

async function organisationOf(context: JoinedContext, id: string | null): Promise<Organisation | undefined> {
  if (id === null) return undefined;
  const [row] = await context.tx
    .select()
    .from(tables.organisation)
    .where(
      and(
        eq(tables.organisation.id, id),
        eq(tables.organisation.coalitionId, context.coalition.id),
        isNull(tables.organisation.leftAt),
      ),
    );
  return row;
}
