/** The one time base of the media plane: mono, 8 kHz, 20 ms. */
export const SAMPLE_RATE_HZ = 8_000;
export const FRAME_MS = 20;
export const FRAME_SAMPLES = 160;
