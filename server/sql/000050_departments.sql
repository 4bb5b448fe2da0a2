-- A number is answered by a playbook or by a department; departments themselves are a part of the settings.
alter table baton.sip_numbers add column department text;
