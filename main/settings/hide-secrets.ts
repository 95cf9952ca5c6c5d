import type { Secrets } from './port.ts';

/** The same secrets; each that passes is told to `hide` first, so that no log and no diagnosis ever has it. */
export function hideSecrets(secrets: Secrets, hide: (secret: string) => void): Secrets {
  return {
    names: () => secrets.names(),
    read: async (name) => {
      const value = await secrets.read(name);
      if (value !== null) hide(value);
      return value;
    },
    write: async (name, value) => {
      if (value !== null) hide(value);
      await secrets.write(name, value);
    },
  };
}
