/** What the HTTP edge asks of the app: commands, live views, ties, intake, and the sockets of phones and chats. */

import type { Engine } from '../adapters/engine/engine.ts';
import type { VirtualCarrier } from '../adapters/handset/carrier.ts';
import type { Chat, Commands, Intake, Services } from '../http/services.ts';
import type { Core } from './core.ts';
import { deskView } from './views/desk.ts';
import { floorView } from './views/floor.ts';
import { leadDetail, leadList } from './views/leads.ts';
import { transferDetail } from './views/transfers.ts';

export interface ServiceParts {
  commands: Commands;
  engine: Engine;
  carrier: VirtualCarrier;
  chat: Chat;
  arrive: (input: Parameters<Intake['create']>[1], key: string | null) => ReturnType<Intake['create']>;
  demoPerson: Services['demoPerson'];
  onChanged: Services['onChanged'];
}

export function createServices(core: Core, parts: ServiceParts): Services {
  const { db } = core;
  const now = () => core.clock.nowMs();
  return {
    commands: parts.commands,
    views: {
      desk: (agentId) => deskView(core, db, agentId, now()),
      floor: () => floorView(core, db, now()),
      leads: () => leadList(core, db, { limit: 50 }),
      lead: (leadId) => leadDetail(core, db, leadId, now()),
      transfer: (transferId) => transferDetail(core, db, transferId, now()),
    },
    ties: {
      async lead(agentId, leadId) {
        const { rowCount } = await db.query({
          name: 'tie-lead',
          text: `select 1 from baton.transfers where lead_id = $1 and state->'offered' @> jsonb_build_array(jsonb_build_object('agentId', $2::text)) limit 1`,
          values: [leadId, agentId],
        });
        return (rowCount ?? 0) > 0;
      },
      async transfer(agentId, transferId) {
        const { rowCount } = await db.query({
          name: 'tie-transfer',
          text: `select 1 from baton.transfers where id = $1 and state->'offered' @> jsonb_build_array(jsonb_build_object('agentId', $2::text)) limit 1`,
          values: [transferId, agentId],
        });
        return (rowCount ?? 0) > 0;
      },
    },
    intake: {
      playbookIds: () => [...core.playbooks.keys()],
      async known(phones) {
        const { rows } = await db.query<{ phone: string }>({
          name: 'known-phones',
          text: 'select phone from baton.leads where phone = any($1)',
          values: [phones],
        });
        return new Set(rows.map((row) => row.phone));
      },
      create: (_actor, lead, requestKey) => parts.arrive(lead, requestKey),
    },
    stations: { attach: (stationId, send, close) => parts.engine.stations.attach(stationId, send, close) },
    handset: { attach: (e164, send) => parts.carrier.attach(e164, 'sms', send) },
    chat: parts.chat,
    demoPerson: parts.demoPerson,
    onChanged: parts.onChanged,
  };
}
