import { declareButtons } from '#chat/index.ts';

export const digestButtons = declareButtons('digest', 'send', 'not', 'undo');
