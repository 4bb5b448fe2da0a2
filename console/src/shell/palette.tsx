/** Ctrl K: acts on the thing in view first, then places, then leads and transfers. A refused act is listed with why. */
import { TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useNavigate } from 'react-router';
import { call } from '../api/client.ts';
import { useSession } from '../api/session.tsx';
import { useDeskMaybe } from '../desk/desk-provider.tsx';
import { phone } from '../ui/format.ts';
import { Key } from '../ui/parts.tsx';
import { leadStateWord } from '../ui/state-chip.tsx';
import type { Act } from './act.ts';
import { useDeskActs } from './desk-acts.ts';
import { placesFor } from './may.ts';
import './palette.css';
import { Dialog } from '../ui/dialog.tsx';

export function Palette({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate();
  const { me } = useSession();
  const desk = useDeskMaybe();
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const q = text.trim();
  const deskActs = useDeskActs(desk);
  const leads = useQuery({
    queryKey: ['palette', q],
    queryFn: ({ signal }) => call('leads', { query: { q, limit: 8 }, signal }),
    enabled: q.length >= 2,
    staleTime: 5_000,
  });
  const found = leads.data?.leads;

  const acts = useMemo<Act[]>(() => {
    const go: Act[] = placesFor(me).map((p) => ({
      id: p.to,
      group: 'Go to',
      word: p.word,
      key: `G ${p.key.toUpperCase()}`,
      run: () => navigate(p.to),
    }));
    const extra: Act[] = [
      { id: 'try', group: 'Go to', word: 'Try it', run: () => navigate('/try') },
      { id: 'import', group: 'Go to', word: 'Import leads', run: () => navigate('/leads?import=1') },
      { id: 'playground', group: 'Go to', word: 'Playground', run: () => navigate('/playground') },
      { id: 'calibration', group: 'Go to', word: 'Calibration', run: () => navigate('/calibration') },
    ];
    const needle = q.toLowerCase();
    const fixed = [...deskActs, ...go, ...extra].filter((a) => a.word.toLowerCase().includes(needle));
    const people: Act[] = (q.length >= 2 ? (found ?? []) : []).map((l) => ({
      id: l.leadId,
      group: 'Leads',
      word: l.name,
      hint: `${phone(l.phone)} · ${leadStateWord(l.state)}`,
      run: () => navigate(`/leads/${l.leadId}`),
    }));
    return [...fixed, ...people].slice(0, 40);
  }, [q, found, deskActs, me, navigate]);

  const index = Math.min(at, Math.max(0, acts.length - 1));
  const run = (act: Act | undefined): void => {
    if (act === undefined || act.refused !== undefined) return;
    onClose();
    act.run();
  };
  let group = '';
  return (
    <Dialog
      onClose={onClose}
      withCloseButton={false}
      size="lg"
      padding={0}
      yOffset="12vh"
      centered={false}
      aria-label="Search or act"
    >
      <TextInput
        data-autofocus
        className="palette-field"
        variant="unstyled"
        placeholder="Search or act"
        aria-label="Search or act"
        role="combobox"
        aria-expanded="true"
        aria-controls="palette-list"
        aria-activedescendant={acts[index] === undefined ? undefined : `palette-${index}`}
        value={text}
        onChange={(e) => {
          setText(e.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={(e) => {
          if (e.key === 'ArrowDown') setAt(Math.min(index + 1, acts.length - 1));
          else if (e.key === 'ArrowUp') setAt(Math.max(index - 1, 0));
          else if (e.key === 'Enter') run(acts[index]);
          else return;
          e.preventDefault();
        }}
      />
      <div id="palette-list" role="listbox" aria-label="Results" className="palette-list">
        {acts.map((act, i) => {
          const head = act.group === group ? null : act.group;
          group = act.group;
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: keys act in the field that owns this list
            <div
              key={act.id}
              id={`palette-${i}`}
              role="option"
              tabIndex={-1}
              aria-selected={i === index}
              aria-disabled={act.refused !== undefined || undefined}
              data-head={head ?? undefined}
              className="palette-item"
              onClick={() => run(act)}
              onMouseMove={() => setAt(i)}
            >
              <span>{act.word}</span>
              <span className="b-meta">{act.refused ?? act.hint ?? ''}</span>
              {act.key === undefined ? null : <Key>{act.key}</Key>}
            </div>
          );
        })}
      </div>
      {acts.length === 0 ? (
        <p className="palette-none b-dim">{leads.isFetching ? 'Searching…' : `Nothing is named “${q}”.`}</p>
      ) : null}
    </Dialog>
  );
}
