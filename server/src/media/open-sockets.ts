/** Which of the two kinds of sockets a thread gets. */
import { BatonError } from '../errors.ts';
import type { DatagramSockets, SocketsChoice } from './sockets.ts';
import { openDgramSockets } from './sockets-dgram.ts';
import { openLibcSockets } from './sockets-libc.ts';

/**
 * 'auto' takes the faster kind where it can be had; `why` says why it could not. Asked for by name and not to be had, it rejects
 * with the reason.
 */
export async function openSockets(
  choice: SocketsChoice,
  openFast: () => Promise<DatagramSockets> = openLibcSockets,
): Promise<{ sockets: DatagramSockets; why: string | undefined }> {
  if (choice === 'dgram') return { sockets: openDgramSockets(), why: undefined };
  try {
    return { sockets: await openFast(), why: undefined };
  } catch (error) {
    const why = (error instanceof Error ? error.message : String(error)).split('\n')[0]!;
    if (choice === 'libc')
      throw new BatonError('BAD_CONFIG', `The system's own sockets cannot be had here: ${why}`, {
        hint: 'Run npm ci (the package koffi is needed, on Linux), or set BATON_MEDIA_SOCKETS to auto or dgram.',
        cause: error,
      });
    return { sockets: openDgramSockets(), why };
  }
}
