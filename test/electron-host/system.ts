import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { onOrder, recordUse, report } from './control.ts';
import { Preventable } from './preventable.ts';

class PowerMonitor extends EventEmitter {}
recordUse('powerMonitor', PowerMonitor.prototype);
export const powerMonitor = new PowerMonitor();
onOrder('power', ({ event }) => void powerMonitor.emit(event, new Preventable()));

class Screen {
  #workAreas: readonly Electron.Rectangle[] = [{ x: 0, y: 0, width: 1920, height: 1080 }];
  getAllDisplays(): { readonly workArea: Electron.Rectangle }[] {
    return this.#workAreas.map((workArea) => ({ workArea }));
  }

  static {
    onOrder('screens', ({ workAreas }) => {
      screen.#workAreas = workAreas;
    });
  }
}
recordUse('screen', Screen.prototype);
export const screen = new Screen();

/** What people will do in the dialogs to come. */
const answers: (string | null)[] = [];
onOrder('answer-dialog', ({ path }) => void answers.push(path));

const pressed = new EventEmitter();
onOrder('answer-question', ({ label }) => void pressed.emit('button', label));

class Dialog {
  async showSaveDialog({ defaultPath = '' }: { defaultPath?: string }): Promise<{ canceled: boolean; filePath: string }> {
    report({ report: 'file-dialog', kind: 'save', text: defaultPath });
    const path = answers.shift() ?? null;
    return { canceled: path === null, filePath: path ?? '' };
  }
  async showOpenDialog({ title = '' }: { title?: string }): Promise<{ canceled: boolean; filePaths: string[] }> {
    report({ report: 'file-dialog', kind: 'open', text: title });
    const path = answers.shift() ?? null;
    return { canceled: path === null, filePaths: path === null ? [] : [path] };
  }
  async showMessageBox({ message, detail = '', buttons = [] }: Electron.MessageBoxOptions): Promise<{ response: number }> {
    report({ report: 'question', message, detail, buttons });
    const [label] = (await once(pressed, 'button')) as [string];
    return { response: buttons.indexOf(label) };
  }
  showErrorBox(title: string, content: string): void {
    report({ report: 'box', title, content });
  }
}
recordUse('dialog', Dialog.prototype);
export const dialog = new Dialog();

interface Asking {
  getURL(): string;
}

type RequestHandler = (contents: Asking, permission: string, answer: (granted: boolean) => void) => void;
type CheckHandler = (contents: Asking, permission: string) => boolean;
type DeviceHandler = (details: object) => boolean;

class Session {
  #ask: RequestHandler = (_contents, _permission, answer) => answer(true);
  #check: CheckHandler = () => true;
  #device: DeviceHandler = () => true;

  setPermissionRequestHandler(handler: RequestHandler): void {
    this.#ask = handler;
  }
  setPermissionCheckHandler(handler: CheckHandler): void {
    this.#check = handler;
  }
  setDevicePermissionHandler(handler: DeviceHandler): void {
    this.#device = handler;
  }

  static {
    onOrder('ask-permission', ({ permission, url }) => {
      const contents = { getURL: () => url };
      defaultSession.#ask(contents, permission, (granted) => {
        const found =
          defaultSession.#check(contents, permission) || defaultSession.#device({ deviceType: permission, origin: url });
        report({ report: 'permission', permission, url, granted: granted || found });
      });
    });
  }
}
recordUse('session', Session.prototype);
const defaultSession = new Session();
export const session = {
  /** electron-updater's own; its requests go by Node here. */
  fromPartition(_name: string): object {
    return {};
  },
  get defaultSession(): Session {
    return defaultSession;
  },
};
recordUse('session', session);

const key = Buffer.from(process.env.STAND_IN_KEY ?? '00'.repeat(32), 'hex');
const backend = process.env.STAND_IN_KEYRING ?? 'gnome_libsecret';
/** It opens what it once locked, under a key that is to be given up, and locks nothing any more. */
const isStuck = backend === 'stuck';

/** Encrypts with the test's own key. */
class SafeStorage {
  async isAsyncEncryptionAvailable(): Promise<boolean> {
    return backend !== 'none';
  }
  getSelectedStorageBackend(): string {
    return backend;
  }
  async encryptStringAsync(text: string): Promise<Buffer> {
    if (isStuck) throw new Error('Encryption is not available.');
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', key, nonce);
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
  }
  async decryptStringAsync(sealed: Buffer): Promise<{ result: string; shouldReEncrypt: boolean }> {
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12));
    decipher.setAuthTag(sealed.subarray(12, 28));
    const result = `${decipher.update(sealed.subarray(28), undefined, 'utf8')}${decipher.final('utf8')}`;
    return { result, shouldReEncrypt: isStuck };
  }
}
recordUse('safeStorage', SafeStorage.prototype);
export const safeStorage = new SafeStorage();

/** electron-store names it; nothing here is opened. */
export const shell = {};
