import { afterEach, expect, it, vi } from 'vitest';
import { makeLog } from './output.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

it.each([
  ['a machine', false],
  ['a terminal', true],
])('the log of a running Baton blacks out what belongs to a person, read by %s', (_reader, terminal) => {
  let written = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((line) => {
    written += String(line);
    return true;
  });
  const log = makeLog({ logLevel: 'info' }, terminal);
  log.info({ leadId: 'l1', pii: { phone: '+15125550142' }, phone: '+15125550142' }, 'text refused');
  expect(written).toContain('text refused');
  expect(written).toContain('l1');
  expect(written).not.toContain('5550142');
});
