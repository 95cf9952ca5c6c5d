/** Payload bytes that cross to the window in one message; the rest stays on disk. */
export const PAYLOAD_VIEW_BYTES = 65_536;
/** Rows one query may ask for. */
export const MAX_ROWS = 500;
