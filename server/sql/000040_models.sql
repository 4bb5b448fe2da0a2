-- What a larger model was asked, what it cost, and why it was not heard where it was not. No text is kept here.
create table baton.model_turns (
  id            text collate "C" primary key,
  lead_id       text not null,
  at_ms         bigint not null,
  provider      text not null,
  model         text not null,
  -- 'answered', or why not
  outcome       text not null,
  took_ms       integer not null,
  input_tokens  bigint not null,
  output_tokens bigint not null,
  -- US dollars by the prices set at that time; null where none are set
  cost_usd      double precision
);
create index model_turns_lead on baton.model_turns (lead_id, at_ms);
create index model_turns_at on baton.model_turns (at_ms);

-- Thresholds a person accepted. In force while the playbook's own value is still `base`; an edit of the playbook wins.
create table baton.threshold_changes (
  id            text collate "C" primary key,
  at_ms         bigint not null,
  playbook      text not null,
  question_type text not null check (question_type in ('factual', 'open', 'regulated')),
  base          double precision not null,
  before        double precision not null,
  after         double precision not null,
  by            text not null,
  -- what the floor's outcomes said when it was accepted
  evidence      jsonb not null,
  undone_ms     bigint,
  undone_by     text
);
create index threshold_changes_of on baton.threshold_changes (playbook, question_type, at_ms);

-- What the threshold was compared with when the transfer began: recorded with the outcome, so that a later question
-- of the same thread does not change which threshold the outcome speaks of.
alter table baton.dispositions
  add column playbook      text,
  add column question_type text,
  add column score         double precision,
  add column threshold     double precision;
