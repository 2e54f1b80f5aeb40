import { type Kept, naming, seenBy } from '#directory/index.ts';
import { report, reportName } from './tables.ts';

/** What this room keeps of people. */
export const keeps: readonly Kept[] = [
  {
    table: report,
    columns: ['madeById', 'madeAt', 'state'],
    of: naming(report.coalitionId, report.madeById),
    what: { en: 'Reports for people outside that you made' },
    why: { en: 'So that operators know what went out' },
    seenBy: seenBy.operators,
    until: { en: 'The report stays, without your name' },
    deleted: 'nameless',
  },
  {
    table: reportName,
    columns: ['agreedById', 'organisationId', 'agreedAt'],
    of: naming(reportName.coalitionId, reportName.agreedById),
    what: { en: 'That you agreed to your organisation being named outside' },
    why: { en: 'To name nobody who did not agree' },
    seenBy: seenBy.operators,
    until: { en: 'The agreement is your organisation’s; your name until you leave' },
    deleted: 'nameless',
  },
];
