import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';

export interface IssueOptions {
  /** Default `localhost`; the certificate then also names 127.0.0.1 and ::1. */
  readonly host?: string;
  readonly notBefore?: Date;
  readonly notAfter?: Date;
}

/** Paths of PEM files. */
export interface IssuedCertificate {
  readonly certFile: string;
  readonly keyFile: string;
}

/** A certificate authority of this test's own, with its files in a directory of its own. */
export interface Authority {
  readonly caFile: string;
  readonly directory: string;
  issue(options?: IssueOptions): Promise<IssuedCertificate>;
  [Symbol.asyncDispose](): Promise<void>;
}

const HOUR_MS = 3_600_000;

/** Makes a CA. Two of them do not know each other: certificates of the one are untrusted by the other. */
export async function createAuthority(name = 'Willwatch test CA'): Promise<Authority> {
  const directory = await mkdtemp(join(tmpdir(), 'willwatch-ca-'));
  const ca = await generate([{ name: 'commonName', value: `${name} ${Math.random()}` }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(Date.now() - HOUR_MS),
    notAfterDate: new Date(Date.now() + 24 * HOUR_MS),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const caFile = join(directory, 'ca.pem');
  await writeFile(caFile, ca.cert);
  let issued = 0;
  return {
    caFile,
    directory,
    issue: async ({
      host = 'localhost',
      notBefore = new Date(Date.now() - HOUR_MS),
      notAfter = new Date(Date.now() + HOUR_MS),
    } = {}) => {
      const made = await generate([{ name: 'commonName', value: host }], {
        keyType: 'ec',
        algorithm: 'sha256',
        notBeforeDate: notBefore,
        notAfterDate: notAfter,
        ca: { key: ca.private, cert: ca.cert },
        extensions: [
          { name: 'basicConstraints', cA: false },
          { name: 'keyUsage', digitalSignature: true, keyEncipherment: true },
          { name: 'extKeyUsage', serverAuth: true, clientAuth: true },
          {
            name: 'subjectAltName',
            altNames:
              host === 'localhost'
                ? [
                    { type: 2, value: 'localhost' },
                    { type: 7, ip: '127.0.0.1' },
                    { type: 7, ip: '::1' },
                  ]
                : [{ type: 2, value: host }],
          },
        ],
      });
      const number = ++issued;
      const certFile = join(directory, `cert-${number}.pem`);
      const keyFile = join(directory, `key-${number}.pem`);
      await writeFile(certFile, made.cert);
      await writeFile(keyFile, made.private);
      return { certFile, keyFile };
    },
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  };
}
