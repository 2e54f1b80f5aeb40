// A bare discord.js client: one insert, then the deferred reply. What Weft's is compared with.
import { Client, Events, GatewayIntentBits, MessageFlags } from 'discord.js';
import pg from 'pg';

const { DATABASE_URL = '', DISCORD_TOKEN = '', DISCORD_API_URL = '' } = process.env;
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 10 });
await pool.query('create table bare (key text primary key, body jsonb not null, at timestamptz not null)');

const client = new Client({ intents: [GatewayIntentBits.Guilds], rest: { api: DISCORD_API_URL } });
client.on(Events.InteractionCreate, async (interaction) => {
  if (!interaction.isChatInputCommand()) return;
  const { id, user, token, guildId, channelId, commandName, options } = interaction;
  const body = { user: user.id, token, guildId, channelId, commandName, options: options.data };
  const row = [id, JSON.stringify(body), new Date()];
  await pool.query('insert into bare (key, body, at) values ($1, $2, $3) on conflict do nothing', row);
  await interaction.deferReply({ flags: MessageFlags.Ephemeral });
});
client.once(Events.ClientReady, () => console.log('connected'));
await client.login(DISCORD_TOKEN);
