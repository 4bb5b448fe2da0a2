import { describe, expect, it } from 'vitest';
import { benchMedia } from './bench.ts';
import { mediaWorkerUrl } from './worker-for-tests.ts';

describe('media bench', () => {
  it('measures everything, small, and finds it within sane bounds', async () => {
    const figures = await benchMedia({ workerUrl: await mediaWorkerUrl(), scale: 0.2 });
    if (process.env.BENCH_SHOW === '1') console.log(JSON.stringify(figures, null, 2));
    expect(figures.mixMicros.twoParties).toBeGreaterThan(0.5);
    expect(figures.mixedWideLegMicros).toBeGreaterThan(0.5);
    expect(figures.acceptToAudioMs.leadHearsAgent.p50).toBeLessThan(100);
    expect(figures.acceptToAudioMs.agentHearsLead.p50).toBeLessThan(100);
    expect(figures.udp.packetsPerCpuSecond).toBeGreaterThan(5_000);
    expect(figures.memory.bytesPerLeg).toBeGreaterThan(10_000);
    expect(figures.memory.keptBytesPerLeg).toBeLessThan(figures.memory.bytesPerLeg / 4);
  });
});
