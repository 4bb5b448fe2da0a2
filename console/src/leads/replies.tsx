/** Canned replies in the composer: "/" at its start lists them, Enter takes one; what is written can be kept as one. */
import { Button, Checkbox, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react';
import { call } from '../api/client.ts';
import { useSession } from '../api/session.tsx';
import type { SavedView } from '../api/types.ts';
import { may } from '../shell/may.ts';
import { Dialog } from '../ui/dialog.tsx';
import { firstName } from '../ui/format.ts';
import { Failure } from '../ui/parts.tsx';

/** `{name}` stands for the lead's first name. */
export const filled = (body: string, leadName: string): string =>
  body.replaceAll('{name}', firstName(leadName));

/** What the text asks for while it begins with "/": the words after it; null otherwise. */
export const wantedReply = (text: string): string | null =>
  text.startsWith('/') && !text.includes('\n') ? text.slice(1).trim().toLowerCase() : null;

const fits = (reply: SavedView, wanted: string): boolean =>
  `${reply.name} ${reply.body}`.toLowerCase().includes(wanted);

export interface RepliesInField {
  /** The list under the field, while it is asked for. */
  list: ReactNode;
  /** Takes the keys of the list; true when the field must not have them. */
  onKeyDown(event: KeyboardEvent): boolean;
}

export function useReplies(props: {
  text: string;
  leadName: string;
  onTake: (text: string) => void;
}): RepliesInField {
  const wanted = wantedReply(props.text);
  const [at, setAt] = useState(0);
  const found = useQuery({
    queryKey: ['saved', 'reply'],
    queryFn: () => call('saved', { query: { kind: 'reply' } }),
    enabled: wanted !== null,
  });
  if (wanted === null) return { list: null, onKeyDown: () => false };
  const shown = (found.data?.saved ?? []).filter((reply) => fits(reply, wanted)).slice(0, 8);
  const index = Math.min(at, Math.max(0, shown.length - 1));
  const take = (reply: SavedView | undefined): void => {
    if (reply !== undefined) props.onTake(filled(reply.body, props.leadName));
    setAt(0);
  };
  return {
    onKeyDown(event) {
      if (event.key === 'ArrowDown') setAt(Math.min(index + 1, shown.length - 1));
      else if (event.key === 'ArrowUp') setAt(Math.max(0, index - 1));
      else if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey) take(shown[index]);
      else return false;
      event.preventDefault();
      return true;
    },
    list: (
      <div className="replies b-raised" role="listbox" aria-label="Canned replies" id="replies">
        {found.isError ? <Failure error={found.error} /> : null}
        {shown.length === 0 && found.isSuccess ? (
          <p className="b-meta">No reply fits. Write one and press Keep as reply.</p>
        ) : null}
        {shown.map((reply, i) => (
          <div
            key={reply.savedId}
            role="option"
            tabIndex={-1}
            id={`reply-${i}`}
            aria-selected={i === index}
            className="replies-one"
            onMouseDown={(event) => {
              event.preventDefault();
              take(reply);
            }}
          >
            <span className="b-strong">{reply.name}</span>
            <span className="b-meta">{filled(reply.body, props.leadName)}</span>
          </div>
        ))}
      </div>
    ),
  };
}

/** Keeps a reply or a view under a name. The same name replaces what was kept. */
export function KeepDialog(props: {
  kind: 'reply' | 'view';
  body: string;
  title: string;
  says: string;
  onClose: () => void;
}) {
  const { me } = useSession();
  const queries = useQueryClient();
  const name = useRef<HTMLInputElement>(null);
  const [shared, setShared] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [error, setError] = useState<unknown>(null);
  // Sharing is for those who may offer a lead: supervisors and admins.
  const mayShare = may(me, 'offerNow').ok;
  return (
    <Dialog onClose={props.onClose} title={props.title}>
      <form
        className="card-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          event.stopPropagation();
          const typed = name.current?.value.trim() ?? '';
          if (typed === '') {
            setProblem('Type a name.');
            name.current?.focus();
            return;
          }
          call('keep', { body: { kind: props.kind, name: typed, body: props.body, shared } }).then(() => {
            void queries.invalidateQueries({ queryKey: ['saved', props.kind] });
            props.onClose();
          }, setError);
        }}
      >
        {error === null ? null : <Failure error={error} />}
        <p className="b-dim">{props.says}</p>
        <TextInput ref={name} data-autofocus label="Name" maxLength={60} error={problem} />
        {mayShare ? (
          <Checkbox
            label="For everybody"
            checked={shared}
            onChange={(e) => setShared(e.currentTarget.checked)}
          />
        ) : null}
        <Button type="submit">Keep</Button>
      </form>
    </Dialog>
  );
}
