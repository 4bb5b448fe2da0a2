import { mediaWorkerUrl } from '../../media/worker-for-tests.ts';
import { udpTransport } from '../../sip/index.ts';
import { type ContractPhone, telephonyContract } from '../../testing/telephony-contract.ts';
import { createEngine } from '../engine/engine.ts';
import { createSipTelephony } from './telephony.ts';
import { openTestPhone, type TestPhone } from './test-phone.ts';

telephonyContract('SIP legs over loopback', async () => {
  // Two media workers: calls go to either.
  const engine = createEngine({
    webrtc: 'none',
    workers: 2,
    workerUrl: await mediaWorkerUrl(),
    rtpSpares: 16,
  });
  const telephony = createSipTelephony({
    engine,
    endpoint: { transports: [udpTransport({ host: '127.0.0.1', port: 0 })] },
  });
  const told = new Set<string>();
  telephony.onEvent((event) => {
    if (event.type === 'leg.ringing') told.add(event.legId);
  });
  return {
    telephony,
    nowhere: { kind: 'registered', user: 'nobody' },
    openPhone: async (name, toneHz) => contractPhone(await openTestPhone(name, { toneHz }), told),
    close: () => telephony.drain(0),
  };
});

/** `told`: legs whose 180 has come to the caller; a phone that rings has only just sent it. */
function contractPhone(phone: TestPhone, told: ReadonlySet<string>): ContractPhone {
  return {
    target: { kind: 'sip', uri: phone.uri },
    isRinging: (legId) => told.has(legId) && phone.callOf(legId)?.ringing === true,
    stoppedAtMs: (legId) => phone.callOf(legId)?.stoppedAtMs,
    answer: (legId) => phone.callOf(legId)?.answer(),
    decline: (legId) => phone.callOf(legId)?.sip.reject(603),
    hangup: (legId) => phone.callOf(legId)?.sip.bye(),
    press: (_legId, key) => phone.press(key),
    listen: (forMs) => phone.listen(forMs),
    close: () => phone.close(),
  };
}
