/**
 * The leg of a supervisor who listens, whispers or barges. It is told by its id, and the event table sends what happens
 * to it to the call alone: the transfer never hears of it, so it can count neither as the lead's leg nor as an agent's.
 */
const prefix = 'monitor-';

/** The id of a new one. */
export const monitorLegId = (id: string): string => `${prefix}${id}`;
export const isMonitorLeg = (legId: string): boolean => legId.startsWith(prefix);
/** The phone of a person on the floor page. */
export const floorStationId = (personId: string): string => `floor:${personId}`;
