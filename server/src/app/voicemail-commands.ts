/** What happens when a machine answers for a lead: shown, checked, stored, in force from the next transfer on. */

import type { VoicemailRoute } from '../../../contract/voicemail.ts';
import { BatonError } from '../errors.ts';
import type { Commands } from '../http/services.ts';
import type { Tx } from '../kernel/loop.ts';
import { parsePhone } from '../lead/phone.ts';
import { changeSettings } from './change-settings.ts';
import type { Core } from './core.ts';
import type { Settings } from './settings.ts';
import { isTollFree, messageOf, messageProblems, SUGGESTION } from './voicemail-message.ts';

interface Input {
  detectMachines: boolean;
  optOutNumber: string | null;
  messages: Record<string, string>;
}

/** For each bad field what it takes; empty: all is well. */
async function problemsOf(core: Core, tx: Tx, input: Input): Promise<Record<string, string>> {
  const problems: Record<string, string> = {};
  const used = Object.entries(input.messages).filter(([, text]) => text !== '');
  for (const [playbook, text] of used) {
    const [first] = core.playbooks.has(playbook) ? messageProblems(text) : ['There is no such playbook.'];
    if (first !== undefined) problems[`messages.${playbook}`] = first;
  }
  if (input.optOutNumber === null) {
    if (used.length > 0)
      problems.optOutNumber = 'A message must name a toll-free number of yours to opt out at.';
    return problems;
  }
  const phone = parsePhone(input.optOutNumber);
  if (!phone.ok) return { ...problems, optOutNumber: phone.message };
  if (!isTollFree(phone.e164))
    return { ...problems, optOutNumber: 'It must be toll-free: 800, 833, 844, 855, 866, 877 or 888.' };
  const { rows } = await tx.query({
    text: 'select 1 from baton.sip_numbers where e164 = $1',
    values: [phone.e164],
  });
  if (!rows[0])
    problems.optOutNumber = 'It must be listed under Numbers: who calls it opts out there by key 9.';
  return problems;
}

function cleaned({ optOutNumber, messages }: Input): Settings['voicemail'] {
  const phone = optOutNumber === null ? null : parsePhone(optOutNumber);
  return {
    optOutNumber: phone?.ok ? phone.e164 : null,
    messages: Object.fromEntries(Object.entries(messages).filter(([, text]) => text !== '')),
  };
}

export function voicemailCommands(core: Core): Pick<Commands, VoicemailRoute> {
  const view = ({ detectMachines, voicemail: { optOutNumber, messages }, seller }: Settings) => ({
    detectMachines,
    optOutNumber,
    suggestion: SUGGESTION,
    playbooks: [...core.playbooks.values()].map((playbook) => {
      const text = messages[playbook.id] ?? null;
      const parts = {
        firstName: 'Maria',
        seller: playbook.seller.name,
        number: seller.number,
        optOutNumber: optOutNumber ?? '',
      };
      const heard = text === null ? null : messageOf(text, parts).written;
      return { id: playbook.id, name: playbook.name, text, heard };
    }),
  });
  return {
    voicemail: async () => view(core.settings),
    async editVoicemail(actor, { body, nowMs }) {
      await changeSettings(core, { actor, nowMs }, async (before, tx) => {
        const problems = await problemsOf(core, tx, body);
        if (Object.keys(problems).length > 0)
          throw new BatonError('VALIDATION', 'This message cannot be left.', {
            hint: 'See `fields` for what is missing; nothing was saved.',
            details: { fields: problems },
          });
        const settings = { ...before, detectMachines: body.detectMachines, voicemail: cleaned(body) };
        const kept = ({ detectMachines, voicemail }: Settings) => ({ detectMachines, ...voicemail });
        return {
          settings,
          record: {
            thingId: 'voicemail',
            thing: 'Voicemail',
            words: 'changed what happens when a machine answers',
            before: kept(before),
            after: kept(settings),
          },
        };
      });
      return view(core.settings);
    },
  };
}
