import type { KeptOfOrganisation } from '#directory/index.ts';
import { reportName } from './tables.ts';

/** Whether reports may name an organisation is its own; that it agreed goes with its row. */
export const keepsOfOrganisations: readonly KeptOfOrganisation[] = [
  {
    table: reportName,
    coalitionId: reportName.coalitionId,
    organisationId: reportName.organisationId,
    columns: ['agreedAt'],
    what: { en: 'That reports for people outside may name it' },
  },
];
