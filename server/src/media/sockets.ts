/**
 * Datagram sockets of a media thread, whoever opens them: Node's own module (`sockets-dgram.ts`, everywhere), or the system's
 * calls without it (`sockets-libc.ts`, Linux), at half the processor time a packet.
 *
 * An implementation MUST deliver packets in the order they came, and MUST hand each on in memory that is the listener's until it
 * returns and nobody's after: it may be written to and sent on, and whoever keeps it copies. MUST have sent or copied a packet
 * before `send` returns. MUST, once connected, deliver the peer's packets alone, also of those that were queued before. MUST NOT
 * deliver what came before there was a listener, and nothing after `close`. MUST NOT throw for what the network does: a far end
 * that is not there yet, or no more, is a packet lost.
 */

export interface DatagramSocket {
  /** From now on `send` goes there, and packets come from there. An address of another family: nothing goes or comes. */
  connect(address: string, port: number): void;
  disconnect(): void;
  /** To whom it is connected. False when it is not, or the system had no room: the packet is then gone. */
  send(packet: Uint8Array): boolean;
  /** The same to anybody; `address` is a number, never a name. */
  sendTo(packet: Uint8Array, port: number, address: string): boolean;
  /** At most one; undefined stops delivery, and what comes meanwhile is dropped. */
  onPacket(listener: PacketListener | undefined): void;
  /** Closing twice is closing once. */
  close(): void;
}

/** `address` and `port` are the sender's, the address as the system writes it. */
export type PacketListener = (packet: Buffer, address: string, port: number) => void;

export interface DatagramSockets {
  kind: 'dgram' | 'libc';
  /** Binds the port for this socket alone; rejects with the system's code (EADDRINUSE) when it is taken. */
  bind(address: string, port: number): Promise<DatagramSocket>;
  /** Delivers what is here by now, for those that wait for it; the others deliver by themselves. */
  look(): void;
  /** False: packets need not wake the thread, somebody calls `look` every few ms. At first each one does. */
  wakeForEach(each: boolean): void;
  /** Closes all that are open; nothing is bound after it. */
  close(): void;
}

export type SocketsChoice = 'auto' | DatagramSockets['kind'];
