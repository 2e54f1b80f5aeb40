import type { KeptOfOrganisation } from '#directory/index.ts';
import { organisationStage } from './tables.ts';

/** How closely an organisation works with others is its own; it goes with its row. */
export const keepsOfOrganisations: readonly KeptOfOrganisation[] = [
  {
    table: organisationStage,
    coalitionId: organisationStage.coalitionId,
    organisationId: organisationStage.organisationId,
    columns: ['stage', 'before', 'since'],
    what: { en: 'How closely it works with others' },
  },
];
