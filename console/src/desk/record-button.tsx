/** The recording of the call one is on: said in words, paused before card numbers, begun after the notice was given. */
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
          <span>Not recorded yet. Say: “{recording.notice}”</span>
          {button('I said it: record', true)}
        </>
      ) : null}
      {recording.state === 'notice' ? <span>The notice of recording is being said.</span> : null}
      {recording.state === 'on' ? (
        <>
          <span className="b-inline">
            <I.IconMicrophone size={16} stroke={1.75} aria-hidden /> Recording.
          </span>
          {button('Pause for card numbers', false)}
        </>
      ) : null}
      {recording.state === 'paused' ? (
        <>
          <span className="b-strong">Recording is paused.</span>
          {button('Go on recording', true)}
        </>
      ) : null}
      {recording.state === 'failed' ? <span className="b-stop">Not recorded: the disk failed.</span> : null}
    </div>
  );
}
