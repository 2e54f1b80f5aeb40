import { and, eq, sql } from 'drizzle-orm';
import { closestLanguage, type Message, message, Refusal } from '#chat/index.ts';
import { endPreviews, tellAll, tellMany } from '#delivery/index.ts';
import {
  type Coalition,
  type Feature,
  holdersOf,
  type JoinedContext,
  type Person,
  present,
  type Risk,
  risks,
  tables,
  writeAudit,
} from '#directory/index.ts';
import { newId } from '#store/index.ts';
import { foundAgainKind, overseenKind } from './kinds.ts';
import { foundAgainMessage, riskDiff, riskOverseen, riskTakenMessage } from './risk-messages.ts';
import { riskWords } from './risk-words.ts';

/** What would change with another risk; changes nothing. */
export function showRisk({ coalition, language }: JoinedContext, to: Risk): Message {
  if (coalition.risk === to) throw new Refusal(riskWords[language].sameAlready(to));
  return riskDiff(language, coalition.risk, to);
}

/** That everything stays as it is now. */
export const keepRisk = ({ coalition, language }: JoinedContext): Message =>
  message(riskWords[language].kept(coalition.risk));

/**
 * Takes another risk: every feature follows, it is written down, and the other operators and principals are told,
 * and so is whom members can find again. A Refusal where somebody else changed it since it was shown.
 */
export async function takeRisk(
  context: JoinedContext,
  { from, to }: { readonly from: Risk; readonly to: Risk },
  features: readonly Feature[],
): Promise<Message> {
  const { tx, language, person } = context;
  const one = await lockCoalition(context);
  if (one.risk !== from) throw new Refusal(riskWords[language].changedMeanwhile(one.risk));
  await tx.update(tables.coalition).set({ risk: to }).where(eq(tables.coalition.id, one.id));
  const changed: Coalition = { ...one, risk: to };
  for (const feature of features) await feature.riskTaken?.(context, changed);
  if (risks[from].names && !risks[to].names) await hideNames(context, features);
  if (risks[from].previews && !risks[to].previews) await endPreviews(context, one.id);
  if (risks[from].foundBy === 'weavers' && risks[to].foundBy === 'members')
    await tellFoundAgain(context, changed, !risks[from].names && risks[to].names);
  await writeAudit(context, {
    ...{ coalitionId: one.id, personId: person.id, subject: one.id },
    ...{ act: 'risk.taken', detail: { from, to } },
  });
  return riskTakenMessage(language, to, await tellOthers(context, { from, to }));
}

/** Two operators who take different ones at the same moment do so one after the other. */
async function lockCoalition({ tx, coalition }: JoinedContext): Promise<Coalition> {
  const [one] = await tx
    .select()
    .from(tables.coalition)
    .where(eq(tables.coalition.id, coalition.id))
    .for('no key update');
  return one ?? coalition;
}

/** Whoever is named to everybody in what waits to be sent is not any more, as if each of them had taken it back. */
async function hideNames(context: JoinedContext, features: readonly Feature[]): Promise<void> {
  const { consent, person } = tables;
  const { coalition, tx } = context;
  const open = await tx
    .select({ person })
    .from(person)
    .innerJoin(
      consent,
      and(eq(consent.personId, person.id), eq(consent.kind, 'found'), eq(consent.answer, 'members')),
    )
    .where(and(present(coalition.id), isNamedInWaiting(coalition.id)));
  for (const { person: one } of open)
    for (const feature of features) await feature.withdrew?.(context, one, 'found');
}

/** SQL condition: somebody whose name, as JSON writes it, stands in something that waits. Few do: the rest costs nothing. */
const isNamedInWaiting = (coalitionId: string) =>
  sql`position(trim(both '"' from to_json(${tables.person.name})::text) in (
    select coalesce(string_agg(said, ' '), '') from (
      select effect::text as said from delivery where coalition_id = ${coalitionId} and ended_at is null
      union all select message::text from broadcast where coalition_id = ${coalitionId}) waiting)) > 0`;

/** Tells everybody here who lets members find them, once a day however often the risk changes; not who lowered it. */
async function tellFoundAgain(
  context: JoinedContext,
  { id, name, zone }: Coalition,
  areNamed: boolean,
): Promise<void> {
  const { consent, person } = tables;
  await tellAll(context, foundAgainKind, {
    ...{ coalitionId: id, subject: id, message: foundAgainMessage(name, areNamed) },
    occurrence: context.now.toZonedDateTimeISO(zone).toPlainDate().toString(),
    audience: sql`select ${person.id}, ${person.zone} from ${person}
      join ${consent} on ${consent.personId} = ${person.id} and ${consent.kind} = 'found' and ${consent.answer} = 'members'
      where ${present(id)} and ${person.id} <> ${context.person.id}::uuid`,
  });
}

async function tellOthers(
  context: JoinedContext,
  { from, to }: { readonly from: Risk; readonly to: Risk },
): Promise<number> {
  const { tx, now, coalition, person } = context;
  const all = new Map<string, Pick<Person, 'id' | 'language'>>();
  for (const role of ['principal', 'operator'] as const)
    for (const one of await holdersOf(tx, coalition.id, role)) all.set(one.id, one);
  all.delete(person.id);
  await tellMany(
    context,
    overseenKind,
    [...all.values()].map((one) => ({
      ...{ coalitionId: coalition.id, subject: coalition.id, occurrence: `${now} ${newId(now)}` },
      to: { kind: 'person', personId: one.id },
      message: riskOverseen(closestLanguage(one.language), person.name, from, to),
    })),
  );
  return all.size;
}
