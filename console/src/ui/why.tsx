/** The reasons beside a decision of the system: a button named "Why ...", a list, Esc gives focus back. */
import { Popover } from '@mantine/core';
import { useId, useState } from 'react';
import * as I from './icons.ts';

export interface WhyReason {
  text: string;
  /** Where it is known from: a message, a shift, a rule's id. */
  source: string;
  /** Goes to the source, when it is on this page. */
  go?: () => void;
}

/** `of` completes the name: "Why is Ana not free?" */
export function Why({ of, reasons, label }: { of: string; reasons: WhyReason[]; label?: string }) {
  const [open, setOpen] = useState(false);
  const id = useId();
  if (reasons.length === 0) return null;
  return (
    <Popover
      opened={open}
      onChange={setOpen}
      position="bottom-start"
      trapFocus
      returnFocus
      width={320}
      shadow="none"
    >
      <Popover.Target>
        <button
          type="button"
          className="b-why"
          aria-label={`Why ${of}`}
          title={`Why ${of}`}
          onClick={() => setOpen((was) => !was)}
        >
          <I.IconInfoCircle size={16} stroke={1.75} aria-hidden />
          {label === undefined ? null : <span>{label}</span>}
        </button>
      </Popover.Target>
      <Popover.Dropdown className="b-raised" aria-labelledby={id}>
        <div id={id} className="b-strong">
          Why {of}
        </div>
        <ul className="b-reasons">
          {reasons.map((r) => (
            <li key={`${r.text}|${r.source}`}>
              <span>{r.text}</span>
              {r.go === undefined ? (
                <span className="b-meta">{r.source}</span>
              ) : (
                <button type="button" className="b-linklike b-meta" onClick={r.go}>
                  {r.source}
                </button>
              )}
            </li>
          ))}
        </ul>
        <button type="button" className="b-linklike" onClick={() => setOpen(false)}>
          Close
        </button>
      </Popover.Dropdown>
    </Popover>
  );
}
