import { describe, expect, it } from 'vitest';
import { childEnvironment, defaultMediaWorkers, readConfig, SETTINGS } from './config.ts';

const read = (env: Record<string, string>) => readConfig(env, '/srv/baton');

it('leaves a processor to the rest, and takes four media threads at most', () => {
  expect([1, 2, 3, 5, 64].map(defaultMediaWorkers)).toEqual([1, 1, 2, 4, 4]);
});

describe('readConfig', () => {
  it('has a default for everything', () => {
    expect(read({})).toMatchObject({
      dataDir: '/srv/baton/.baton',
      http: { host: '127.0.0.1', port: 8080 },
      databaseUrl: null,
      publicUrl: null,
      demo: true,
      logLevel: 'info',
      ci: false,
    });
  });

  it('takes an empty variable for one that is not set', () => {
    expect(read({ BATON_PORT: '', DATABASE_URL: '' })).toMatchObject({
      http: { port: 8080 },
      databaseUrl: null,
    });
  });

  it.each([
    [{ BATON_DATA: '/var/data' }, { dataDir: '/var/data' }],
    [{ BATON_DATA: 'here' }, { dataDir: '/srv/baton/here' }],
    [{ BATON_PORT: '0', BATON_HOST: '::' }, { http: { host: '::', port: 0 } }],
    [{ BATON_DEMO: 'off' }, { demo: false }],
    [{ BATON_PUBLIC_URL: 'https://baton.example.com/' }, { publicUrl: 'https://baton.example.com' }],
    [{ DATABASE_URL: 'postgresql://a:b@c/d' }, { databaseUrl: 'postgresql://a:b@c/d' }],
    [{ CI: 'true' }, { ci: true }],
    [{ BATON_MEDIA_WORKERS: '16' }, { mediaWorkers: 16 }],
    [{ BATON_MEDIA_SOCKETS: 'dgram' }, { mediaSockets: 'dgram' }],
    [{}, { hearing: null, mediaSockets: 'auto' }],
    [
      { BATON_HEARING: 'whisper-1', BATON_HEARING_KEY: 'k' },
      { hearing: { url: 'https://api.openai.com/v1', model: 'whisper-1', key: 'k' } },
    ],
    [
      { BATON_HEARING: 'small.en', BATON_HEARING_URL: 'http://127.0.0.1:8081/v1' },
      { hearing: { url: 'http://127.0.0.1:8081/v1', model: 'small.en', key: null } },
    ],
  ])('reads %o', (env, expected) => {
    expect(read(env as Record<string, string>)).toMatchObject(expected);
  });

  it.each([
    ['BATON_PORT', 'eighty', 'number from 0 to 65535'],
    ['BATON_PORT', '65536', 'number from 0 to 65535'],
    ['BATON_PORT', '-1', 'number from 0 to 65535'],
    ['BATON_MEDIA_WORKERS', '0', 'number from 1 to 16'],
    ['BATON_MEDIA_WORKERS', '17', 'number from 1 to 16'],
    ['BATON_MEDIA_SOCKETS', 'raw', 'auto, dgram or libc'],
    ['BATON_HOST', 'not a host', 'address or a host name'],
    ['BATON_DEMO', 'maybe', 'on or off'],
    ['BATON_LOG', 'loud', 'debug, info'],
    ['BATON_PUBLIC_URL', 'baton.example.com', 'full address'],
    ['DATABASE_URL', 'mysql://u:hush@db/x', 'postgres://'],
    ['BATON_HEARING_URL', '127.0.0.1:8081', 'full address'],
  ])('refuses %s=%s and says the mend', (name, value, mend) => {
    const fault = faultOf({ [name]: value });
    expect(fault).toMatchObject({ code: 'BAD_CONFIG' });
    expect(fault.message).toContain(name);
    expect(fault.message).toContain(mend);
    expect(fault.message, 'a password must not be repeated').not.toContain('hush');
  });

  it('names every wrong variable at once', () => {
    const fault = faultOf({ BATON_PORT: 'x', BATON_DEMO: 'y' });
    expect(fault.message).toContain('BATON_PORT');
    expect(fault.message).toContain('BATON_DEMO');
  });
});

describe('the list of settings', () => {
  it('names every variable that is checked, and the defaults that are used', () => {
    const names = SETTINGS.map(([name]) => name);
    expect(new Set(names).size).toBe(names.length);
    const port = SETTINGS.find(([name]) => name === 'BATON_PORT');
    expect(String(read({}).http.port)).toBe(port?.[1]);
  });
});

describe('childEnvironment', () => {
  it('passes our own on, with changes', () => {
    expect(childEnvironment({ BATON_X: '1' })).toMatchObject({ BATON_X: '1', PATH: childEnvironment().PATH });
  });
});

function faultOf(env: Record<string, string>): { code?: string; message: string } {
  try {
    read(env);
  } catch (caught) {
    return caught as { code?: string; message: string };
  }
  throw new Error('was accepted');
}
