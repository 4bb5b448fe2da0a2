/** May we contact this person now: per channel yes or no, the rule that said so, until when, and the consent behind it. */
import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { call } from '../api/client.ts';
import type { LeadDetail, Permit } from '../api/types.ts';
import { EraseLead } from '../compliance/erase-lead.tsx';
import { ExportEvidence } from '../compliance/export-evidence.tsx';
import { myZone } from '../ui/clock.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { dayAndTime, timeForBoth } from '../ui/format.ts';
import * as I from '../ui/icons.ts';
import { Panel } from '../ui/parts.tsx';
import { StateChip } from '../ui/state-chip.tsx';
import { Why } from '../ui/why.tsx';
import type { LeadAct } from './lead-act.ts';

export function ContactPanel({ detail, act }: { detail: LeadDetail; act: LeadAct }) {
  const [optingOut, setOptingOut] = useState(false);
  const zone = detail.lead.tz;
  return (
    <Panel title="May we contact?">
      <div className="contact">
        <PermitRow word="Text now" permit={detail.permit.sms} zone={zone} />
        <PermitRow word="Call now" permit={detail.permit.voice} zone={zone} />
        {detail.consents.length === 0 ? (
          <p className="b-dim">No consent on record. Nothing is sent.</p>
        ) : (
          detail.consents.map((c) => (
            <details key={`${c.atMs}|${c.source}`} className="contact-consent">
              <summary>
                Consent of {dayAndTime(c.atMs, zone, Date.now())}, {c.status}
              </summary>
              <p className="b-meta">
                {c.channels.join(' and ')} · {c.source}
              </p>
              <blockquote>{c.textShown}</blockquote>
            </details>
          ))
        )}
        <Button size="xs" variant="outline" color="stop" onClick={() => setOptingOut(true)}>
          Record opt-out
        </Button>
        <ExportEvidence leadId={detail.lead.leadId} />
        <EraseLead leadId={detail.lead.leadId} />
      </div>
      {optingOut ? <OptOut detail={detail} act={act} onClose={() => setOptingOut(false)} /> : null}
    </Panel>
  );
}

function PermitRow({ word, permit, zone }: { word: string; permit: Permit; zone: string }) {
  const yes = permit.verdict === 'allow';
  return (
    <div className="contact-row">
      <div className="contact-top">
        <span>{word}</span>
        <StateChip
          kind="plain"
          tone={yes ? 'go' : 'stop'}
          icon={yes ? I.IconCheck : I.IconShieldX}
          word={yes ? 'Yes' : permit.verdict === 'defer' ? 'Not now' : 'No'}
          why={
            <Why
              of={`${word.toLowerCase()}: ${yes ? 'yes' : 'no'}`}
              reasons={[
                {
                  text: permit.words,
                  source: `${permit.ruleId ?? 'no rule against it'} · rules ${permit.rulesVersion}`,
                },
                ...permit.gates.map((g) => ({ text: `${g.gate}: ${g.verdict}`, source: g.detail })),
              ]}
            />
          }
        />
      </div>
      {yes ? null : (
        <p className="b-meta">
          {permit.words} <code>{permit.reason ?? permit.ruleId}</code>
          {permit.untilMs === null ? '' : ` · until ${timeForBoth(permit.untilMs, zone, myZone)}`}
        </p>
      )}
    </div>
  );
}

function OptOut({ detail, act, onClose }: { detail: LeadDetail; act: LeadAct; onClose: () => void }) {
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  return (
    <Dialog onClose={onClose} title={`Record that ${detail.lead.name} opted out?`}>
      <form
        className="import"
        onSubmit={(event) => {
          event.preventDefault();
          if (reason.trim() === '') {
            setProblem('Type what the person said or wrote.');
            return;
          }
          void act(() =>
            call('optOutLead', { params: { id: detail.lead.leadId }, body: { reason: reason.trim() } }),
          ).then((done) => {
            if (done) onClose();
          });
        }}
      >
        <p>Nothing is texted or called any more, and phones that ring for this lead stop.</p>
        <TextInput
          data-autofocus
          label="What the person said"
          error={problem}
          maxLength={400}
          value={reason}
          onChange={(e) => setReason(e.currentTarget.value)}
        />
        <Button type="submit" color="stop" variant="outline">
          Record opt-out
        </Button>
      </form>
    </Dialog>
  );
}
