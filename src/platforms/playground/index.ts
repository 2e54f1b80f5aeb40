// The playground: Weft's third platform, a page in the browser with a seeded cast in front of it.
// const playground = createPlayground({ db, clock, log, world, draw }); await playground.start(intake);
// await playground.type({ account: 'ana', line: 'home show' }); (await playground.seen('ana')).conversations
export { type ClockControl, type HelpLine, type PagesOptions, playgroundPages } from './pages.ts';
export { createPlayground, type Playground, type PlaygroundOptions } from './playground.ts';
export type { Conversation, OpenForm, Seen, SeenMessage } from './seen.ts';
export type { Person, Space, StoryStep, World } from './world.ts';
