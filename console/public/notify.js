// Carries the buttons of an offer's notification back to the desk that showed it. Caches nothing.
self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const message = { baton: 'notify', action: event.action, tag: event.notification.tag };
  event.waitUntil(
    self.clients.matchAll({ type: 'window', includeUncontrolled: true }).then((pages) => {
      for (const page of pages) page.postMessage(message);
      return event.action === 'decline' ? undefined : pages[0]?.focus();
    }),
  );
});
