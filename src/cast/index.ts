/** One made-up coalition for the playground, demonstrations and tests. */
export * as cast from './cast.ts';
export { type Seeded, type Stage, seedCast } from './seed.ts';
export { story } from './story.ts';
