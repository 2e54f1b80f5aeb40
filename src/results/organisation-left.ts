import type { KeptOfOrganisation } from '#directory/index.ts';
import { credit } from './tables.ts';

/** For which actions an organisation is credited is its own; the credits go with its row. */
export const keepsOfOrganisations: readonly KeptOfOrganisation[] = [
  {
    table: credit,
    coalitionId: credit.coalitionId,
    organisationId: credit.organisationId,
    columns: ['actionId'],
    what: { en: 'Actions it is credited for' },
  },
];
