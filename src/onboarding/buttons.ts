import { declareButtons } from '#chat/index.ts';

export const coalitionButtons = declareButtons(
  'coalition',
  'begin',
  'code',
  'checklist',
  'channel',
  'purpose',
  'organisations',
  'hub',
  'weaver',
  'operator',
  'principal',
  'here',
  'link',
  'vouch',
  'out',
  'outExport',
  'outSure',
  'keep',
);
