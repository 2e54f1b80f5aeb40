// One worker of a pair: the whole app with production's leases, on Slack by HTTP; told nothing, it works until it is killed.
import '../support/unlocked.ts';
import { createApp } from '#app.ts';
import { writeCalendar } from '#calendars/index.ts';
import { createRegister, type Feature } from '#directory/index.ts';
import { createFeatures } from '#features.ts';
import { drawPicture } from '#pictures/index.ts';
import { createSlack } from '#platforms/slack/index.ts';
import { openStore } from '#store/index.ts';
import { systemClock } from '#time/index.ts';
import { pulseKeys } from '../support/pulse-keys.ts';
import { benchKind } from './kind.ts';

const { DATABASE_URL: url = '', SLACK_API_URL: apiUrl = '', SLACK_BOT_TOKEN: botToken = '' } = process.env;
const store = await openStore({ url });
const log = { info() {}, warn() {}, error: console.error };
const clock = systemClock;
const register = createRegister({ db: store.db, clock, platform: 'slack' });
const mode = { mode: 'http', botToken, apiUrl, signingSecret: 'stand-in-signing-secret' } as const;
const slack = createSlack({ mode, register, draw: drawPicture, write: writeCalendar, log, clock });
const own: Feature = { name: 'bench', commands: [], presses: {}, kinds: [benchKind] };
const features = [...createFeatures({ embedded: false, platforms: ['slack'], pulseKeys }), own];
const pace = { slack: { tenant: { every: 100, burst: 5 } } };
const app = createApp({ store, clock, random: Math.random, platforms: [slack], features, log, pace });
await app.start();
console.log('working');
