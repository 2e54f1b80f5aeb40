import { declareButtons } from '#chat/index.ts';

export const statusButtons = declareButtons('status', 'resend', 'retry');
