import { expect, test } from 'vitest';
import { type Settings, settingsSchema } from '../../main/contract/settings.ts';
import { SettingsTransfer, type SettingsTransferParts } from '../../main/monitor/settings-transfer.ts';
import { packSettings } from '../../main/settings/transfer.ts';
import { wordsFor } from '../../main/words/index.ts';

const withBrokers = (...ids: readonly string[]): Settings =>
  settingsSchema.parse({ brokers: ids.map((id) => ({ id, name: id, url: `mqtt://${id}.example` })) });

test('an import is taken back, but not together with what somebody changed since', async () => {
  let settings = withBrokers('mine');
  const put = async (next: Settings) => {
    settings = next;
    return { ok: false, reason: 'The view is of no matter here.' } as const;
  };
  const parts = {
    store: { read: () => settings },
    secrets: { read: async () => null, write: async () => undefined },
    words: () => wordsFor('en').domain,
    rulesWords: () => wordsFor('en').rules,
    put,
  } as unknown as SettingsTransferParts;
  const transfer = new SettingsTransfer(parts);
  const bring = async () =>
    transfer.import({ text: await packSettings(withBrokers('theirs'), null), passphrase: null, how: 'replace' });

  await bring();
  expect(settings.brokers.map(({ id }) => id)).toEqual(['theirs']);
  await transfer.undo();
  expect(settings.brokers.map(({ id }) => id)).toEqual(['mine']);

  await bring();
  settings = withBrokers('theirs', 'since');
  expect(await transfer.undo()).toMatchObject({ reason: wordsFor('en').domain.notices.settingsChangedElsewhere });
  expect(settings.brokers.map(({ id }) => id)).toEqual(['theirs', 'since']);
});
