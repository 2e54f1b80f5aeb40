import { declareButtons } from '#chat/index.ts';

export const reportButtons = declareButtons('report', 'show', 'not', 'drop', 'name', 'unname');
