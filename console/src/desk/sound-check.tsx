/** Hear the ring, see the microphone move, choose devices. What was found is shown, never assumed. */
import { Button, NativeSelect, Slider } from '@mantine/core';
import { useEffect, useState } from 'react';
import { Dialog } from '../ui/dialog.tsx';
import * as I from '../ui/icons.ts';
import { useDesk } from './desk-provider.tsx';
import { MicMeter } from './mic-meter.tsx';
import { allowNotifications } from './use-notification.ts';

const CHECKED = 'baton.sound-checked';
const today = (): string => new Date().toDateString();
/** True when this browser's sound was checked today. */
export const soundChecked = (): boolean => localStorage.getItem(CHECKED) === today();

export function SoundCheck({ onClose }: { onClose: () => void }) {
  const { phone } = useDesk();
  const [devices, setDevices] = useState<MediaDeviceInfo[]>([]);
  const [ringing, setRinging] = useState(false);
  const [note, setNote] = useState('');
  const [volume, setVolume] = useState(80);
  const { openInput, sounds, station } = phone;
  useEffect(() => {
    let over = false;
    void openInput()
      .then(() => navigator.mediaDevices?.enumerateDevices() ?? [])
      .then((all) => {
        if (!over) setDevices(all.filter((d) => d.deviceId !== ''));
      })
      .catch(() => undefined);
    localStorage.setItem(CHECKED, today());
    void allowNotifications();
    return () => {
      over = true;
    };
  }, [openInput]);
  useEffect(() => {
    if (!ringing) return;
    sounds?.startRing();
    const stop = setTimeout(() => setRinging(false), 3_000);
    return () => {
      clearTimeout(stop);
      sounds?.stopRing();
    };
  }, [ringing, sounds]);
  const choices = (kind: MediaDeviceKind) => [
    { value: '', label: 'Browser default' },
    ...devices
      .filter((d) => d.kind === kind)
      .map((d) => ({ value: d.deviceId, label: d.label || d.deviceId.slice(0, 8) })),
  ];
  const tried = (work: Promise<void> | undefined): void =>
    void work?.then(
      () => setNote(''),
      () => setNote('This browser cannot choose that device; it uses the default.'),
    );
  return (
    <Dialog onClose={onClose} title="Check sound" size="md">
      <div className="check">
        <div>
          <h3>Microphone</h3>
          <p className="b-dim">Say something. The bar moves when you are heard.</p>
          <MicMeter />
          <NativeSelect
            label="Microphone device"
            data={choices('audioinput')}
            onChange={(e) => tried(openInput(e.currentTarget.value || undefined))}
          />
        </div>
        <div>
          <h3>Headset</h3>
          <NativeSelect
            label="Headset device"
            data={choices('audiooutput')}
            onChange={(e) => tried(station?.setOutputDevice(e.currentTarget.value))}
          />
        </div>
        <div>
          <h3>Ring</h3>
          <p className="b-dim">The ring may sound on another device than your headset.</p>
          <Button
            variant="outline"
            leftSection={<I.IconBell size={18} stroke={1.75} aria-hidden />}
            onClick={() => setRinging((was) => !was)}
          >
            {ringing ? 'Stop ring' : 'Play ring'}
          </Button>
          <NativeSelect
            label="Ring device"
            data={choices('audiooutput')}
            onChange={(e) => tried(sounds?.setRingDevice(e.currentTarget.value))}
          />
          <span className="b-meta" id="ring-volume">
            Ring volume
          </span>
          <Slider
            thumbLabel="Ring volume"
            label={(v) => `${v} %`}
            value={volume}
            onChange={(v) => {
              setVolume(v);
              sounds?.setVolume('ring', v / 100);
            }}
          />
        </div>
        <p role="status" className="b-dim">
          {note}
        </p>
        <Button onClick={onClose}>Done</Button>
      </div>
    </Dialog>
  );
}
