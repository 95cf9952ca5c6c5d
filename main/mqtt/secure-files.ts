import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { LinkReason } from '../contract/model.ts';
import type { BrokerSettings } from '../contract/settings.ts';
import { isEncrypted, unreadable } from './certificates.ts';

/** What TLS needs beside the system's own authorities. All PEM. */
export interface SecureFiles {
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
  /** Of the key. */
  readonly passphrase?: string;
}

type Wanted = Pick<BrokerSettings, 'caFile' | 'certFile' | 'keyFile'>;

/**
 * Reads the CA, certificate and key files the settings name. Read anew for every attempt: a certificate may be renewed while we run.
 * A file that is missing, unreadable or not what it should be gives `file-unreadable` with its path; an encrypted key that `passphrase`
 * does not open, `key-locked`.
 */
export async function readSecureFiles(settings: Wanted, passphrase: string | null = null): Promise<SecureFiles | LinkReason> {
  const files: { -readonly [K in keyof SecureFiles]: SecureFiles[K] } = {};
  const openKey = (pem: Buffer) => createPrivateKey(passphrase === null ? pem : { key: pem, passphrase });
  const wanted = [
    ['ca', settings.caFile, (pem: Buffer) => new X509Certificate(pem)],
    ['cert', settings.certFile, (pem: Buffer) => new X509Certificate(pem)],
    ['key', settings.keyFile, openKey],
  ] as const;
  for (const [name, path, check] of wanted) {
    if (path === '') continue;
    let pem: Buffer | null = null;
    try {
      pem = await readFile(path);
      check(pem);
      files[name] = pem;
    } catch (error) {
      if (name === 'key' && pem !== null && isEncrypted(pem)) return { code: 'key-locked', detail: path };
      return unreadable(path, error);
    }
  }
  if (files.key && passphrase !== null) files.passphrase = passphrase;
  if (files.cert && files.key && !new X509Certificate(files.cert).checkPrivateKey(openKey(files.key))) {
    return { code: 'file-unreadable', detail: `${settings.keyFile}: not the key of ${settings.certFile}` };
  }
  return files;
}
