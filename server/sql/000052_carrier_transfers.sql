-- Who takes a cold pass to a number outside where the lead is reached over this carrier.
alter table baton.sip_trunks add column transfers text not null default 'bridge' check (transfers in ('bridge', 'refer'));
