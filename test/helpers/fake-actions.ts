import type { Actions } from '../../main/actions/actions.ts';
import type { Letter } from '../../main/actions/email.ts';
import { DONE, type MailAccess, type Performed } from '../../main/actions/port.ts';
import type { Work } from '../../main/rules/render-action.ts';

/** Servers that a test is: what was sent, and what they say next. */
export class FakeActions implements Actions {
  readonly sent: {
    readonly kind: 'webhook' | 'email' | 'sns';
    readonly text: string;
    readonly work: Work | null;
    readonly secret: string | null;
    readonly letter: Letter | null;
    readonly mail: MailAccess | null;
  }[] = [];
  /** What each says; a promise keeps it under way. */
  answer: () => Performed | Promise<Performed> = () => DONE;

  async webhook(work: Work, payload: Uint8Array, secret: string | null): Promise<Performed> {
    this.sent.push({ kind: 'webhook', text: Buffer.from(payload).toString(), work, secret, letter: null, mail: null });
    return this.answer();
  }

  async mail(letter: Letter, mail: MailAccess): Promise<Performed> {
    this.sent.push({ kind: 'email', text: letter.text, work: null, secret: mail.password, letter, mail });
    return this.answer();
  }

  async sns(work: Work, payload: Uint8Array): Promise<Performed> {
    this.sent.push({ kind: 'sns', text: Buffer.from(payload).toString(), work, secret: null, letter: null, mail: null });
    return this.answer();
  }

  async stop(): Promise<void> {}
}
