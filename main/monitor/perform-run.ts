import type { Actions } from '../actions/actions.ts';
import { letterOf } from '../actions/email.ts';
import { DONE, type MailAccess, type Performed, refused } from '../actions/port.ts';
import { type Publish, republish } from '../actions/republish.ts';
import type { MailSettings } from '../contract/rules.ts';
import type { Work } from '../rules/render-action.ts';
import { actionSecretName, MAIL_PASSWORD, type Secrets } from '../settings/port.ts';
import type { Announcer } from './announcer.ts';
import type { Echoes } from './echoes.ts';
import type { Logger } from './ports.ts';
import { devicePath, rulePath } from './window-paths.ts';

/** An action, ready to be done. */
export interface Task {
  readonly ruleId: string;
  readonly work: Work;
  readonly payload: Uint8Array | null;
  /** Of the message: where it came from, and of what device it was. */
  readonly connectionId: string;
  readonly deviceKey: string | null;
  readonly messageId: number | null;
  /** How often the message was handed on before. */
  readonly hops: number;
}

export interface PerformParts {
  readonly actions: Actions;
  readonly secrets: Secrets;
  readonly announcer: Announcer;
  readonly echoes: Echoes;
  readonly log: Logger;
  readonly publish: Publish;
  readonly mail: () => MailSettings;
  /** Why nobody is told of a device or of a connection now; null: they are. */
  readonly muted: (deviceKey: string | null, connectionId: string) => string | null;
}

const NOTHING = new Uint8Array();

/** Does an action. Never rejects: what goes wrong is an outcome. */
export async function performTask(task: Task, parts: PerformParts, signal: AbortSignal): Promise<Performed> {
  try {
    return await perform(task, parts, signal);
  } catch (error) {
    // A fault of ours; the same would come of another try.
    const reason = error instanceof Error ? error.message : String(error);
    parts.log.error({ rule: task.ruleId, action: task.work.kind, reason }, 'an action of a rule failed');
    return refused('refused', reason);
  }
}

async function perform(task: Task, parts: PerformParts, signal: AbortSignal): Promise<Performed> {
  const { actions, secrets, announcer, echoes, publish } = parts;
  const { work, ruleId, connectionId, deviceKey, messageId, hops } = task;
  const payload = task.payload ?? NOTHING;
  switch (work.kind) {
    case 'notification': {
      const { title, body, urgency } = work;
      const path = deviceKey === null ? rulePath(ruleId, messageId) : devicePath(deviceKey);
      const silence = parts.muted(deviceKey, connectionId);
      const { outcome, reason } = await announcer.announce({ title, body, urgency, path }, undefined, silence);
      if (outcome === 'shown') return DONE;
      return outcome === 'silent' ? { outcome, reason: reason ?? '' } : refused('not-shown', reason);
    }
    case 'republish':
      return republish(work, payload, connectionId, hops, (id, message) => {
        echoes.sent(id, message.topic, message.payload, hops + 1);
        return publish(id, message);
      });
    case 'sns':
      return actions.sns(work, payload, signal);
    case 'email':
      return actions.mail(letterOf(work, task.payload), await mailAccess(parts.mail(), secrets), signal);
    case 'webhook': {
      const secret = work.secretHeader === '' ? null : await secrets.read(actionSecretName(ruleId, work.secretHeader));
      return actions.webhook(work, payload, secret, signal);
    }
  }
}

/** The mail server with its password, as far as it signs in. */
async function mailAccess(mail: MailSettings, secrets: Secrets): Promise<MailAccess> {
  return { ...mail, password: mail.user === '' ? null : await secrets.read(MAIL_PASSWORD) };
}
