import { isAwsIot } from '../contract/aws-iot.ts';
import type { LiveAnswers, LivePublished } from '../contract/live.ts';
import type { CheckedInput } from '../contract/requests.ts';
import type { BrokerSettings } from '../contract/settings.ts';
import type { Outgoing } from '../mqtt/port.ts';
import { awsPayloadFault } from '../settings/aws-iot-limits.ts';
import { topicFault } from './faults.ts';
import type { LiveSessions } from './live-sessions.ts';

type Handlers = {
  readonly [N in keyof LiveAnswers]: (input: CheckedInput<N>) => LiveAnswers[N] | Promise<LiveAnswers[N]>;
};

export interface LiveDeskParts {
  readonly sessions: LiveSessions;
  readonly brokers: () => readonly BrokerSettings[];
  /** On the connection that watches: it is there already, and known to the broker. */
  readonly publish: (connectionId: string, message: Outgoing) => Promise<LivePublished>;
}

/** What answers the requests of live pages. */
export function liveHandlers({ sessions, brokers, publish }: LiveDeskParts): Handlers {
  return {
    'live.open': ({ connectionId, id }) => sessions.open(connectionId, id),
    'live.close': ({ id }) => sessions.close(id),
    'live.subscribe': ({ id, filters, qos }) => sessions.get(id)?.subscribe(filters, qos) ?? { ok: false, reason: 'gone' },
    'live.unsubscribe': ({ id, filters }) => sessions.get(id)?.unsubscribe(filters) ?? null,
    'live.pause': ({ id, paused }) => sessions.get(id)?.pause(paused) ?? null,
    'live.clear': ({ id }) => sessions.get(id)?.clear() ?? null,
    'live.rows': ({ id, ...query }) => sessions.get(id)?.rows(query) ?? null,
    'live.message': ({ id, seq }) => sessions.get(id)?.message(seq) ?? null,
    'live.publish': async ({ connectionId, ...message }) => {
      const broker = brokers().find(({ id }) => id === connectionId);
      if (broker === undefined) return { ok: false, reason: 'no-connection' };
      const isAws = isAwsIot(broker);
      const fault =
        topicFault(message.topic, isAws) ?? (isAws && awsPayloadFault(message.payload) !== null ? 'aws-payload' : null);
      return fault === null ? publish(connectionId, message) : { ok: false, reason: fault };
    },
  };
}
