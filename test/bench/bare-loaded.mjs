// A process that loads bolt, discord.js and pg, connects them and does nothing. What Weft's memory is compared with.
import { createServer } from 'node:http';
import { App, HTTPReceiver } from '@slack/bolt';
import { Client, Events, GatewayIntentBits } from 'discord.js';
import pg from 'pg';

const { DATABASE_URL, SLACK_SIGNING_SECRET, SLACK_BOT_TOKEN, SLACK_API_URL, DISCORD_TOKEN, DISCORD_API_URL } =
  process.env;
const pool = new pg.Pool({ connectionString: DATABASE_URL });
await pool.query('select 1');
const receiver = new HTTPReceiver({ signingSecret: SLACK_SIGNING_SECRET });
const app = new App({ receiver, token: SLACK_BOT_TOKEN, clientOptions: { slackApiUrl: SLACK_API_URL } });
await app.client.auth.test();
createServer(receiver.requestListener).listen(0, '127.0.0.1');
const client = new Client({ intents: [GatewayIntentBits.Guilds], rest: { api: DISCORD_API_URL } });
client.once(Events.ClientReady, () => console.log('connected'));
await client.login(DISCORD_TOKEN);
