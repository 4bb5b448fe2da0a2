/**
 * Web chat for any page, in one script and without a framework:
 *
 *     <script src="https://baton.example/widget.js" data-playbook="insurance-auto" data-seller="Northside Quotes"
 *             data-consent="I agree that ..." data-privacy="https://..." async></script>
 *
 * Everything lives in a shadow root: the page's styles do not reach in and ours do not reach out. The conversation's
 * token is kept in sessionStorage, so it survives a walk through the site and ends with the tab.
 */

import { styles } from './styles.ts';
import { openTalk, startTalk, type Talk } from './talk.ts';

interface Options {
  server: string;
  playbook: string;
  seller: string;
  consent: string;
  privacy: string | null;
}

const KEY = 'baton-chat';

/** An element with properties and children; the only way this script makes one. */
function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Record<string, string | boolean> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === true) made.setAttribute(name, '');
    else if (value !== false) made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

function optionsOf(script: HTMLScriptElement): Options {
  const { playbook, seller, consent, privacy, server } = script.dataset;
  const name = seller ?? 'us';
  return {
    server: server ?? new URL(script.src).origin,
    playbook: playbook ?? 'insurance',
    seller: name,
    consent:
      consent ??
      `I agree that ${name} may text and call me at this number about my request, also by automated means. Message and data rates may apply. Reply STOP to end.`,
    privacy: privacy ?? null,
  };
}

const saved = {
  get: (): string | null => {
    try {
      return sessionStorage.getItem(KEY);
    } catch {
      return null;
    }
  },
  set: (token: string | null): void => {
    try {
      if (token === null) sessionStorage.removeItem(KEY);
      else sessionStorage.setItem(KEY, token);
    } catch {
      // A page that forbids storage still gets its chat until it is left.
    }
  },
};

function mount(options: Options): void {
  const host = el('div', { 'data-baton-chat': '' });
  const root = host.attachShadow({ mode: 'open' });
  const sheet = el('style');
  sheet.textContent = styles;
  const opener = el(
    'button',
    { class: 'open', type: 'button', 'aria-expanded': 'false', 'aria-controls': 'chat' },
    'Chat',
  );
  const panel = el('section', {
    id: 'chat',
    class: 'panel',
    role: 'dialog',
    'aria-label': `Chat with ${options.seller}`,
    hidden: true,
  });
  root.append(sheet, panel, opener);
  document.body.append(host);

  const close = el('button', { class: 'close', type: 'button', 'aria-label': 'Close chat' }, '×');
  const body = el('div', { class: 'body' });
  panel.append(el('header', {}, el('h2', {}, options.seller), close), body);

  let talk: Talk | null = null;
  const show = (open: boolean): void => {
    panel.hidden = !open;
    opener.setAttribute('aria-expanded', String(open));
    opener.hidden = open;
    if (!open) {
      opener.focus();
      return;
    }
    if (body.childElementCount === 0) fill();
    panel.querySelector<HTMLElement>('input, textarea')?.focus();
  };
  opener.addEventListener('click', () => show(true));
  close.addEventListener('click', () => show(false));
  panel.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') show(false);
  });

  const fill = (): void => {
    const token = saved.get();
    if (token === null) body.replaceChildren(startForm(options, begin));
    else begin(token);
  };
  const begin = (token: string): void => {
    saved.set(token);
    talk?.close();
    const view = talkView(options, (text) => talk?.send(text) ?? false);
    talk = openTalk(options.server, token, {
      thread: view.thread,
      typing: view.typing,
      link: view.link,
      gone: () => {
        saved.set(null);
        talk?.close();
        talk = null;
        body.replaceChildren(startForm(options, begin));
      },
    });
    body.replaceChildren(...view.nodes);
    view.focus();
  };
}

