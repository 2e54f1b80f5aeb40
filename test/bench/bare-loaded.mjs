// A process that loads bolt, discord.js and pg, and does nothing with them. What Weft's memory is compared with.
import '@slack/bolt';
import 'discord.js';
import 'pg';

console.log('loaded');
setInterval(() => {}, 60_000);
