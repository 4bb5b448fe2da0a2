/** Loudness of the microphone, drawn; says in words what is wrong with it. */
import { useEffect, useRef } from 'react';
import * as I from '../ui/icons.ts';
import { useDeskMaybe } from './desk-provider.tsx';

/** The browser's word for what is wrong, in ours. */
export function inputWords(error: string | undefined): string | null {
  if (error === undefined) return null;
  if (error === 'NotAllowedError')
    return 'The browser does not let this page use the microphone. Allow it beside the address.';
  if (error === 'NotFoundError') return 'No microphone was found.';
  if (error === 'NotReadableError') return 'Another program holds the microphone.';
  return `The microphone did not open (${error}).`;
}

export function MicMeter({ small = false }: { small?: boolean }) {
  const desk = useDeskMaybe();
  const bar = useRef<HTMLSpanElement>(null);
  const station = desk?.phone.station ?? null;
  const problem = inputWords(desk?.phone.state?.inputError);
  useEffect(() => {
    if (station === null) return;
    // Twelve times a second is enough for an eye, and it is no running animation.
    const timer = setInterval(() => {
      const level = Math.min(1, Math.sqrt(station.level().input) * 1.6);
      if (bar.current !== null) bar.current.style.width = `${Math.round(level * 100)}%`;
    }, 80);
    return () => clearInterval(timer);
  }, [station]);
  return (
    <span className="mic" data-small={small || undefined}>
      <I.IconMicrophone size={16} stroke={1.75} aria-hidden />
      <span className="mic-track" role="img" aria-label="Microphone level">
        <span ref={bar} />
      </span>
      {problem === null || small ? null : <span className="b-stop">{problem}</span>}
    </span>
  );
}
