import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { CertificateView, LinkReason, SecureFileView } from '../contract/model.ts';
import type { BrokerSettings } from '../contract/settings.ts';

const PEM = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
const MAX_CERTIFICATES = 20;

type Named = Pick<BrokerSettings, 'caFile' | 'certFile' | 'keyFile'>;
type Seen = { readonly ca: SecureFileView | null; readonly cert: SecureFileView | null; readonly key: SecureFileView | null };

/** What the files say that a broker's settings name; null where none is named. Never rejects. */
export async function readCertificates({ caFile, certFile, keyFile }: Named): Promise<Seen> {
  return {
    ca: await view(caFile, listCertificates),
    cert: await view(certFile, listCertificates),
    key: await view(keyFile, async (pem) => {
      // Whether it fits is seen when it is opened with its passphrase.
      if (isEncrypted(pem)) return [];
      const key = createPrivateKey(pem);
      if (certFile !== '' && !new X509Certificate(await readFile(certFile)).checkPrivateKey(key))
        throw new Error(`not the key of ${certFile}`);
      return [];
    }),
  };
}

async function view(path: string, read: (pem: Buffer) => Promise<CertificateView[]>): Promise<SecureFileView | null> {
  if (path === '') return null;
  try {
    return { ok: true, certificates: await read(await readFile(path)) };
  } catch (error) {
    return { ok: false, reason: unreadable(path, error) };
  }
}

async function listCertificates(pem: Buffer): Promise<CertificateView[]> {
  const found = pem.toString('latin1').match(PEM) ?? [];
  // The one that OpenSSL finds in a file without the usual lines says best what is wrong with it.
  const certificates = found.length === 0 ? [new X509Certificate(pem)] : found.map((one) => new X509Certificate(one));
  return certificates
    .map((one) => ({
      subject: nameOf(one.subject),
      issuer: nameOf(one.issuer),
      validFrom: Date.parse(one.validFrom),
      validTo: Date.parse(one.validTo),
    }))
    .sort((a, b) => a.validTo - b.validTo)
    .slice(0, MAX_CERTIFICATES);
}

/** Names come as lines such as `CN=…`: the common name, else the organisation, else all of them. */
function nameOf(lines: string | undefined): string {
  const all = (lines ?? '').split('\n');
  const of = (kind: string): string | undefined => all.find((line) => line.startsWith(`${kind}=`))?.slice(kind.length + 1);
  return of('CN') ?? of('O') ?? all.join(', ');
}

/** `BEGIN ENCRYPTED PRIVATE KEY` (PKCS 8), `Proc-Type: 4,ENCRYPTED` (RFC 1421). */
export function isEncrypted(pem: Buffer): boolean {
  return pem.includes('ENCRYPTED');
}

/** Node repeats the path in its message: `ENOENT: no such file or directory, open '/x'`. */
export function unreadable(path: string, error: unknown): LinkReason {
  const message = error instanceof Error ? error.message.replace(/, \w+ '.*'$/, '') : String(error);
  return { code: 'file-unreadable', detail: `${path}: ${message}` };
}
