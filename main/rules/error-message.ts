import type { RuleAction } from '../contract/rules.ts';
import { toBase64 } from './functions/base64.ts';

/** Names as AWS has them; of ours in the same way. */
const NAMES: Readonly<Record<RuleAction['kind'], string>> = {
  notification: 'NotificationAction',
  republish: 'RepublishAction',
  sns: 'SnsAction',
  email: 'EmailAction',
  webhook: 'HttpAction',
};

export interface ActionFailure {
  readonly kind: RuleAction['kind'];
  /** What it was for: the topic, the address. */
  readonly target: string;
  readonly reason: string;
}

/**
 * What an error action sends, as AWS has it.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/rule-error-handling.html
 */
export function errorMessage(
  ruleName: string,
  message: { readonly topic: string; readonly payload: Uint8Array },
  failures: readonly ActionFailure[],
): Uint8Array {
  const text = JSON.stringify({
    ruleName,
    topic: message.topic,
    cloudwatchTraceId: 'n/a',
    clientId: 'n/a',
    base64OriginalPayload: toBase64(message.payload),
    failures: failures.map(({ kind, target, reason }) => ({
      failedAction: NAMES[kind],
      failedResource: target,
      errorMessage: reason,
    })),
  });
  return new TextEncoder().encode(text);
}
