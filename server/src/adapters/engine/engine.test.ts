import { mediaWorkerUrl } from '../../media/worker-for-tests.ts';
import { type ContractPhone, telephonyContract } from '../../testing/telephony-contract.ts';
import { createEngine } from './engine.ts';
import { type NodePhone, openNodePhone } from './node-phone.ts';

for (const webrtc of ['native', 'werift'] as const) {
  telephonyContract(`engine with ${webrtc}`, async () => {
    const engine = createEngine({ webrtc, workerUrl: await mediaWorkerUrl() });
    return {
      telephony: engine,
      nowhere: { kind: 'station', stationId: 'desk:nobody' },
      openPhone: async (name, toneHz) =>
        contractPhone(await openNodePhone(engine.stations, `desk:${name}`, toneHz)),
      close: () => engine.drain(0),
    };
  });
}

// The same with the calls in another worker than the pages: all sound crosses between two threads.
telephonyContract('engine with a worker of its own for calls', async () => {
  const engine = createEngine({ webrtc: 'werift', workers: 2, workerUrl: await mediaWorkerUrl() });
  const begun = new Set<string>();
  const dial: typeof engine.dial = async (order) => {
    if (!begun.has(order.callId)) await engine.rtp.openRtp(order.callId, `${order.callId}-first`);
    begun.add(order.callId);
    return engine.dial(order);
  };
  const start = async (): Promise<void> => {
    await engine.start();
    // More to do for the worker with the pages than all calls of the suite.
    for (let i = 0; i < 60; i += 1) await engine.rtp.openRtp('ballast', `ballast-${i}`);
  };
  return {
    telephony: { ...engine, dial, start },
    nowhere: { kind: 'station', stationId: 'desk:nobody' },
    openPhone: async (name, toneHz) =>
      contractPhone(await openNodePhone(engine.stations, `desk:${name}`, toneHz)),
    close: () => engine.drain(0),
  };
});

function contractPhone(phone: NodePhone): ContractPhone {
  const last = (legId: string, types: string[]): { atMs: number; type: string } | undefined => {
    const found = phone.frames.filter(
      ({ message }) => 'legId' in message && message.legId === legId && types.includes(message.type),
    );
    const frame = found.at(-1);
    return frame === undefined ? undefined : { atMs: frame.atMs, type: frame.message.type };
  };
  return {
    target: { kind: 'station', stationId: phone.stationId },
    isRinging: (legId) => last(legId, ['ring', 'stop', 'live', 'ended'])?.type === 'ring',
    stoppedAtMs: (legId) => last(legId, ['stop'])?.atMs,
    answer: (legId) => phone.send({ type: 'answer', legId }),
    decline: (legId) => phone.send({ type: 'decline', legId }),
    hangup: (legId) => phone.send({ type: 'hangup', legId }),
    press: (_legId, key) => phone.pressInStream(key),
    listen: (forMs) => phone.listen(forMs),
    close: () => phone.close(),
  };
}
