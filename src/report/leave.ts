import { and, eq } from 'drizzle-orm';
import type { Act, Person } from '#directory/index.ts';
import { report, reportName } from './tables.ts';

/** Reports somebody made and what they agreed to for their organisation stay, without them. */
export async function leave({ tx }: Act, person: Person): Promise<void> {
  // Names before reports: whoever takes a name back locks in that order.
  await tx.update(reportName).set({ agreedById: null }).where(isAgreeing(person));
  await tx.update(report).set({ madeById: null }).where(isMaker(person));
}

const isMaker = ({ id, coalitionId }: Person) =>
  and(eq(report.coalitionId, coalitionId), eq(report.madeById, id));
const isAgreeing = ({ id, coalitionId }: Person) =>
  and(eq(reportName.coalitionId, coalitionId), eq(reportName.agreedById, id));
