// A bare Bolt app over HTTP: one insert, then the acknowledgement. What Weft's is compared with.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { App, HTTPReceiver } from '@slack/bolt';
import pg from 'pg';

const {
  DATABASE_URL = '',
  SLACK_SIGNING_SECRET = '',
  SLACK_BOT_TOKEN = '',
  SLACK_API_URL = '',
} = process.env;
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 10 });
await pool.query('create table bare (key text primary key, body jsonb not null, at timestamptz not null)');

const receiver = new HTTPReceiver({ signingSecret: SLACK_SIGNING_SECRET });
const app = new App({ receiver, token: SLACK_BOT_TOKEN, clientOptions: { slackApiUrl: SLACK_API_URL } });
app.command('/weft', async ({ command, ack }) => {
  const row = [command.trigger_id, JSON.stringify(command), new Date()];
  await pool.query('insert into bare (key, body, at) values ($1, $2, $3) on conflict do nothing', row);
  await ack();
});

const server = createServer(receiver.requestListener);
server.listen(0, '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
