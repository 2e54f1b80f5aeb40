import { declareButtons } from '#chat/index.ts';

/** Everything one can press about resources, offers and needs. */
export const shareButtons = declareButtons('share', 'answer', 'end', 'thank', 'remove', 'block');
