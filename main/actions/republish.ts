import type { Work } from '../rules/render-action.ts';
import { again, DONE, type Performed, refused } from './port.ts';

/** As often as one message may be handed on from rule to rule. A chain that people build is shorter; what is longer is a loop. */
export const MOST_HOPS = 5;

/** Publishes on the connection that watches. `lost`: sent, and nobody knows whether the broker has it. */
export type Publish = (
  connectionId: string,
  message: { readonly topic: string; readonly payload: Uint8Array; readonly qos: 0 | 1; readonly retain: boolean },
) => Promise<{ readonly ok: true } | { readonly ok: false; readonly reason: 'no-connection' | 'not-connected' | 'lost' }>;

/**
 * Hands a message on.
 * @param from the connection it came from
 * @param hops how often it was handed on before
 */
export async function republish(
  { topic, qos, retain, connectionId }: Work & { readonly kind: 'republish' },
  payload: Uint8Array,
  from: string,
  hops: number,
  publish: Publish,
): Promise<Performed> {
  if (hops >= MOST_HOPS) return refused('too-many-hops', String(hops));
  const target = connectionId ?? from;
  const published = await publish(target, { topic, payload, qos, retain });
  if (published.ok) return DONE;
  switch (published.reason) {
    case 'no-connection':
      return again('no-connection', target);
    case 'not-connected':
      return again('not-connected', target);
    case 'lost':
      return again('unacknowledged', target);
  }
}
