import type { Convention, Reading } from './convention.ts';
import { type Payload, textAt } from './payload.ts';

const WILL = '/last/will/topic';
const CONNECTED = '/lwt/connected/topic';

/**
 * The cloud recipe: one will topic for all things, the thing named in the payload.
 * `{"state":{"reported":{"last_will":"yes","trigger_action":"on","client_id":"lwtThing"}}}`
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
    const deviceId = textAt(payload.json(), 'state.reported.client_id');
    if (deviceId === null) return { kind: 'unrecognised' };
    if (topic === CONNECTED) return { kind: 'says', deviceId, saying: 'online', verdict: 'abrupt', quiet: false };
    if (textAt(payload.json(), 'state.reported.last_will')?.toLowerCase() !== 'yes') return { kind: 'unrecognised' };
    const quiet = textAt(payload.json(), 'state.reported.trigger_action')?.toLowerCase() !== 'on';
    return { kind: 'says', deviceId, saying: 'offline', verdict: 'abrupt', quiet };
  },
};
