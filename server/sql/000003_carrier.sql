-- The virtual carrier's own memory (demo mode): what a real carrier would remember for us. The core never reads it.
create table baton.carrier_texts (
  id         text collate "C" primary key,
  phone      text not null,
  direction  text not null check (direction in ('to', 'from')),
  channel    text not null,
  body       text not null,
  at_ms      bigint not null,
  status     text not null,
  -- the page's own id of a text it sent, so that a repeat after a lost socket is not a second text
  client_id  text
);
create index carrier_texts_phone on baton.carrier_texts (phone, at_ms, id);
create unique index carrier_texts_client on baton.carrier_texts (phone, client_id) where client_id is not null;

-- A visitor's web chat: who has the token reads that conversation, so only its hash is kept.
create table baton.chats (
  token_hash text primary key,
  phone      text not null,
  created_ms bigint not null
);
create index chats_phone on baton.chats (phone);
