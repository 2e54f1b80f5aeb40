import { and, asc, eq } from 'drizzle-orm';
import { type Act, type Person, tables } from '#directory/index.ts';
import { report, reportName } from './tables.ts';

/** Reports somebody made and what they agreed to for their organisation stay, without them. */
export async function leave({ tx }: Act, person: Person): Promise<void> {
  await tx.update(report).set({ madeById: null }).where(isMaker(person));
  await tx.update(reportName).set({ agreedById: null }).where(isAgreeing(person));
}

/** Reports somebody made, and organisations they let reports name. */
export async function exported({ tx }: Act, person: Person): Promise<unknown> {
  const { organisation } = tables;
  const made = await tx.select().from(report).where(isMaker(person)).orderBy(asc(report.madeAt));
  const agreed = await tx
    .select({ organisation: organisation.name, agreedAt: reportName.agreedAt })
    .from(reportName)
    .innerJoin(organisation, eq(organisation.id, reportName.organisationId))
    .where(isAgreeing(person))
    .orderBy(asc(reportName.agreedAt));
  return {
    made: made.map(({ since, madeAt, state }) => ({
      ...{ since: since.toString(), madeAt: madeAt.toString(), state },
    })),
    agreed: agreed.map(({ organisation: name, agreedAt }) => ({
      ...{ organisation: name, agreedAt: agreedAt.toString() },
    })),
  };
}

const isMaker = ({ id, coalitionId }: Person) =>
  and(eq(report.coalitionId, coalitionId), eq(report.madeById, id));
const isAgreeing = ({ id, coalitionId }: Person) =>
  and(eq(reportName.coalitionId, coalitionId), eq(reportName.agreedById, id));
