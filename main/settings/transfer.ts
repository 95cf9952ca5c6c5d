import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { Settings } from '../contract/settings.ts';
import { type CheckWords, checkSettings } from './check.ts';

const VERSION = 1;
/** About 0.1 s and 32 MiB a guess. @see RFC 7914, OWASP Password Storage Cheat Sheet */
const COST = { N: 32_768, r: 8, p: 1 } as const;
const MAX_MEMORY_BYTES = 67_108_864;
const KEY_BYTES = 32;
/** Bound to the secrets, so that a file cannot pass them off as those of another version. */
const ASSOCIATED = Buffer.from(`willwatch settings ${VERSION}`);

const derive = promisify<string, Buffer, number, object, Buffer>(scrypt);

const base64 = (bytes: number) =>
  z.base64().refine((text) => Buffer.from(text, 'base64').length === bytes, `${bytes} bytes are needed`);
const sealed = z.object({
  /** scrypt with the cost below, then AES-256-GCM. */
  kind: z.literal('scrypt-aes-256-gcm'),
  N: z.literal(COST.N),
  r: z.literal(COST.r),
  p: z.literal(COST.p),
  salt: base64(16),
  nonce: base64(12),
  tag: base64(16),
  data: z.base64().max(10_000_000),
});
export type SealedSecrets = z.infer<typeof sealed>;

const file = z.object({
  willwatch: z.literal('settings'),
  version: z.number().int(),
  settings: z.unknown(),
  secrets: sealed.optional(),
});

/** Secrets by name, as the `Secrets` port has them. */
export type PlainSecrets = Readonly<Record<string, string>>;

/**
 * Settings as the text of one file that another Willwatch can read.
 * @param secrets null: without them; else only what the passphrase opens again
 */
export async function packSettings(
  settings: Settings,
  secrets: { readonly plain: PlainSecrets; readonly passphrase: string } | null,
): Promise<string> {
  const content = {
    willwatch: 'settings',
    version: VERSION,
    settings,
    ...(secrets === null ? {} : { secrets: await seal(secrets.plain, secrets.passphrase) }),
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

/** `why`: what is wrong with the file; the two with a detail name it. */
export type Unpacked =
  | { readonly ok: true; readonly settings: Settings; readonly secrets: SealedSecrets | null }
  | { readonly ok: false; readonly why: 'not-settings' | 'too-new' }
  | { readonly ok: false; readonly why: 'bad-settings' | 'bad-secrets'; readonly detail: string };

/** The other way. Also takes a bare settings file, as the data directory has it. @param words for what does not fit */
export async function unpackSettings(text: string, words?: CheckWords): Promise<Unpacked> {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return { ok: false, why: 'not-settings' };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { ok: false, why: 'not-settings' };
  const isBare = !('willwatch' in value) && ('brokers' in value || 'watches' in value);
  const parsed = file.safeParse(isBare ? { willwatch: 'settings', version: VERSION, settings: value } : value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    if (issue?.path[0] !== 'secrets') return { ok: false, why: 'not-settings' };
    return { ok: false, why: 'bad-secrets', detail: `${issue.path.join('.')}: ${issue.message}` };
  }
  if (parsed.data.version > VERSION) return { ok: false, why: 'too-new' };
  const checked = await checkSettings(parsed.data.settings, 'ignore', words);
  if (!checked.ok) return { ok: false, why: 'bad-settings', detail: checked.reason };
  return { ok: true, settings: checked.settings, secrets: parsed.data.secrets ?? null };
}

/** @returns null when the passphrase is another one, or when somebody changed the file: nobody can tell which */
export async function unsealSecrets(secrets: SealedSecrets, passphrase: string): Promise<PlainSecrets | null> {
  const key = await keyOf(passphrase, Buffer.from(secrets.salt, 'base64'));
  const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(secrets.nonce, 'base64'));
  decipher.setAAD(ASSOCIATED);
  decipher.setAuthTag(Buffer.from(secrets.tag, 'base64'));
  try {
    const plain = Buffer.concat([decipher.update(Buffer.from(secrets.data, 'base64')), decipher.final()]);
    return z.record(z.string(), z.string()).parse(JSON.parse(plain.toString('utf8')));
  } catch {
    return null;
  }
}

async function seal(plain: PlainSecrets, passphrase: string): Promise<SealedSecrets> {
  const salt = randomBytes(16);
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', await keyOf(passphrase, salt), nonce);
  cipher.setAAD(ASSOCIATED);
  const data = Buffer.concat([cipher.update(JSON.stringify(plain), 'utf8'), cipher.final()]);
  return {
    kind: 'scrypt-aes-256-gcm',
    ...COST,
    salt: salt.toString('base64'),
    nonce: nonce.toString('base64'),
    tag: cipher.getAuthTag().toString('base64'),
    data: data.toString('base64'),
  };
}

/** The same characters give the same key, however the keyboard composed them. */
function keyOf(passphrase: string, salt: Buffer): Promise<Buffer> {
  return derive(passphrase.normalize('NFC'), salt, KEY_BYTES, { ...COST, maxmem: MAX_MEMORY_BYTES });
}
