/** Vitest runs this once before all test files: it offers a PostgreSQL, and stops it after the last file. */
import type { TestProject } from 'vitest/node';
import { serveTestPostgres } from './pg-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    batonPostgres: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await serveTestPostgres((line) => console.log(line));
  project.provide('batonPostgres', server.askPath);
  return server.stop;
}
