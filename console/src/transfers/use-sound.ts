/** One recording's sound in the browser: fetched when first asked for, played, sought in. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { addressFor } from '../api/client.ts';
import { paneToken } from '../api/pane.ts';

export interface Sound {
  playing: boolean;
  atMs: number;
  /** What went wrong, in words; null: nothing. */
  problem: string | null;
  toggle(): void;
  seek(atMs: number): void;
}

/** An element cannot send a token: a pane that has one fetches the whole sound instead of streaming it. */
async function sourceOf(id: string): Promise<string> {
  const address = addressFor('recordingAudio', id);
  const token = paneToken();
  if (token === null) return address;
  const answer = await fetch(address, { headers: { authorization: `Bearer ${token}` } });
  if (!answer.ok) throw new Error(`The server answered ${answer.status}.`);
  return URL.createObjectURL(await answer.blob());
}

export function useSound(id: string): Sound {
  const audio = useRef<HTMLAudioElement | null>(null);
  const [playing, setPlaying] = useState(false);
  const [atMs, setAt] = useState(0);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(
    () => () => {
      const element = audio.current;
      audio.current = null;
      element?.pause();
      if (element?.src.startsWith('blob:')) URL.revokeObjectURL(element.src);
    },
    [],
  );
  const load = useCallback(async (): Promise<HTMLAudioElement> => {
    if (audio.current !== null) return audio.current;
    const element = new Audio();
    audio.current = element;
    element.ontimeupdate = () => setAt(element.currentTime * 1_000);
    element.onplay = () => setPlaying(true);
    element.onpause = () => setPlaying(false);
    element.onended = () => setPlaying(false);
    element.onerror = () => setProblem('The sound cannot be played. Load the page again.');
    element.src = await sourceOf(id);
    return element;
  }, [id]);
  const guarded = useCallback(
    (act: (element: HTMLAudioElement) => void | Promise<void>): void => {
      void load()
        .then(act)
        .catch((error: unknown) => {
          audio.current = null;
          setProblem(error instanceof Error ? error.message : 'The sound cannot be played.');
        });
    },
    [load],
  );
  return {
    playing,
    atMs,
    problem,
    toggle: () => guarded((element) => (element.paused ? element.play() : element.pause())),
    seek: (to) => {
      setAt(to);
      guarded((element) => {
        element.currentTime = to / 1_000;
      });
    },
  };
}
