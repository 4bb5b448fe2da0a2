import { describe, expect, it } from 'vitest';
import { createLogger, type LogOptions } from './log.ts';

function logged(options: Partial<LogOptions>, write: (log: ReturnType<typeof createLogger>) => void): string {
  let text = '';
  const destination = {
    write: (line: string) => {
      text += line;
    },
  };
  write(createLogger({ level: 'debug', destination, ...options }));
  return text;
}

describe('the log', () => {
  it('blacks out what belongs to a person, and keeps the rest', () => {
    const text = logged({}, (log) =>
      log.info({ leadId: 'l1', pii: { phone: '+15125550142' } }, 'text refused'),
    );
    expect(text).toContain('l1');
    expect(text).not.toContain('5550142');
  });

  it('shows it when asked, but never secrets', () => {
    const text = logged({ showPersonalData: true }, (log) => {
      log.info({ pii: { name: 'Maria' }, token: 'bs_x', one: { password: 'hunter2' } }, 'x');
    });
    expect(text).toContain('Maria');
    expect(text).not.toMatch(/bs_x|hunter2/);
  });

  it('knows requests by method alone: an address may hold a phone', () => {
    const text = logged({}, (log) =>
      log.info({ req: { method: 'GET', url: '/v1/handset/+15125550142' } }, 'x'),
    );
    expect(text).toContain('GET');
    expect(text).not.toContain('5550142');
  });

  it("hides the row that PostgreSQL quotes in an error's detail", () => {
    const err = Object.assign(new Error('duplicate key'), {
      detail: 'Key (phone)=(+15125550142) already exists.',
    });
    const text = logged({}, (log) => log.error({ err }, 'x'));
    expect(text).toContain('duplicate key');
    expect(text).not.toContain('5550142');
  });

  it('keeps its level', () => {
    expect(logged({ level: 'warn' }, (log) => log.info('quiet'))).toBe('');
  });
});
