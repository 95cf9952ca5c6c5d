import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readCertificates } from '../../main/mqtt/certificates.ts';
import { createAuthority } from '../helpers/certificates.ts';

const named = (files: { caFile?: string; certFile?: string; keyFile?: string }) =>
  readCertificates({ caFile: '', certFile: '', keyFile: '', ...files });

test('certificates are read with their names and days, the one that ends first before the others', async () => {
  await using authority = await createAuthority('Plant CA');
  const long = await authority.issue({ host: 'broker.plant.example', notAfter: new Date(Date.UTC(2099, 0, 1)) });
  const { ca, cert, key } = await named({ caFile: authority.caFile, ...long });
  if (!ca?.ok || !cert?.ok) throw new Error('unreadable');
  expect(ca.certificates).toEqual([expect.objectContaining({ subject: expect.stringMatching(/^Plant CA /) })]);
  expect(cert.certificates).toEqual([
    expect.objectContaining({
      subject: 'broker.plant.example',
      issuer: ca.certificates[0]?.subject,
      validTo: Date.UTC(2099, 0, 1),
    }),
  ]);
  expect(key).toEqual({ ok: true, certificates: [] });

  const bundle = join(authority.directory, 'bundle.pem');
  await writeFile(bundle, `# ours\n${await readFile(long.certFile, 'utf8')}\n${await readFile(authority.caFile, 'utf8')}`);
  const { ca: both } = await named({ caFile: bundle });
  expect(both?.ok && both.certificates.map(({ subject }) => subject)).toEqual([
    ca.certificates[0]?.subject,
    'broker.plant.example',
  ]);
});

test('what is missing, no certificate, or the key of another one is named with its file', async () => {
  await using authority = await createAuthority();
  const one = await authority.issue();
  const other = await authority.issue();
  const reasonOf = (view: Awaited<ReturnType<typeof named>>['ca']) => (view?.ok === false ? view.reason : null);
  const missing = join(authority.directory, 'none.pem');
  expect(reasonOf((await named({ caFile: missing })).ca)).toEqual({
    code: 'file-unreadable',
    detail: `${missing}: ENOENT: no such file or directory`,
  });
  expect(reasonOf((await named({ caFile: one.keyFile })).ca)?.detail).toMatch(/^.*key-1\.pem: .*(PEM|no start line)/i);
  expect(reasonOf((await named({ certFile: one.certFile, keyFile: other.keyFile })).key)?.detail).toBe(
    `${other.keyFile}: not the key of ${one.certFile}`,
  );
  expect(await named({})).toEqual({ ca: null, cert: null, key: null });
});
