import type { DeviceOptions } from '../mqtt/device.ts';

export const MODES = ['both', 'publish', 'subscribe'] as const;
/** Its socket is cut; it hangs until the broker gives it up; it says goodbye, and leaves no will. */
export const DEATHS = ['abrupt', 'silent', 'clean'] as const;

export interface ThingOptions
  extends Required<Pick<DeviceOptions, 'url' | 'clientId' | 'caFile' | 'certFile' | 'keyFile' | 'aws' | 'keepAliveSeconds'>> {
  readonly topic: string;
  readonly mode: (typeof MODES)[number];
  /** The text in what it publishes once connected. */
  readonly message: string;
  readonly willTopic: string;
  readonly willQos: 0 | 1 | 2;
  /** How long it lives, from its first connection on. */
  readonly afterSeconds: number;
  readonly die: (typeof DEATHS)[number];
}

/** The will of the recipe. */
export function willOf(clientId: string): string {
  return JSON.stringify({ state: { reported: { last_will: 'yes', trigger_action: 'on', client_id: clientId } } });
}

/** What it says once it is connected: the recipe's message, and, which the recipe leaves out, who it is; so its return can be seen. */
export function spoken({ clientId, message }: Pick<ThingOptions, 'clientId' | 'message'>): string {
  return JSON.stringify({ message, state: { reported: { client_id: clientId } } });
}
