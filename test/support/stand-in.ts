/**
 * A stand-in by hand: `npm run stand-in -- slack` or `discord`, and a port if 4010 and 4020 are taken. It prints the
 * environment for Weft and what arrives; what you type is what Ada types, `as Ben` what Ben does.
 */
import { createInterface } from 'node:readline';
import { discordByHand } from './by-hand/discord.ts';
import type { ByHand } from './by-hand/index.ts';
import { slackByHand } from './by-hand/slack.ts';

const [platform = '', port] = process.argv.slice(2);
const starts: Record<string, (port?: number) => Promise<ByHand>> = {
  slack: (at = 4010) => slackByHand(at),
  discord: (at = 4020) => discordByHand(at),
};
const start = starts[platform];
if (!start) {
  console.error('Say which one: npm run stand-in -- slack, or npm run stand-in -- discord.');
  process.exit(1);
}

const hand = await start(port === undefined ? undefined : Number(port));
const env = Object.entries({
  ...hand.env,
  // Weft's own, so that two of them and another Weft can run side by side.
  PORT: String(hand.port + 1),
  WEFT_EMBEDDED_DATABASE: '1',
  WEFT_DATA: `.weft/${platform}-stand-in`,
});
const words = env.map(([name, value]) => `${name}=${value}`).join(' \\\n  ');
console.log(`This is ${platform}, as far as Weft can tell. In another terminal:\n`);
if (hand.first) console.log(`  ${words} \\\n  ${hand.first}\n`);
console.log(`  ${words} \\\n  npm start\n`);
console.log(`Then type here what ${hand.people[0]} types: /weft, the name of a button, or anything else.`);
console.log(`"as ${hand.people[1]}" makes you somebody else. Ctrl+D ends it, and nothing is kept.\n`);

let person = hand.people[0] ?? '';
let heard = 0;
const seen = new Set<string>();
const look = () => {
  const calls = hand.calls();
  for (const call of calls.slice(heard)) console.log(`  · ${call}`);
  heard = calls.length;
  for (const one of hand.people) {
    for (const { id, channel, text } of hand.sees(one)) {
      const where = channel === undefined ? '' : `in #${channel}: `;
      const line = `${one} sees ${where}${text.replaceAll('\n', '\n    ')}`;
      if (!seen.has(`${id} ${line}`)) console.log(`  ${line}`);
      seen.add(`${id} ${line}`);
    }
  }
};
const looking = setInterval(look, 200);

const lines = createInterface({ input: process.stdin });
for await (const line of lines) {
  const other = hand.people.find((one) => line.trim() === `as ${one}`);
  if (other) person = other;
  else if (line.trim() !== '') {
    const told = await hand.type(person, line.trim()).catch((error: Error) => error.message);
    if (told !== '') console.log(`  ${person} is told: ${told}`);
  }
  look();
}
clearInterval(looking);
await hand[Symbol.asyncDispose]();
