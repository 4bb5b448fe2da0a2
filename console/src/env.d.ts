/// <reference types="vite/client" />
declare module 'virtual:routes' {
  /** name -> [method, path, least role, 1 when it takes an idempotency key] */
  const table: Record<string, readonly [method: string, path: string, who: string, idempotent: 0 | 1]>;
  export default table;
}