/** Name, phone, consent. Each mistake is said under its field, and the first one gets the focus. */
function startForm(options: Options, begin: (token: string) => void): HTMLFormElement {
  const field = (id: string, label: string, type: string, complete: string) => {
    const input = el('input', {
      id,
      name: id,
      type,
      autocomplete: complete,
      'aria-describedby': `${id}-bad`,
    });
    const bad = el('p', { id: `${id}-bad`, class: 'bad' });
    return { input, bad, row: el('div', { class: 'row' }, el('label', { for: id }, label), input, bad) };
  };
  const name = field('name', 'Your name', 'text', 'name');
  const phone = field('phone', 'Mobile number', 'tel', 'tel');
  const tick = el('input', { id: 'agree', type: 'checkbox' });
  const words = el('span', {}, options.consent);
  if (options.privacy !== null)
    words.append(
      ' ',
      el('a', { href: options.privacy, target: '_blank', rel: 'noopener noreferrer' }, 'Privacy'),
    );
  const problem = el('p', { class: 'bad', role: 'alert' });
  const send = el('button', { class: 'send', type: 'submit' }, 'Start chat');
  const form = el(
    'form',
    { novalidate: true },
    name.row,
    phone.row,
    el('label', { class: 'agree' }, tick, words),
    problem,
    send,
  );
  let busy = false;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    name.bad.textContent = name.input.value.trim() === '' ? 'Type your name.' : '';
    const digits = phone.input.value.replace(/\D/g, '');
    phone.bad.textContent = digits.length < 7 ? 'Type a phone number, for example (512) 555-0142.' : '';
    for (const one of [name, phone])
      one.input.setAttribute('aria-invalid', String(one.bad.textContent !== ''));
    if (name.bad.textContent !== '') return name.input.focus();
    if (phone.bad.textContent !== '') return phone.input.focus();
    if (busy) return;
    busy = true;
    send.textContent = 'Starting…';
    void startTalk(options.server, {
      playbook: options.playbook,
      name: name.input.value.trim(),
      phone: phone.input.value.trim(),
      consent: { textShown: options.consent, checked: tick.checked },
      pageUrl: window.location.href.slice(0, 2_000),
      tz: Intl.DateTimeFormat().resolvedOptions().timeZone,
    }).then(
      (token) => begin(token),
      (error: unknown) => {
        busy = false;
        send.textContent = 'Start chat';
        problem.textContent = error instanceof Error ? error.message : 'The chat did not start.';
      },
    );
  });
  return form;
}

/** The thread, the typing dots, the field. */
function talkView(options: Options, send: (text: string) => boolean) {
  const log = el('div', {
    class: 'log',
    role: 'log',
    'aria-live': 'polite',
    'aria-label': `Messages with ${options.seller}`,
    tabindex: '0',
  });
  const dots = el(
    'p',
    { class: 'dots', hidden: true },
    el('span', { class: 'sr' }, `${options.seller} is writing`),
  );
  dots.append(el('i'), el('i'), el('i'));
  const link = el('p', { class: 'link', role: 'status' });
  const field = el('textarea', {
    rows: '1',
    'aria-label': 'Message',
    placeholder: 'Message',
    maxlength: '1600',
  });
  const button = el('button', { class: 'send', type: 'submit' }, 'Send');
  const form = el('form', { class: 'compose' }, field, button);
  let hide: ReturnType<typeof setTimeout> | undefined;
  const submit = (): void => {
    const text = field.value.trim();
    // What could not be sent stays in the field.
    if (text !== '' && send(text)) field.value = '';
    field.focus();
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    submit();
  });
  field.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  });
  return {
    nodes: [log, link, form],
    focus: () => field.focus(),
    thread: (
      texts: readonly { id: string; from: string; by: string | null; body: string }[],
      open: boolean,
    ): void => {
      dots.hidden = true;
      const known = new Map(
        [...log.querySelectorAll<HTMLElement>('[data-id]')].map((node) => [node.dataset.id, node]),
      );
      for (const text of texts) {
        if (known.delete(text.id)) continue;
        const who = text.from === 'visitor' ? 'You' : (text.by ?? options.seller);
        log.append(
          el(
            'p',
            { class: `say ${text.from}`, 'data-id': text.id },
            el('span', { class: 'sr' }, `${who}: `),
            text.body,
          ),
        );
      }
      // What the server no longer knows goes; what stays is not touched, so a reader is not told it twice.
      for (const node of known.values()) node.remove();
      log.append(dots);
      log.scrollTop = log.scrollHeight;
      form.hidden = !open;
      if (!open) link.textContent = 'This chat is closed.';
    },
    typing: (forMs: number): void => {
      dots.hidden = false;
      log.append(dots);
      log.scrollTop = log.scrollHeight;
      clearTimeout(hide);
      hide = setTimeout(
        () => {
          dots.hidden = true;
        },
        Math.min(30_000, Math.max(0, forMs)),
      );
    },
    link: (words: string): void => {
      link.textContent = words;
    },
  };
}

const script = document.currentScript;
if (script instanceof HTMLScriptElement) {
  const start = (): void => mount(optionsOf(script));
  if (document.body === null) document.addEventListener('DOMContentLoaded', start, { once: true });
  else start();
}
