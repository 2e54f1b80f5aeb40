import { type KeptOfOrganisation, tables } from '#directory/index.ts';

const { organisation, representative } = tables;

/** What the directory keeps of an organisation and is its own. */
export const keepsOfOrganisations: readonly KeptOfOrganisation[] = [
  {
    table: organisation,
    coalitionId: organisation.coalitionId,
    organisationId: organisation.id,
    columns: ['name', 'kind', 'listed', 'about', 'issues', 'place', 'signedAt', 'addedAt'],
    what: { en: 'What is said of it, and when it signed the purpose' },
  },
  {
    table: representative,
    coalitionId: representative.coalitionId,
    organisationId: representative.organisationId,
    columns: ['personId', 'since'],
    what: { en: 'Who represents it, by name whom everyone may find' },
  },
];
