import type { Work } from '../rules/render-action.ts';
import { type Letter, sendMail } from './email.ts';
import type { MailAccess, Performed } from './port.ts';
import { SnsSender } from './sns.ts';
import { sendWebhook } from './webhook.ts';

/** What leaves this computer for other servers than a broker. None of these rejects; each gives up when the signal says so, or by its own time. */
export interface Actions {
  /** @param secret the value of the secret header; null where none is kept */
  webhook(
    work: Work & { readonly kind: 'webhook' },
    payload: Uint8Array,
    secret: string | null,
    signal: AbortSignal,
  ): Promise<Performed>;
  mail(letter: Letter, mail: MailAccess, signal: AbortSignal): Promise<Performed>;
  sns(work: Work & { readonly kind: 'sns' }, payload: Uint8Array, signal: AbortSignal): Promise<Performed>;
  stop(): Promise<void>;
}

/** The real ones. */
export function openActions(): Actions {
  const sns = new SnsSender();
  return {
    webhook: sendWebhook,
    mail: sendMail,
    sns: (work, payload, signal) => sns.send(work, payload, signal),
    stop: () => sns.stop(),
  };
}
