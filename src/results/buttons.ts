import { declareButtons } from '#chat/index.ts';

/** What whoever leads an action presses to say what it came to. */
export const resultButton = declareButtons('action', 'result');

/** Everything else one can press about results. */
export const resultButtons = declareButtons('result', 'correct', 'history', 'sums', 'hub');
