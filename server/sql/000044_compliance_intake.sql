-- What a self-hoster's compliance needs beside the records: requests to stop that came by mail or post, the facts the gate is
-- given about the seller, which rules were in force, codes that prove whose number it is, and what may be deleted after its term.

-- Every request to stop that did not come by text. The words of those that ask for nothing are not kept.
create table baton.revocation_intake (
  id          text collate "C" primary key,
  -- The letter's or message's own id: the same one is taken once.
  receipt     text not null unique,
  received_ms bigint not null,
  written_ms  bigint not null,
  how         text not null check (how in ('email', 'post', 'phone', 'in-person', 'chat', 'other')),
  -- `review`: somebody must say whose number it is, or what is meant, before due_ms.
  status      text not null check (status in ('applied', 'review', 'dismissed', 'no-request')),
  sender      text,
  words       text,
  judged      jsonb not null,
  phones      text[] not null default '{}',
  evidence    jsonb,
  due_ms      bigint,
  settled_by  text,
  settled_ms  bigint,
  settled_why text
);
create index revocation_intake_newest on baton.revocation_intake (written_ms desc, id desc);
create index revocation_intake_open on baton.revocation_intake (due_ms) where status = 'review';
create index leads_email on baton.leads (lower(email)) where email is not null;

-- What the gate is told of this installation: every version is kept, the newest holds. Written once, never updated.
create table baton.compliance_settings (
  version    bigint generated always as identity primary key,
  at_ms      bigint not null,
  changed_by text not null,
  note       text not null,
  value      jsonb not null
);

-- Rule tables as they were when the program started with them, so that two versions can be laid side by side.
create table baton.rule_versions (
  version      text collate "C" primary key,
  activated_ms bigint not null,
  first_seen_ms bigint not null,
  rows         jsonb not null
);

-- Codes sent to a number to prove that whoever filled the form holds it. The code itself is kept as a hash.
create table baton.number_codes (
  id         text collate "C" primary key,
  phone      bigint not null,
  code_hash  bytea not null,
  form       jsonb not null,
  made_ms    bigint not null,
  expires_ms bigint not null,
  tries      smallint not null default 0,
  used_ms    bigint
);
create index number_codes_phone on baton.number_codes (phone, made_ms desc);
create index number_codes_old on baton.number_codes (expires_ms);

-- The carrier's allowance is counted from what was handed over.
create index consent_attempts_sent on baton.consent_attempts (seller_id, channel, at_ms desc);

-- A rule's end of term empties log rows as an erasure does, and says so; changed settings are entries of their own.
alter table baton.consent_log drop constraint consent_log_kind_check;
alter table baton.consent_log add constraint consent_log_kind_check check (kind in
  ('decision', 'consent', 'consent-status', 'suppression', 'lift', 'list', 'erasure', 'settings', 'number-check'));
create index consent_log_age on baton.consent_log (at_ms) where erased_at_ms is null;

-- What the law or the defence of claims wants kept of an erased person, sealed under a key of its own, until its term ends.
create table baton.erasure_archive (
  id        text collate "C" primary key,
  reference text not null,
  kind      text not null,
  made_ms   bigint not null,
  until_ms  bigint not null,
  -- 12 bytes nonce, 16 bytes tag, AES-256-GCM of JSON
  sealed    bytea not null
);
create index erasure_archive_until on baton.erasure_archive (until_ms);

-- What is past its term is found by its age.
create index messages_age on baton.messages (at_ms);
create index consent_attempts_age on baton.consent_attempts (at_ms);
create index consent_number_checks_age on baton.consent_number_checks (at_ms);
create index consent_records_archived on baton.consent_records (at_ms) where archived;
