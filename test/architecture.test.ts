import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** What each room may import besides itself and `time`, which is open to everyone. Features: see `edges`. */
const core: Readonly<Record<string, readonly string[]>> = {
  time: [],
  chat: [],
  store: [],
  inbox: ['chat', 'store'],
  delivery: ['chat', 'store'],
  schedule: ['chat', 'store'],
  metrics: ['store', 'inbox', 'delivery'],
  directory: ['chat', 'store', 'delivery', 'schedule'],
  cast: ['chat', 'store', 'directory'],
  pictures: ['chat'],
  calendars: ['chat'],
};
const features = ['directory', 'delivery', 'schedule', 'chat', 'store'];

/** The only imports among features, and of other rooms by features, each with its reason. */
const edges: Readonly<Record<string, string>> = {
  'onboarding → inbox': 'what came in from a space that left goes with it',
  'hubs → safety': 'what operators hid is shown nowhere',
  'organisations → safety': 'what operators hid is shown nowhere',
  'convergence → safety': 'what operators hid is shown nowhere',
  'onboarding → introductions': 'whoever comes back is met by the blocks from before they left',
  'digest → report': 'reports for people outside are looked at and sent with the commands of digests',
  'home → inbox': 'an answer that came too late waits in home',
  'profile → home': 'notifications are set in the profile and kept where messages are held back',
  'network → roles': 'who held a role and left is counted in one place',
  'results → actions': 'a result is of an action, and its lesson is kept with it',
  'convergence → results': 'numbers add up in one way',
  'amplification → actions': 'a request can be for an action, and tactics are muted for both',
  'onboarding → safety':
    'who was removed cannot join, and the log is offered where the coalition is described',
  'introductions → safety': 'how many people somebody was shown is counted in one place',
  'find → safety': 'how many people somebody was shown is counted in one place',
  'profile → safety': 'how many people somebody was shown is counted in one place',
  'actions → safety': 'what operators hid is shown nowhere',
  'resources → safety': 'what operators hid is shown nowhere',
  'results → safety': 'what operators hid is shown nowhere',
  'amplification → safety': 'nobody is asked to carry further what operators hid',
  'resources → actions': 'offers are matched to what actions need',
  'organisations → privacy':
    'an organisation that leaves is taken along and deleted as what is kept of people is',
  'privacy → profile': 'what one agrees to is asked and changed in one way',
  'privacy → onboarding': 'whoever deletes leaves first',
  'privacy → inbox': 'what came in is kept of people too',
};

const platforms = ['slack', 'discord', 'playground'];
const featureRooms = [
  'home',
  'help',
  'onboarding',
  'profile',
  'find',
  'organisations',
  'hubs',
  'introductions',
  'actions',
  'amplification',
  'results',
  'resources',
  'pulse',
  'convergence',
  'digest',
  'report',
  'network',
  'roles',
  'safety',
  'privacy',
  'status',
];

const files = globSync('src/**/*.ts').toSorted();
const contents = new Map(files.map((file) => [file, readFileSync(file, 'utf8')]));

function roomOf(path: string): string {
  const [first = '', second = ''] = path.replace(/^src\//, '').split('/');
  return first === 'platforms' ? `platforms/${second}` : first.endsWith('.ts') ? 'top' : first;
}

function importsOf(text: string): readonly string[] {
  return [...text.matchAll(/^(?:import|export)[^;'"]*?from '([^']+)'|^import '([^']+)'/gms)].map(
    (match) => match[1] ?? match[2] ?? '',
  );
}

function crossings(): { file: string; from: string; to: string; path: string }[] {
  return [...contents].flatMap(([file, text]) =>
    importsOf(text)
      .filter((path) => path.startsWith('#'))
      .map((path) => ({ file, from: roomOf(file), to: roomOf(path.slice(1)), path }))
      .filter(({ from, to }) => from !== to),
  );
}

function mayCross(from: string, to: string): boolean {
  if (to === 'time') return true;
  if (from === 'top') return true;
  const known = core[from];
  if (known) return known.includes(to);
  if (from.startsWith('platforms/'))
    return to === 'chat' || (from === 'platforms/playground' && to === 'store');
  if (featureRooms.includes(from)) return features.includes(to) || `${from} → ${to}` in edges;
  return false;
}

test('every room imports only what it may', () => {
  const wrong = crossings()
    .filter(({ file, path }) => !(file.endsWith('/tables.ts') && path.endsWith('/tables.ts')))
    .filter(({ from, to }) => !mayCross(from, to));
  expect(wrong.map(({ file, path }) => `${file} imports ${path}`)).toEqual([]);
});

test('another room is entered through its index, its tables only by tables', () => {
  const wrong = crossings().filter(({ file, from, path }) => {
    if (path.endsWith('/index.ts') || !path.includes('/')) return false;
    if (path.endsWith('/tables.ts') || path === '#store/columns.ts')
      return !file.endsWith('/tables.ts') && from !== 'top';
    return true;
  });
  expect(wrong.map(({ file, path }) => `${file} imports ${path}`)).toEqual([]);
});

test('the rule for imports can fail', () => {
  expect(mayCross('chat', 'store')).toBe(false);
  expect(mayCross('introductions', 'roles')).toBe(false);
  expect(mayCross('platforms/slack', 'store')).toBe(false);
  expect(mayCross('delivery', 'directory')).toBe(false);
  expect(mayCross('introductions', 'delivery')).toBe(true);
});

test('every edge that is written down is used', () => {
  const used = new Set(crossings().map(({ from, to }) => `${from} → ${to}`));
  expect(Object.keys(edges).filter((edge) => !used.has(edge))).toEqual([]);
});

test('an SDK is known only in its platform', () => {
  const wrong = [...contents].filter(
    ([file, text]) =>
      (/from '(@slack\/|discord\.js|@discordjs\/|discord-api-types)/.test(text) &&
        !/^src\/platforms\/(slack|discord)\//.test(file)) ||
      (/from 'discord\.js|from '@discordjs/.test(text) && file.startsWith('src/platforms/slack')),
  );
  expect(wrong.map(([file]) => file)).toEqual([]);
});

test('nothing but the clock reads a clock, and nothing but the config reads the environment', () => {
  const clocks = [...contents].filter(
    ([file, text]) =>
      !file.startsWith('src/time/') &&
      /Date\.now\(|new Date\(\)|Temporal\.Now|defaultNow\(|\bnow\(\)(?=[`'])|current_timestamp/i.test(
        withoutComments(text),
      ) &&
      !allowedClocks.includes(file),
  );
  expect(clocks.map(([file]) => file)).toEqual([]);
  const environments = [...contents].filter(
    ([file, text]) => /process\.env/.test(withoutComments(text)) && file !== 'src/config.ts',
  );
  expect(environments.map(([file]) => file)).toEqual([]);
});

/** Machine time on purpose: how long something took, never when something is due. */
const allowedClocks: readonly string[] = [];

test('no room is a drawer for what has no room', () => {
  const drawers = /\/(utils?|lib|types|services|helpers?|common|shared|misc)(\/|\.ts)/;
  expect(files.filter((file) => drawers.test(file))).toEqual([]);
  expect(drawers.test('src/chat/utils.ts')).toBe(true);
});

test('every feature room is known here, and every platform', () => {
  const rooms = new Set(files.map(roomOf));
  const known = new Set([
    ...Object.keys(core),
    ...featureRooms,
    ...platforms.map((name) => `platforms/${name}`),
    'top',
  ]);
  expect([...rooms].filter((room) => !known.has(room))).toEqual([]);
});

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\/\/.*$/gm, '');
}
