/** The offer outside the page: the tab's title with the countdown, and a notification while the page is hidden. */
import { useEffect, useRef } from 'react';
import { useNowMs } from '../api/live.ts';
import type { Offer } from '../api/types.ts';
import { countdown } from '../ui/format.ts';

const BASE_TITLE = 'Baton';
let worker: Promise<ServiceWorkerRegistration | null> | null = null;

/** Notification buttons need a service worker; without one a plain notification is shown. */
function registration(): Promise<ServiceWorkerRegistration | null> {
  worker ??=
    'serviceWorker' in navigator
      ? navigator.serviceWorker.register('/notify.js').catch(() => null)
      : Promise.resolve(null);
  return worker;
}

/** Asks once, from a click or key. */
export async function allowNotifications(): Promise<void> {
  if (!('Notification' in window) || Notification.permission !== 'default') return;
  await Notification.requestPermission().catch(() => undefined);
  void registration();
}

async function show(offer: Offer): Promise<() => void> {
  const title = `${offer.lead.name} wants to talk`;
  const why = offer.brief.facts.find((f) => f.kind === 'why')?.text ?? '';
  const options = { body: why, tag: offer.transferId, requireInteraction: true };
  const reg = await registration();
  if (reg?.active == null) {
    const plain = new Notification(title, options);
    plain.onclick = () => window.focus();
    return () => plain.close();
  }
  await reg.showNotification(title, {
    ...options,
    actions: [
      { action: 'accept', title: 'Accept' },
      { action: 'decline', title: 'Decline' },
    ],
  } as NotificationOptions);
  return () =>
    void reg.getNotifications({ tag: offer.transferId }).then((all) => {
      for (const one of all) one.close();
    });
}

export function useNotification(offer: Offer | null, accept: () => void, decline: () => void): void {
  const nowMs = useNowMs(1_000);
  const acts = useRef({ accept, decline });
  acts.current = { accept, decline };
  const left = offer === null ? null : countdown(offer.deadlineMs - nowMs);
  const name = offer?.lead.name;
  useEffect(() => {
    if (left === null || name === undefined) return;
    document.title = `(${left}) ${name}`;
    return () => {
      document.title = BASE_TITLE;
    };
  }, [left, name]);

  const held = useRef(offer);
  held.current = offer;
  const id = offer?.transferId;
  useEffect(() => {
    const now = held.current;
    if (id === undefined || now === null) return;
    let close: (() => void) | null = null;
    let over = false;
    const maybe = (): void => {
      if (
        !document.hidden ||
        close !== null ||
        !('Notification' in window) ||
        Notification.permission !== 'granted'
      )
        return;
      void show(now).then((closer) => {
        if (over) closer();
        else close = closer;
      });
    };
    maybe();
    document.addEventListener('visibilitychange', maybe);
    return () => {
      over = true;
      close?.();
      document.removeEventListener('visibilitychange', maybe);
    };
  }, [id]);

  useEffect(() => {
    if (!('serviceWorker' in navigator)) return;
    const onMessage = (event: MessageEvent): void => {
      const data = event.data as { baton?: string; action?: string; tag?: string } | null;
      if (data?.baton !== 'notify' || data.tag !== held.current?.transferId) return;
      if (data.action === 'accept') acts.current.accept();
      if (data.action === 'decline') acts.current.decline();
    };
    navigator.serviceWorker.addEventListener('message', onMessage);
    return () => navigator.serviceWorker.removeEventListener('message', onMessage);
  }, []);
}
