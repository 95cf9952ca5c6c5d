import type { Convention, Reading } from './convention.ts';
import { at, idAt, type Payload, textAt } from './payload.ts';

const WILL = '/last/will/topic';
const CONNECTED = '/lwt/connected/topic';
/** The recipe spells "yes" and "on"; what is typed by hand into a device's firmware also says it otherwise. */
const YES: ReadonlySet<string> = new Set(['yes', 'on', 'true', '1']);

/**
 * The cloud recipe: one will topic for all things, the thing named in the payload.
 * `{"state":{"reported":{"last_will":"yes","trigger_action":"on","client_id":"lwtThing"}}}`
 * Keys are read in any case of letters, with or without underscore.
 * A will with `trigger_action` other than "on" is a will all the same, but asks for no action.
 * @see https://aws.amazon.com/blogs/iot/monitor-aws-iot-connections-in-near-real-time-using-mqtt-lwt/
 */
export const lwtThing: Convention = {
  id: 'lwtThing',
  filters: [WILL, CONNECTED],
  hasBirths: false,
  topic: WILL,
  read(topic: string, payload: Payload): Reading | null {
    if (topic !== WILL && topic !== CONNECTED) return null;
    const reported = lookUp(lookUp(payload.json(), 'state'), 'reported');
    const deviceId = idAt(lookUp(reported, 'client_id'), '');
    if (deviceId === null) return { kind: 'unrecognised' };
    if (topic === CONNECTED) return { kind: 'says', deviceId, saying: 'online', verdict: 'abrupt', quiet: false };
    if (!saysYes(lookUp(reported, 'last_will'))) return { kind: 'unrecognised' };
    return { kind: 'says', deviceId, saying: 'offline', verdict: 'abrupt', quiet: !saysYes(lookUp(reported, 'trigger_action')) };
  },
};

const saysYes = (value: unknown): boolean => YES.has(textAt(value, '')?.toLowerCase() ?? '');
const simplify = (key: string): string => key.toLowerCase().replaceAll('_', '');

/** The value of a key as spelt, else of the first that differs only in case and underscores. */
function lookUp(value: unknown, key: string): unknown {
  const exact = at(value, key);
  if (exact !== undefined || typeof value !== 'object' || value === null || Array.isArray(value)) return exact;
  const found = Object.keys(value).find((one) => simplify(one) === simplify(key));
  return found === undefined ? undefined : (value as Record<string, unknown>)[found];
}
