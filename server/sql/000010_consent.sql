-- May we contact this person: consents, the do-not-contact store, attempts, lists, and the log of every decision.
-- A phone number is kept as a bigint of its E.164 digits: half the index of a text, and ten million fit in memory.

-- Append-only log in 32 hash chains (by number), so that dispatches of different people do not wait for each other.
-- hash_self = sha256(hash_prev, chain, seq, digest); digest covers the content, which an erasure may empty later.
create table baton.consent_log (
  chain        smallint not null,
  seq          bigint not null,
  at_ms        bigint not null,
  kind         text not null check (kind in ('decision', 'consent', 'consent-status', 'suppression', 'lift', 'list', 'erasure')),
  seller_id    text not null,
  phone        bigint,
  lead_id      text,
  payload      jsonb,
  digest       text not null,
  hash_prev    text not null,
  hash_self    text not null,
  erased_at_ms bigint,
  primary key (chain, seq)
);
create index consent_log_phone on baton.consent_log (phone, at_ms) where phone is not null;
create index consent_log_lead on baton.consent_log (lead_id, at_ms) where lead_id is not null;

create table baton.consent_log_heads (
  chain smallint primary key,
  seq   bigint not null,
  hash  text not null
);
insert into baton.consent_log_heads (chain, seq, hash)
  select n, 0, repeat('0', 64) from generate_series(0, 31) as n;

-- Only an erasure may change a row, and only by emptying it.
create function baton.consent_log_guard() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE'
     and old.erased_at_ms is null and new.erased_at_ms is not null
     and new.payload is null and new.phone is null and new.lead_id is null
     and (new.chain, new.seq, new.at_ms, new.kind, new.seller_id, new.digest, new.hash_prev, new.hash_self)
       = (old.chain, old.seq, old.at_ms, old.kind, old.seller_id, old.digest, old.hash_prev, old.hash_self)
  then return new;
  end if;
  raise exception 'consent_log is append-only' using errcode = 'restrict_violation';
end $$;
create trigger consent_log_append_only before update or delete on baton.consent_log
  for each row execute function baton.consent_log_guard();
create trigger consent_log_no_truncate before truncate on baton.consent_log
  for each statement execute function baton.consent_log_guard();

-- One row per seller and number; its lock orders opt-outs and sends, its version tells whether anything arrived (G18).
create table baton.consent_contacts (
  seller_id       text not null,
  phone           bigint not null,
  version         bigint not null default 1,
  last_inbound_ms bigint,
  primary key (phone, seller_id)
);

-- Written once, never updated. What happened to it since is in consent_status.
create table baton.consent_records (
  consent_id text collate "C" primary key,
  seller_id  text not null,
  phone      bigint not null,
  lead_id    text,
  at_ms      bigint not null,
  written_ms bigint not null,
  record     jsonb not null,
  digest     text not null,
  archived   boolean not null default false
);
create index consent_records_phone on baton.consent_records (phone, seller_id) where not archived;
create index consent_records_lead on baton.consent_records (lead_id) where lead_id is not null;
create table baton.consent_status (
  consent_id        text collate "C" primary key references baton.consent_records (consent_id),
  status            text not null check (status in ('active', 'revoked', 'number_mismatch')),
  changed_ms        bigint not null,
  last_relied_on_ms bigint
);

create function baton.consent_records_guard() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and new.archived
     and (new.consent_id, new.seller_id, new.phone, new.at_ms, new.written_ms, new.record, new.digest)
       = (old.consent_id, old.seller_id, old.phone, old.at_ms, old.written_ms, old.record, old.digest)
  then return new;
  end if;
  -- the end of the archive's term (section 13) is the only deletion
  if tg_op = 'DELETE' and old.archived then return old; end if;
  raise exception 'consent_records is append-only' using errcode = 'restrict_violation';
end $$;
create trigger consent_records_append_only before update or delete on baton.consent_records
  for each row execute function baton.consent_records_guard();
create trigger consent_records_no_truncate before truncate on baton.consent_records
  for each statement execute function baton.consent_records_guard();

-- The do-not-contact store. Never expires. channels: sms 1, voice_ai 2, voice_live 4, voicemail 8, email 16, webchat 32;
-- purposes: marketing 1, service 2, all 3. After an erasure only phone_hmac names the number.
-- A btree on the number: 271 MB measured for ten million entries written in random order, one look-up a key.
create table baton.consent_suppressions (
  id           bigint generated always as identity primary key,
  phone        bigint,
  phone_hmac   bytea,
  effective_ms bigint not null,
  received_ms  bigint not null,
  lifted_ms    bigint,
  channels     smallint not null check (channels between 1 and 63),
  purposes     smallint not null check (purposes between 1 and 3),
  seller_id    text not null,
  reason       text not null,
  verbatim     text,
  evidence_ref text,
  classifier   jsonb,
  lead_id      text,
  lifted_by    text,
  check ((phone is null) <> (phone_hmac is null))
);
create index consent_suppressions_phone on baton.consent_suppressions (phone) where phone is not null;
create index consent_suppressions_hmac on baton.consent_suppressions (phone_hmac) where phone_hmac is not null;
-- The same receipt delivered twice suppresses once.
create unique index consent_suppressions_receipt on baton.consent_suppressions (seller_id, evidence_ref, phone)
  where evidence_ref is not null;

create table baton.consent_attempts (
  ref           text collate "C" primary key,
  seller_id     text not null,
  phone         bigint not null,
  at_ms         bigint not null,
  channel       text not null check (channel in ('sms', 'voice', 'webchat')),
  answered      boolean not null default false,
  voicemail     boolean not null default false,
  direct_reply  boolean not null default false,
  failed        boolean not null default false,
  lead_id       text
);
create index consent_attempts_recent on baton.consent_attempts (phone, seller_id, at_ms desc);

create table baton.consent_blocks (
  phone     bigint not null,
  seller_id text not null,
  kind      text not null check (kind in ('litigator', 'complaint', 'legal-threat', 'tenant-block', 'minor', 'deceased')),
  at_ms     bigint not null,
  note      text,
  primary key (phone, seller_id, kind)
);

create table baton.consent_number_checks (
  phone        bigint not null,
  seller_id    text not null,
  at_ms        bigint not null,
  answer       text not null check (answer in ('yes', 'no', 'no-data')),
  query_ref    text,
  database_day text,
  primary key (phone, seller_id, at_ms)
);

-- Do-not-call lists. Ten thousand neighbouring numbers are one row: sorted 16-bit line numbers, or a bitmap when that is
-- shorter. Ten million numbers in random
-- order took 178 MB (a row each would take some 600), and a look-up is one key.
create table baton.dnc_copies (
  id          bigint generated always as identity primary key,
  seller_id   text not null,
  list        text not null,
  copy_at_ms  bigint not null,
  imported_ms bigint not null,
  san         text,
  sha256      text,
  area_codes  text[],
  numbers     bigint not null default 0,
  active      boolean not null default false
);
create unique index dnc_copies_active on baton.dnc_copies (seller_id, list) where active;
create table baton.dnc_blocks (
  copy_id bigint not null references baton.dnc_copies (id) on delete cascade,
  block   bigint not null,
  lines   bytea not null,
  primary key (copy_id, block)
);
