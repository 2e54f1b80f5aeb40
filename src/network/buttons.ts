import { declareButtons } from '#chat/index.ts';

export const networkButtons = declareButtons('network', 'csv', 'kumu', 'peopleCsv', 'peopleKumu', 'view');
