/** What the law asks of the agent on a call: the notice of a recording, pauses for card numbers, and a lead who wants no more contact. */
import { Button } from '@mantine/core';
import { call as api } from '../api/client.ts';
import type { DeskCall } from '../api/types.ts';
import * as I from '../ui/icons.ts';
import { useDesk } from './desk-provider.tsx';

/** A supervisor waits to hear this call: the lead is told first, by the agent where an artificial voice may not. */
export function TellPart({ call }: { call: DeskCall }) {
  const desk = useDesk();
  const { tell } = call;
  if (tell === null) return null;
  return (
    <div className="call-help" role="status">
      <span>
        {tell.by} would like to listen. Say: “{tell.words}”
      </span>
      <Button
        variant="outline"
        size="xs"
        onClick={() => void desk.act(() => api('announced', { params: { id: call.transferId } }))}
      >
        I said it
      </Button>
    </div>
  );
}

const ASKED = {
  everything: 'Asked not to be contacted again',
  calls: 'Asked for no more calls',
  texts: 'Asked for no more texts',
  marketing: 'Asked for no more promotions',
} as const;

/** It is done already, whatever the agent does now; the two may finish talking. */
export function OptedOut({ call }: { call: DeskCall }) {
  const { optedOut } = call;
  if (optedOut === null) return null;
  return (
    <p className="call-help b-stop" role="alert">
      <span>
        <b>{ASKED[optedOut.stops]}</b>
        {optedOut.words === '' ? '. ' : `: “${optedOut.words}” `}
        It is noted and in force. Confirm it to them; you may finish the talk.
      </span>
    </p>
  );
}

export function RecordPart({ call }: { call: DeskCall }) {
  const desk = useDesk();
  const { recording } = call;
  if (recording === null) return null;
  const letRun = (on: boolean): void =>
    void desk.act(() => api('record', { params: { id: call.transferId }, body: { on } }));
  const button = (word: string, on: boolean) => (
    <Button variant="outline" size="xs" onClick={() => letRun(on)}>
      {word}
    </Button>
  );
  return (
    <div className="call-help" role="status">
      {recording.state === 'planned' && recording.by === 'agent' ? (
        <>
          <span>
            {recording.written ? 'Not recorded yet.' : 'Not listened to yet.'} Say: “{recording.notice}”
          </span>
          {button(recording.written ? 'I said it: record' : 'I said it', true)}
        </>
      ) : null}
      {recording.state === 'notice' ? <span>The notice is being said.</span> : null}
      {recording.state === 'on' ? (
        <>
          <span className="b-inline">
            <I.IconMicrophone size={16} stroke={1.75} aria-hidden />
            {recording.written ? 'Recording.' : 'Not recorded.'}
            {recording.listens ? ' A machine listens for opt-outs.' : ''}
          </span>
          {button('Pause for card numbers', false)}
        </>
      ) : null}
      {recording.state === 'paused' ? (
        <>
          <span className="b-strong">
            {recording.written ? 'Recording is paused.' : 'Listening is paused.'}
          </span>
          {button(recording.written ? 'Go on recording' : 'Go on listening', true)}
        </>
      ) : null}
      {recording.state === 'failed' ? <span className="b-stop">Not recorded: the disk failed.</span> : null}
    </div>
  );
}
