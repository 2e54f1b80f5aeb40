import { declareButtons } from '#chat/index.ts';

export const pulseButtons = declareButtons('pulse', 'answer', 'who', 'slices', 'more', 'did', 'retire');
