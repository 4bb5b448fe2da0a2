import { expect, it } from 'vitest';
import { remember } from './remember.ts';

it('asks again only for what has given way, oldest first', () => {
  const asked: string[] = [];
  const f = remember(2, (text) => {
    asked.push(text);
    return text.length;
  });
  expect([f('a'), f('bb'), f('a'), f('ccc'), f('bb'), f('a')]).toEqual([1, 2, 1, 3, 2, 1]);
  expect(asked).toEqual(['a', 'bb', 'ccc', 'a']);
});

it('holds where the function asks itself', () => {
  const f: (text: string) => number = remember(4, (text) => (text === '' ? 0 : 1 + f(text.slice(1))));
  expect([f('abc'), f('bc'), f('abc')]).toEqual([3, 2, 3]);
});
