import { declareButtons } from '#chat/index.ts';

export const homeButtons = declareButtons('home', 'open', 'why', 'less');
