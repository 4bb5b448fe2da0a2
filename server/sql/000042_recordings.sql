-- SRTP: offered to this carrier or phone, and nothing else; and taken from it without TLS too.
alter table baton.sip_trunks add column srtp boolean not null default false;
alter table baton.sip_phones add column srtp boolean not null default false;

-- Recorded calls: one row a file of BATON_DATA/recordings, kept after the file is gone, so that it is known that there was one.
create table baton.recordings (
  id           text collate "C" primary key,
  transfer_id  text collate "C" not null,
  lead_id      text collate "C" not null,
  -- the agent whose conversation it is
  agent_id     text collate "C" not null,
  began_ms     bigint not null,
  ended_ms     bigint,
  length_ms    bigint not null default 0,
  bytes        bigint not null default 0,
  -- conversation that the disk was too slow for; silence in the file
  lost_ms      bigint not null default 0,
  -- running: being written; kept: whole; failed: nothing usable was written; deleted: the file is gone
  state        text not null check (state in ('running', 'kept', 'failed', 'deleted')),
  -- why it is shorter than the call, in the system's words
  failure      text,
  deleted_ms   bigint,
  deleted_why  text check (deleted_why in ('age', 'erasure', 'by hand')),
  deleted_by   text,
  check ((state = 'deleted') = (deleted_ms is not null))
);
create index recordings_transfer on baton.recordings (transfer_id, began_ms);
create index recordings_lead on baton.recordings (lead_id);
create index recordings_age on baton.recordings (began_ms, id) where state in ('kept', 'failed');

-- Who listened, and when. Rows are only ever added.
create table baton.recording_plays (
  recording_id text collate "C" not null references baton.recordings (id),
  at_ms        bigint not null,
  by_id        text not null,
  by_name      text not null
);
create index recording_plays_of on baton.recording_plays (recording_id, at_ms);

-- How well each leg of a call carried sound, counted when it ended.
create table baton.line_quality (
  leg_id         text collate "C" primary key,
  call_id        text collate "C" not null,
  at_ms          bigint not null,
  received       integer not null,
  lost           integer not null,
  jitter_ms      double precision not null,
  sent           integer not null,
  -- what the far end says it missed, and the way there and back; null where it says nothing
  far_lost       integer,
  round_trip_ms  double precision
);
create index line_quality_call on baton.line_quality (call_id);
