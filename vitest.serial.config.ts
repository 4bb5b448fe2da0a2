import { defineConfig } from 'vitest/config';
import { SERIAL_TESTS } from './vitest.config.ts';

/** One file after the other: these tests measure sound, time or speed, so nothing else may run beside them. */
export default defineConfig({
  test: {
    include: SERIAL_TESTS,
    exclude: ['**/node_modules/**', 'dist/**', 'tmp/**', '.baton/**'],
    globalSetup: ['server/src/testing/global-setup.ts'],
    testTimeout: 180_000,
    hookTimeout: 120_000,
    pool: 'forks',
    fileParallelism: false,
    // A browser or a phone of another make on a loaded machine may miss a moment; what is broken fails three times.
    retry: 2,
  },
});
