import { describe, expect, it } from 'vitest';
import { DueTimes } from './due-times.ts';

describe('due times', () => {
  it('tells the soonest, and takes out what is due', () => {
    const times = new DueTimes();
    expect(times.nextMs()).toBeNull();
    times.set('b', 20);
    times.set('a', 10);
    times.set('c', 30);
    expect(times.nextMs()).toBe(10);
    expect(times.takeDue(9)).toBe(false);
    expect(times.takeDue(20)).toBe(true);
    expect(times.nextMs()).toBe(30);
    expect(times.takeDue(20)).toBe(false);
  });

  it('forgets what was replaced or taken back', () => {
    const times = new DueTimes();
    times.set('a', 10);
    times.set('a', 40);
    expect(times.nextMs()).toBe(40);
    times.set('b', 50);
    times.clear('a');
    expect(times.nextMs()).toBe(50);
    expect(times.takeDue(45)).toBe(false);
    times.clear('b');
    times.clear('nobody');
    expect(times.nextMs()).toBeNull();
  });

  it('keeps two that are due at once apart', () => {
    const times = new DueTimes();
    times.set('a', 10);
    times.set('b', 10);
    times.clear('a');
    expect(times.nextMs()).toBe(10);
    expect(times.takeDue(10)).toBe(true);
    expect(times.nextMs()).toBeNull();
  });
});
