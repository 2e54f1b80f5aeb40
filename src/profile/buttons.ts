import { declareButtons } from '#chat/index.ts';

export const profileButtons = declareButtons('profile', 'edit', 'notify', 'leads', 'leadsNot');
