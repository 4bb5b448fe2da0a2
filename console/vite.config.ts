/**
 * Builds the console to dist/console, and after it the embeddable web chat (dist/console/widget.js), in one run:
 * `vite build -c console/vite.config.ts`.
 */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { build, defineConfig, type Plugin } from 'vite';
import { type Route, routes } from '../contract/routes.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const outDir = fileURLToPath(new URL('../dist/console', import.meta.url));

/** The client's table, taken from contract/routes.ts when building, so that no validator code reaches the page. */
function contractRoutes(): Plugin {
  const id = 'virtual:routes';
  const table = Object.fromEntries(
    Object.entries(routes as Record<string, Route>).map(([name, r]) => [
      name,
      [r.method, r.path, r.who, r.idempotent === true ? 1 : 0],
    ]),
  );
  return {
    name: 'contract-routes',
    resolveId: (source) => (source === id ? `\0${id}` : null),
    load: (source) => (source === `\0${id}` ? `export default ${JSON.stringify(table)};` : null),
  };
}

/** The widget is one plain script that other sites load, so it is a build of its own. */
function widget(): Plugin {
  let out = outDir;
  return {
    name: 'widget',
    apply: 'build',
    configResolved(config) {
      out = path.resolve(config.root, config.build.outDir);
    },
    async closeBundle() {
      await build({
        configFile: false,
        root: here,
        logLevel: 'warn',
        publicDir: false,
        build: {
          outDir: out,
          emptyOutDir: false,
          target: 'es2020',
          lib: {
            entry: `${here}widget/widget.ts`,
            formats: ['iife'],
            name: 'BatonChat',
            fileName: () => 'widget.js',
          },
        },
      });
    },
  };
}

const target = process.env.BATON_URL ?? 'http://127.0.0.1:8080';

export default defineConfig({
  root: here,
  base: '/',
  plugins: [react(), contractRoutes(), widget()],
  build: { outDir, emptyOutDir: true, target: 'es2022', sourcemap: false, chunkSizeWarningLimit: 700 },
  server: {
    host: '127.0.0.1',
    proxy: { '/v1': { target, ws: true }, '/healthz': { target }, '/docs': { target } },
  },
});
