import type { MessageView } from '../../main/contract/model.ts';
import type { RequestInput } from '../../main/contract/requests.ts';
import type { RuleProblemView } from '../../main/contract/rule-requests.ts';
import type { Rule } from '../../main/contract/rules.ts';
import { bytesOf, type Json, jsonOf, textOf } from '../device/payload.ts';
import { completed, fieldOf, placesOf } from './drafts.ts';

export type Tryable = RequestInput<'rules.try'>['messages'][number];

/** A message that a person typed. */
export interface OwnMessage {
  readonly topic: string;
  readonly payload: string;
  readonly clientId: string;
  /** Where it would have come from; null: from nowhere in particular. */
  readonly connectionId: string | null;
  /** As a field for date and time has it, in local time; empty: now. */
  readonly at: string;
}

/** A topic that a filter means, to begin with. */
export const topicFor = (filter: string | null): string =>
  (filter ?? '').replace(/(^|\/)#$/, '$1x').replaceAll(/(^|\/)\+(?=\/|$)/g, '$1x');

/** Of a recorded message, as far as it is text. */
export const copyOf = (message: MessageView): OwnMessage => ({
  topic: message.topic,
  payload: textOfMessage(message),
  connectionId: message.connectionId,
  clientId: '',
  at: '',
});

export const textOfMessage = ({ payloadBase64, payloadBytes }: MessageView): string => {
  const bytes = bytesOf(payloadBase64);
  return textOf(bytes, payloadBytes > bytes.length).text;
};

/** What is tried; null while there is no topic. */
export function toTry(own: OwnMessage): Tryable | null {
  if (own.topic === '') return null;
  const at = own.at === '' ? Number.NaN : new Date(own.at).getTime();
  return {
    topic: own.topic,
    payload: own.payload,
    connectionId: own.connectionId,
    clientId: own.clientId === '' ? null : own.clientId,
    at: Number.isFinite(at) && at >= 0 ? at : null,
  };
}

/** Of the payload, as far as keys can be offered of it. */
export const keysIn = (text: string): Json | undefined => (text.length > 100_000 ? undefined : jsonOf(text));

/**
 * The rule as far as it can be run: without the actions in which something is wrong.
 * @returns also the places that these actions have in the whole rule; null while the statement cannot be read
 */
export function runnable(
  rule: Rule,
  problems: readonly RuleProblemView[],
  missing: ReadonlySet<string>,
): { readonly rule: Rule; readonly places: readonly number[] } | null {
  if (problems.some(({ field }) => field === 'sql')) return null;
  const whole = completed(rule);
  const isSound = (place: number | 'error'): boolean => {
    const within = `${fieldOf(place)}.`;
    return !problems.some(({ field }) => field.startsWith(within)) && ![...missing].some((field) => field.startsWith(within));
  };
  const places = placesOf(rule).flatMap(([place]) => (place !== 'error' && isSound(place) ? [place] : []));
  return {
    rule: {
      ...whole,
      actions: places.flatMap((place) => whole.actions.slice(place, place + 1)),
      errorAction: isSound('error') ? whole.errorAction : null,
    },
    places,
  };
}
