import { count } from './counts.en.ts';

/** What only the desktop shell says: its tray, its boxes. */
export const desktopEn = {
  tray: {
    allWell: 'All well',
    lost: (n: number) => count(n, 'device lost', 'devices lost'),
    checking: (n: number) => `checking ${count(n, 'device', 'devices')}`,
    connecting: 'connecting',
    blind: (names: string) => `blind: ${names}`,
    nothingWatched: 'No broker connected',
    /** `until` as a time; null: until a person ends it. */
    muted: (until: string | null) => (until === null ? 'muted' : `muted until ${until}`),
    /** A device and what happened to it, with what it takes down where that is more than itself. */
    incident: (device: string, what: string, takenDown: number) =>
      takenDown === 0 ? `${device}: ${what}` : `${device}: ${what}, takes ${takenDown} down`,
    more: (n: number) => `${n} more …`,
    rule: (name: string) => `Rule ${name}: an action keeps failing`,
    connection: {
      connecting: (name: string) => `${name}: connecting`,
      connected: (name: string) => `${name}: connected`,
      blind: (name: string) => `${name}: blind`,
    },
    mute: 'Mute all alerts',
    endMute: 'End the mute',
    open: 'Open Willwatch',
    rehearsal: 'Rehearsal',
    quit: 'Quit Willwatch',
  },
  cannotStart: 'Willwatch cannot start',
  /** The first time that closing the window leaves the program in the tray. */
  keepsWatching: {
    title: 'Willwatch keeps watching',
    body: 'The window is closed; the program goes on in the tray. Quit it there.',
  },
  atLoginFailed: (reason: string) => `The system cannot be told to start Willwatch at login: ${reason}`,
  unsigned: (reason: string) =>
    `macOS refused a notification of Willwatch (${reason}). It does so to a program that is not signed. Until a signed version is installed, alerts come without sound and click through a helper, or only in this window and under the bell.`,
  secrets: {
    unprotected:
      'This system offers no protected place for passwords. As you chose in Settings, they are kept on the disk, where whoever has your account can read them. Install a keyring (GNOME Keyring, KWallet) to protect them.',
    sessionOnly:
      'This system offers no protected place for passwords: those you enter hold until Willwatch ends. Install a keyring (GNOME Keyring, KWallet), or choose in Settings to keep them anyway.',
  },
  updates: {
    install: (version: string, ours: string) => `Willwatch ${version} is there. You have ${ours}.`,
    restart: (version: string) => `Willwatch ${version} is downloaded. Restart now?`,
    restarts: 'Willwatch restarts with it and sees nothing for some seconds. What the brokers keep meanwhile comes afterwards.',
    yes: { install: 'Download and restart', restart: 'Restart' },
    later: 'Later',
    skip: 'Skip this version',
    failed: {
      unreachable: (detail: string) => `The server for updates could not be reached (${detail}). It is tried again tomorrow.`,
      nothingThere: (detail: string) => `The server for updates has nothing for this system (${detail}).`,
      damaged: (detail: string) =>
        `What was downloaded is not what was published (${detail}). It was thrown away; nothing is changed.`,
      notOurs: (detail: string) =>
        `What was downloaded is not signed by whom it should be (${detail}). It was thrown away; nothing is changed.`,
      disk: (detail: string) => `The update could not be written to the disk (${detail}). Nothing is changed.`,
      other: (detail: string) => `The update failed (${detail}). Nothing is changed.`,
    },
  },
};

/** What every language must say. */
export type DesktopWords = typeof desktopEn;
