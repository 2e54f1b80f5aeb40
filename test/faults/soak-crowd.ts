import { sql } from 'drizzle-orm';
import type { Store } from '#store/index.ts';
import type { PlayedCast } from './replica-cast.ts';

/** Lets so many more people join the cast's coalition, on Slack and on Discord, all of whom may be written to. */
export async function addCrowd(
  { db }: Store,
  { slack, discord, guild, seeded }: PlayedCast,
  { onSlack, onDiscord }: { onSlack: number; onDiscord: number },
): Promise<void> {
  const people = [
    ...Array.from({ length: onSlack }, (_, at) => ({
      platform: 'slack',
      external: slack.addPerson({ name: `Slack ${at}` }).id,
    })),
    ...Array.from({ length: onDiscord }, (_, at) => ({
      platform: 'discord',
      external: discord.addPerson({ name: `Discord ${at}`, guilds: [guild] }).id,
    })),
  ];
  await db.execute(sql`
    with given as (
      select gen_random_uuid() as id, one.* from jsonb_to_recordset(${JSON.stringify(people)}::jsonb)
        as one (platform text, external text)
    ), persons as (
      insert into person (id, coalition_id, name, zone, zone_from, joined_at, vouched_at)
      select id, ${seeded.coalitionId}::uuid, external, 'UTC', 'person', clock_timestamp(), clock_timestamp() from given
    ), consents as (
      insert into consent (person_id, coalition_id, kind, answer, decided_at)
      select id, ${seeded.coalitionId}::uuid, 'reach', 'direct', clock_timestamp() from given
    )
    insert into account (id, coalition_id, person_id, space_id, platform, external, added_at)
    select gen_random_uuid(), ${seeded.coalitionId}::uuid, given.id, space.id, given.platform, given.external, clock_timestamp()
    from given join space on space.platform = given.platform`);
}
