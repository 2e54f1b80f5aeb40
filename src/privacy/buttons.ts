import { declareButtons } from '#chat/index.ts';

export const privacyButtons = declareButtons('privacy', 'consents', 'export', 'delete');
