import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { LinkReason } from '../contract/model.ts';
import type { BrokerSettings } from '../contract/settings.ts';

/** What TLS needs beside the system's own authorities. All PEM. */
export interface SecureFiles {
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
}

/**
 * Reads the CA, certificate and key files the settings name. Read anew for every attempt: a certificate may be renewed while we run.
 * A file that is missing, unreadable or not what it should be gives `file-unreadable` with its path.
 */
export async function readSecureFiles(
  settings: Pick<BrokerSettings, 'caFile' | 'certFile' | 'keyFile'>,
): Promise<SecureFiles | LinkReason> {
  const files: { ca?: Buffer; cert?: Buffer; key?: Buffer } = {};
  const wanted = [
    ['ca', settings.caFile, (pem: Buffer) => new X509Certificate(pem)],
    ['cert', settings.certFile, (pem: Buffer) => new X509Certificate(pem)],
    ['key', settings.keyFile, (pem: Buffer) => createPrivateKey(pem)],
  ] as const;
  for (const [name, path, check] of wanted) {
    if (path === '') continue;
    try {
      const pem = await readFile(path);
      check(pem);
      files[name] = pem;
    } catch (error) {
      return { code: 'file-unreadable', detail: `${path}: ${error instanceof Error ? withoutPath(error.message) : error}` };
    }
  }
  if (files.cert && files.key && !new X509Certificate(files.cert).checkPrivateKey(createPrivateKey(files.key))) {
    return { code: 'file-unreadable', detail: `${settings.keyFile}: not the key of ${settings.certFile}` };
  }
  return files;
}

/** Node repeats the path in its message: `ENOENT: no such file or directory, open '/x'`. */
function withoutPath(message: string): string {
  return message.replace(/, \w+ '.*'$/, '');
}
