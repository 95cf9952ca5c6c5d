/** Payload bytes that cross to the window in one message; the rest stays on disk. */
export const PAYLOAD_VIEW_BYTES = 65_536;
/** Rows one query may ask for. */
export const MAX_ROWS = 500;
/** Devices or outages one request may act on. */
export const MAX_CHOSEN = 10_000;
/** Characters of a note. */
export const MAX_NOTE = 4000;
/** Characters of a person's name for a device. */
export const MAX_NAME = 120;
/** Mutes an overview names, and devices a mute names. */
export const MUTES_SHOWN = 20;
/** Notes that come with a device or an outage. */
export const NOTES_SHOWN = 50;
/** So often a minute an action of a rule is done, when the rule does not say otherwise. */
export const RULE_PER_MINUTE = 600;
