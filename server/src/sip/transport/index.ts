export { type FakeNetwork, type FakeNetworkOptions, fakeNetwork } from './fake-network.ts';
export { createHub, type Hub, type HubHandlers, responseRemote, viaFor } from './hub.ts';
export { isLoopback, plainHost, wireHost } from './local-address.ts';
export { type StreamOptions, type TlsStreamOptions, tcpTransport, tlsTransport } from './stream.ts';
export {
  type HostPort,
  type Protocol,
  type Remote,
  sameRemote,
  type Transport,
  type TransportHandlers,
} from './transport.ts';
export { type UdpOptions, udpTransport } from './udp.ts';
