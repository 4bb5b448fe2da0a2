/** Now: may we text or call, by state. A map of squares and a table of the same facts. */
import { NativeSelect, SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useRef, useState } from 'react';
import { call } from '../api/client.ts';
import { useNowMs } from '../api/live.ts';
import { count, dayAndTime } from '../ui/format.ts';
import * as I from '../ui/icons.ts';
import { Failure, Loading, Panel } from '../ui/parts.tsx';
import { StateChip } from '../ui/state-chip.tsx';
import { MayForm } from './may-form.tsx';
import { neighbour, tileOf } from './tiles.ts';
import { type ContactChannel, contactChannels, type PlaceNow } from './types.ts';

const drawing = {
  open: { tone: 'go', icon: I.IconCheck, word: 'Open' },
  part: { tone: 'ring', icon: I.IconClockHour4, word: 'Part open' },
  closed: { tone: 'quiet', icon: I.IconMoon, word: 'Closed' },
} as const;

export function NowTab() {
  const [channel, setChannel] = useState<ContactChannel>('sms');
  const [shown, setShown] = useState<'map' | 'table'>('map');
  const minute = Math.floor(useNowMs(30_000) / 60_000);
  const view = useQuery({
    queryKey: ['compliance-now', channel, minute],
    queryFn: ({ signal }) => call('complianceNow', { query: { channel }, signal }),
    placeholderData: (before) => before,
  });
  return (
    <>
      <div className="comp-bar">
        <NativeSelect
          aria-label="How"
          value={channel}
          data={contactChannels}
          onChange={(e) => setChannel(e.currentTarget.value as ContactChannel)}
        />
        <SegmentedControl
          className="comp-shown"
          aria-label="Show as"
          value={shown}
          onChange={(value) => setShown(value === 'table' ? 'table' : 'map')}
          data={[
            { value: 'map', label: 'Map' },
            { value: 'table', label: 'Table' },
          ]}
        />
      </div>
      {view.isPending ? <Loading rows={6} onRetry={() => void view.refetch()} /> : null}
      {view.isError ? <Failure error={view.error} onRetry={() => void view.refetch()} /> : null}
      {view.data === undefined ? null : (
        <div className="comp-now" data-shown={shown}>
          <TileMap places={view.data.places} />
          <PlaceTable places={view.data.places} />
        </div>
      )}
      <MayForm />
    </>
  );
}

/** "open until 7:55 PM EST", "opens Tomorrow 8:02 AM EST". */
function changeWords(place: PlaceNow, nowMs: number): string {
  if (place.changesAtMs === null) return 'not within 14 days';
  const next = place.zones.find((zone) => zone.changesAtMs === place.changesAtMs) ?? place.zones[0];
  const when = dayAndTime(place.changesAtMs, next?.zone ?? 'UTC', nowMs).replace(/^Today /, '');
  return next?.open === true ? `open until ${when}` : `opens ${when}`;
}

function TileMap({ places }: { places: PlaceNow[] }) {
  const [at, setAt] = useState('TX');
  const box = useRef<HTMLDivElement>(null);
  const nowMs = useNowMs(30_000);
  const move = (event: KeyboardEvent): void => {
    const next = neighbour(at, event.key);
    if (next === null) return;
    event.preventDefault();
    setAt(next);
    box.current?.querySelector<HTMLElement>(`[data-code="${next}"]`)?.focus();
  };
  const chosen = places.find((place) => place.code === at);
  return (
    <div className="comp-map-wrap">
      <div className="comp-map" ref={box} role="group" aria-label="States; arrow keys move" onKeyDown={move}>
        {places.map((place) => {
          const tile = tileOf.get(place.code);
          if (tile === undefined) return null;
          const { icon: Icon, word } = drawing[place.state];
          const times = [...new Set(place.zones.map((zone) => zone.localTime))];
          return (
            <button
              key={place.code}
              type="button"
              className="comp-tile"
              data-code={place.code}
              data-state={place.state}
              style={{ gridColumn: tile.column, gridRow: tile.row }}
              tabIndex={place.code === at ? 0 : -1}
              aria-pressed={place.code === at}
              onClick={() => setAt(place.code)}
            >
              <span className="comp-tile-top">
                <b>{place.code}</b>
                <Icon size={14} stroke={2} aria-hidden />
              </span>
              {place.zones.length > 1 && place.state === 'part' ? <Split place={place} /> : null}
              <span className="b-sr">
                {place.name}: {word}, {times.join(' and ')}
              </span>
              <span className="comp-tile-time b-num" aria-hidden>
                {times.map((time) => time.replace(/ [AP]M$/, '')).join(' ')}
              </span>
            </button>
          );
        })}
      </div>
      {chosen === undefined ? null : (
        <Panel title={chosen.name} className="comp-chosen">
          <div aria-live="polite">
            <StateChip
              kind="plain"
              tone={drawing[chosen.state].tone}
              icon={drawing[chosen.state].icon}
              word={drawing[chosen.state].word}
            />
            <p>{changeWords(chosen, nowMs)}</p>
            <ul className="comp-zones">
              {chosen.zones.map((zone) => (
                <li key={zone.zone}>
                  <span className="b-strong b-num">{zone.localTime}</span>{' '}
                  {zone.zone.split('/').at(-1)?.replaceAll('_', ' ')}: {zone.window ?? 'barred today'}
                  {zone.open ? '' : ', closed'}
                </li>
              ))}
            </ul>
            <p className="b-meta">
              Rule {chosen.ruleId} · confidence {chosen.confidence}
              {chosen.held === 0 ? '' : ` · ${count(chosen.held, 'lead')} held for an hour here`}
            </p>
          </div>
        </Panel>
      )}
    </div>
  );
}

/** A square of two zones, one of them closed, is split. */
function Split({ place }: { place: PlaceNow }) {
  const open = place.zones.filter((zone) => zone.open).length / place.zones.length;
  return <span className="comp-split" aria-hidden style={{ width: `${Math.round(open * 100)}%` }} />;
}

function PlaceTable({ places }: { places: PlaceNow[] }) {
  const nowMs = useNowMs(30_000);
  return (
    <div className="comp-table comp-scroll" role="region" aria-label="States" tabIndex={0}>
      <table className="b-table">
        <thead>
          <tr>
            <th scope="col">State</th>
            <th scope="col">Now</th>
            <th scope="col">Local time</th>
            <th scope="col">Today</th>
            <th scope="col">Next change</th>
            <th scope="col">Rule</th>
            <th scope="col">Held</th>
          </tr>
        </thead>
        <tbody>
          {places.map((place) => (
            <tr key={place.place}>
              <th scope="row">{place.name}</th>
              <td>
                <StateChip
                  kind="plain"
                  tone={drawing[place.state].tone}
                  icon={drawing[place.state].icon}
                  word={drawing[place.state].word}
                />
              </td>
              <td className="b-num b-nowrap">
                {[...new Set(place.zones.map((zone) => zone.localTime))].join(' · ')}
              </td>
              <td className="b-num b-nowrap">{place.zones[0]?.window ?? 'barred'}</td>
              <td>{changeWords(place, nowMs)}</td>
              <td className="b-meta b-nowrap">
                {place.ruleId} · {place.confidence}
              </td>
              <td className="b-num">{place.held}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
