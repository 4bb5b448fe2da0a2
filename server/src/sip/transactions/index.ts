export { sendCancel, sendLoose, sendRequest } from './client.ts';
export { serverKey } from './keys.ts';
export {
  createTransactionLayer,
  DEFAULT_LIMITS,
  type LayerOptions,
  type TransactionLayer,
  type TransactionLimits,
  type TransactionUser,
} from './layer.ts';
export { receive } from './receive.ts';
export { repeatSuccess, respond } from './server.ts';
export { giveUpMs, RFC_TIMERS, type TimerValues } from './timer-values.ts';
export { createTimerWheel, SLOT_MS, type TimerWheel, type WheelTimer } from './timer-wheel.ts';
export type { ClientHandlers, ClientTransaction, ServerTransaction } from './transaction.ts';
