import { createCommandTree } from '#app.ts';
import { createFeatures } from '#features.ts';
import { pulseKeys } from '../support/pulse-keys.ts';
import { rig } from './flows-rig.ts';

/** Every feature there is, and the sweep's own; keys of pulses are kept in this folder. */
export const featuresWith = (keys: string) => [
  ...createFeatures({ embedded: false, platforms: ['slack', 'discord'], pulseKeys: keys }),
  rig,
];

export const features = featuresWith(pulseKeys);

export const tree = createCommandTree(features);
