import { createCommandTree } from '#app.ts';
import { createFeatures } from '#features.ts';
import { rig } from './flows-rig.ts';

/** Every feature there is, and the sweep's own. */
export const features = [...createFeatures({ embedded: false, platforms: ['slack', 'discord'] }), rig];

export const tree = createCommandTree(features);
