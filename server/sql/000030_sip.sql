-- Telephones: carriers (trunks), the numbers they bring, and desk phones that register here.
create table baton.sip_trunks (
  id          text collate "C" primary key,
  name        text not null,
  -- sip:carrier.example or sip:192.0.2.1:5060;transport=tcp
  server      text not null,
  username    text,
  -- The carrier asks for the password itself in ways that no hash of ours could answer, so it is kept as it is.
  password    text,
  registers   boolean not null default false,
  -- addresses calls may come from, besides those of the server
  hosts       text[] not null default '{}',
  -- what people called over it see; null: the number of the order
  caller      text,
  created_ms  bigint not null,
  check (not registers or (username is not null and password is not null))
);

create table baton.sip_numbers (
  e164        text collate "C" primary key,
  trunk_id    text not null references baton.sip_trunks (id) on delete cascade,
  playbook    text not null,
  created_ms  bigint not null
);
create index sip_numbers_trunk on baton.sip_numbers (trunk_id);

create table baton.sip_phones (
  -- what the phone signs in as
  sip_user    text collate "C" primary key,
  agent_id    text not null references baton.agents (id) on delete cascade,
  label       text not null,
  -- hash of user, realm and secret; the secret itself is shown once and kept nowhere
  sha256      text,
  md5         text not null,
  created_ms  bigint not null
);
create index sip_phones_agent on baton.sip_phones (agent_id);
