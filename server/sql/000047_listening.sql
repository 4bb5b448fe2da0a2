-- Who heard a person, and who opened what was sealed of them, are entries of their own in the log; the archive is found by number.

alter table baton.consent_log drop constraint consent_log_kind_check;
alter table baton.consent_log add constraint consent_log_kind_check check (kind in
  ('decision', 'consent', 'consent-status', 'suppression', 'lift', 'list', 'erasure', 'settings', 'number-check', 'listening', 'archive'));
-- The openings of the sealed archive; the first ones were entries of kind 'list'.
create index consent_log_archive on baton.consent_log (at_ms desc)
  where kind = 'archive' or (kind = 'list' and payload->>'list' = 'sealed archive');

-- HMAC-SHA256 of the number under the key of erasures: finds what was sealed of it without keeping it. Null in what was sealed before.
alter table baton.erasure_archive add column phone_hmac bytea;
create index erasure_archive_phone on baton.erasure_archive (phone_hmac) where phone_hmac is not null;
create index erasure_archive_reference on baton.erasure_archive (reference);
