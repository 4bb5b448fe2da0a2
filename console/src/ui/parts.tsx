/** Small parts every page uses: phone with copy, avatar of the assistant, panels, empty, loading and error states. */
import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { type ReactNode, useEffect, useId, useState } from 'react';
import { Link } from 'react-router';
import { ApiError } from '../api/client.ts';
import { phone } from './format.ts';
import * as I from './icons.ts';

/** Copies on press and says so for two seconds. */
export function CopyButton({ text, name }: { text: string; name: string }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2_000);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <Tooltip label={copied ? 'Copied' : `Copy ${name}`}>
      <ActionIcon
        variant="subtle"
        size={24}
        className="b-tap"
        aria-label={copied ? 'Copied' : `Copy ${name}`}
        onClick={() => void navigator.clipboard?.writeText(text).then(() => setCopied(true))}
      >
        {copied ? <I.IconCheck size={14} /> : <I.IconCopy size={14} />}
      </ActionIcon>
    </Tooltip>
  );
}

/** A phone number in its national form, with a copy button. A number the server masked is shown as it came. */
export function PhoneText({ e164, copy = true }: { e164: string; copy?: boolean }) {
  return (
    <span className="b-num b-nowrap b-inline">
      {phone(e164)}
      {copy && e164.startsWith('+') && !e164.includes('•') ? (
        <CopyButton text={e164} name="phone number" />
      ) : null}
    </span>
  );
}

/** The assistant is drawn as the baton. */
export function Baton({ title }: { title?: string }) {
  return (
    <svg
      width="14"
      height="14"
      viewBox="0 0 14 14"
      className="b-baton"
      role={title === undefined ? undefined : 'img'}
      aria-hidden={title === undefined}
    >
      {title === undefined ? null : <title>{title}</title>}
      <rect x="0" y="5" width="14" height="4" rx="2" fill="currentColor" transform="rotate(-45 7 7)" />
    </svg>
  );
}

/** A card with a heading; a region by that name. */
export function Panel(props: {
  title: string;
  aside?: ReactNode;
  children: ReactNode;
  className?: string;
  level?: 2 | 3;
}) {
  const id = useId();
  const H = props.level === 3 ? 'h3' : 'h2';
  return (
    <section className={`b-panel ${props.className ?? ''}`} aria-labelledby={id}>
      <header className="b-panel-head">
        <H id={id} className="b-panel-title">
          {props.title}
        </H>
        {props.aside}
      </header>
      {props.children}
    </section>
  );
}

/** Nothing there yet: what will appear, why not yet, and one button that makes the first. */
export function Empty({ what, why, children }: { what: string; why?: string; children?: ReactNode }) {
  return (
    <div className="b-empty">
      <p className="b-empty-what">{what}</p>
      {why === undefined ? null : <p className="b-dim">{why}</p>}
      {children}
    </div>
  );
}

/** Nothing for 300 ms, then still blocks; after 5 s it says so and offers a retry. */
export function Loading({ onRetry, rows = 4 }: { onRetry?: () => void; rows?: number }) {
  const [stage, setStage] = useState<0 | 1 | 2>(0);
  useEffect(() => {
    const soon = setTimeout(() => setStage(1), 300);
    const late = setTimeout(() => setStage(2), 5_000);
    return () => {
      clearTimeout(soon);
      clearTimeout(late);
    };
  }, []);
  if (stage === 0) return <div className="b-loading" aria-busy="true" />;
  return (
    <div className="b-loading" aria-busy="true">
      {Array.from({ length: rows }, (_, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: static blocks have no identity
        <div key={i} className="b-block" style={{ width: `${92 - ((i * 17) % 40)}%` }} />
      ))}
      {stage === 2 ? (
        <p className="b-dim b-inline">
          Still loading.
          {onRetry === undefined ? null : (
            <Button variant="outline" size="xs" onClick={onRetry}>
              Retry
            </Button>
          )}
        </p>
      ) : null}
    </div>
  );
}

/** An error in its place: what, why, what to do; then code and request id to copy. */
export function Failure({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const known = error instanceof ApiError ? error : null;
  return (
    <div className="b-failure" role="group" aria-label="Error">
      <I.IconAlertTriangle size={18} stroke={1.75} aria-hidden />
      <div>
        <p>
          {known?.message ?? "Something went wrong. We don't know why yet."} {known?.hint ?? ''}
        </p>
        {known === null ? null : (
          <p className="b-meta b-inline">
            <code>{known.code}</code>
            {known.requestId === '' ? null : (
              <>
                · req {known.requestId}
                <CopyButton text={known.requestId} name="request id" />
              </>
            )}
          </p>
        )}
        {onRetry === undefined ? null : (
          <Button variant="outline" size="xs" onClick={onRetry}>
            Try again
          </Button>
        )}
      </div>
    </div>
  );
}

/** A link in running text: ink, underlined. */
export function TextLink({ to, children }: { to: string; children: ReactNode }) {
  return (
    <Link to={to} className="b-link">
      {children}
    </Link>
  );
}

/** A key, printed on the button that it presses. Drawn by style, so that it is no part of the button's name. */
export const Key = ({ children }: { children: string | number | readonly string[] }) => (
  <kbd
    className="b-kbd"
    aria-hidden="true"
    data-key={Array.isArray(children) ? children.join('') : String(children)}
  />
);
