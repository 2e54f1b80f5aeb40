// Once per run: a real PostgreSQL with a migrated template that `testDatabase` clones. TEST_DATABASE_URL names
// another server (its account may create databases); TEST_STORE=pglite uses the embedded database instead.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { openEmbedded } from '#store/embedded.ts';
import { migrate, openStore } from '#store/index.ts';
import { startServer } from './server.ts';

export type TestServer =
  | { kind: 'embedded'; copy: string }
  | { kind: 'server'; url: string; template: string };

declare module 'vitest' {
  interface ProvidedContext {
    database: TestServer;
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  return process.env.TEST_STORE === 'pglite' ? await embedded(project) : await server(project);
}

async function embedded(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'weft-test-pglite-'));
  const copy = join(folder, 'copy.tar');
  const store = await openEmbedded({});
  await migrate(store);
  writeFileSync(copy, await (await store.copy()).bytes());
  await store.close();
  project.provide('database', { kind: 'embedded', copy });
  return async () => rmSync(folder, { recursive: true, force: true });
}

async function server(project: TestProject): Promise<() => Promise<void>> {
  const named = process.env.TEST_DATABASE_URL;
  const { url, stop } = named === undefined ? await startServer() : { url: named, stop: async () => {} };
  const template = `weft_template_${randomBytes(6).toString('hex')}`;
  await administer(url, `create database ${template}`);
  const store = await openStore({ url: databaseUrl(url, template) });
  await migrate(store);
  await store.close();
  project.provide('database', { kind: 'server', url, template });
  return async () => {
    await administer(url, `drop database if exists ${template} with (force)`);
    await stop();
  };
}

/** The address of another database on the same server. */
export function databaseUrl(url: string, name: string): string {
  const other = new URL(url);
  other.pathname = `/${name}`;
  return other.href;
}

/** Runs one statement in the server's own database. */
export async function administer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
