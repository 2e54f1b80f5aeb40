import { describe, expect, test } from 'vitest';
import { type Casting, openStage } from './support/stage/index.ts';

const castings: readonly Casting[] = ['playground', 'slack', 'discord'];

describe.each(castings)('on %s', (casting) => {
  test('somebody who joined finds that nothing waits', async () => {
    await using stage = await openStage(casting);
    await stage.as('cara').types('home show');
    expect(await stage.as('cara').sees()).toContain('Nothing waits for you');
    expect(stage.problems()).toEqual([]);
  });
});
