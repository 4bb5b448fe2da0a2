/** A program for tests: starts the embedded PostgreSQL in the given directory, says so, and waits to be killed. */
import { startEmbeddedPostgres } from '../src/adapters/postgres/supervisor.ts';

const dataDir = process.argv[2] ?? '';
const server = await startEmbeddedPostgres({ dataDir, durable: true, log: () => undefined });
process.stdout.write(`${JSON.stringify({ url: server.url, pid: server.pid() })}\n`);
setInterval(() => undefined, 60_000);
