import { access } from 'node:fs/promises';
import type { ExportStart, PutOutcome, ReadFileOutcome } from '../contract/requests.ts';
import type { Settings } from '../contract/settings.ts';
import { addSettings, changesBetween } from '../settings/import-changes.ts';
import type { Secrets, SettingsStore } from '../settings/port.ts';
import { type PlainSecrets, packSettings, unpackSettings, unsealSecrets } from '../settings/transfer.ts';
import type { DomainWords } from '../words/domain.en.ts';
import type { RulesWords } from '../words/rules.en.ts';
import type { Exports } from './exports.ts';

interface FileInput {
  readonly text: string;
  readonly passphrase: string | null;
  readonly how: 'add' | 'replace';
}

export interface SettingsTransferParts {
  readonly store: SettingsStore;
  readonly secrets: Secrets;
  readonly exports: Exports;
  readonly words: () => DomainWords;
  readonly rulesWords: () => RulesWords;
  /** Writes settings and puts them in force. */
  readonly put: (settings: Settings) => Promise<PutOutcome>;
}

/** Settings into a file and out of one. Secrets never reach the window on the way. */
export class SettingsTransfer {
  readonly #parts: SettingsTransferParts;
  #before: { readonly settings: Settings; readonly secrets: ReadonlyMap<string, string | null> } | null = null;
  /** The settings as the import left them: what came later is not taken back. */
  #after = '';

  constructor(parts: SettingsTransferParts) {
    this.#parts = parts;
  }

  async export(name: string, passphrase: string | null): Promise<ExportStart> {
    const { store, exports } = this.#parts;
    const sealing = passphrase === null ? null : { plain: await this.#allSecrets(), passphrase };
    return exports.ofText(await packSettings(store.read(), sealing), name);
  }

  async read(input: FileInput): Promise<ReadFileOutcome> {
    const outcome = await this.#open(input);
    if (!outcome.ok) return outcome;
    const { after, secrets, isSealed } = outcome;
    const files = after.brokers.flatMap(({ caFile, certFile, keyFile }) => [caFile, certFile, keyFile]).filter(Boolean);
    return {
      ok: true,
      changes: changesBetween(this.#parts.store.read(), after),
      secrets: isSealed ? 'sealed' : secrets === null ? 'none' : 'open',
      missingFiles: (await Promise.all(files.map(async (file) => ((await exists(file)) ? [] : [file])))).flat(),
    };
  }

  async import(input: FileInput): Promise<PutOutcome> {
    const outcome = await this.#open(input);
    if (!outcome.ok) return outcome;
    const { store, secrets, put } = this.#parts;
    const coming = Object.entries(outcome.secrets ?? {});
    const old = await Promise.all(coming.map(async ([name]) => [name, await secrets.read(name)] as const));
    this.#before = { settings: store.read(), secrets: new Map(old) };
    // The passwords first: what is put in force connects with them.
    for (const [name, value] of coming) await secrets.write(name, value);
    const done = await put(outcome.after);
    this.#after = JSON.stringify(store.read());
    return done;
  }

  async undo(): Promise<PutOutcome> {
    const before = this.#before;
    const { notices } = this.#parts.words();
    if (before === null) return { ok: false, reason: notices.importNothingToUndo };
    if (JSON.stringify(this.#parts.store.read()) !== this.#after) return { ok: false, reason: notices.settingsChangedElsewhere };
    this.#before = null;
    for (const [name, value] of before.secrets) await this.#parts.secrets.write(name, value);
    return this.#parts.put(before.settings);
  }

  async #open({ text, passphrase, how }: FileInput) {
    const { notices, brokerFaults, watchFaults } = this.#parts.words();
    const said = { rules: this.#parts.rulesWords(), brokers: brokerFaults, watches: watchFaults };
    const unpacked = await unpackSettings(text, said);
    if (!unpacked.ok) {
      switch (unpacked.why) {
        case 'not-settings':
          return refused(notices.importNotSettings);
        case 'too-new':
          return refused(notices.importTooNew);
        case 'bad-settings':
          return refused(notices.importBadSettings(unpacked.detail));
        case 'bad-secrets':
          return refused(notices.importBadSecrets(unpacked.detail));
      }
    }
    const secrets = unpacked.secrets === null || passphrase === null ? null : await unsealSecrets(unpacked.secrets, passphrase);
    if (unpacked.secrets !== null && passphrase !== null && secrets === null) return refused(notices.importWrongPassphrase);
    const here = this.#parts.store.read();
    return {
      ok: true,
      after: how === 'add' ? addSettings(here, unpacked.settings) : unpacked.settings,
      secrets,
      isSealed: unpacked.secrets !== null && secrets === null,
    } as const;
  }

  async #allSecrets(): Promise<PlainSecrets> {
    const { secrets } = this.#parts;
    const pairs = await Promise.all((await secrets.names()).map(async (name) => [name, await secrets.read(name)] as const));
    return Object.fromEntries(pairs.flatMap(([name, value]) => (value === null ? [] : [[name, value]])));
  }
}

const refused = (reason: string) => ({ ok: false, reason }) as const;

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
