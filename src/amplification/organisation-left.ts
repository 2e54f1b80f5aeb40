import type { KeptOfOrganisation } from '#directory/index.ts';
import { request } from './tables.ts';

/** What its people asked to have carried further counts as an organisation’s; the requests stay its people’s, without it. */
export const keepsOfOrganisations: readonly KeptOfOrganisation[] = [
  {
    table: request,
    coalitionId: request.coalitionId,
    organisationId: request.organisationId,
    columns: ['state', 'actionId', 'openedAt', 'endsAt'],
    what: { en: 'Requests that counted as its own' },
  },
];
