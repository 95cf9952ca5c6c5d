import { createHash } from 'node:crypto';

/** The longest that Windows takes. */
const MAX_CHARACTERS = 64;

/** The name under which a system knows a notification, made of its tag: the same again replaces it. */
export function notificationId(tag: string): string {
  const isPlain = tag.length <= MAX_CHARACTERS && /^[\w-]+$/.test(tag);
  return isPlain ? tag : createHash('sha256').update(tag).digest('hex').slice(0, MAX_CHARACTERS);
}

/** What Windows says of a click: on the notification, or on the button at `index`. */
export type Activation = { readonly id: string; readonly button: number | null };

/**
 * Reads the arguments that Electron gave to Windows with the notification: `type=click&tag=<id>`, `type=action&action=<index>&tag=<id>`.
 * They come from the system, for any version of this program: what is not understood is null.
 */
export function readActivation({ type, arguments: given, actionIndex }: Electron.ActivationArguments): Activation | null {
  const id = new URLSearchParams(given).get('tag') ?? '';
  if (id === '' || id.length > MAX_CHARACTERS) return null;
  if (type === 'click') return { id, button: null };
  return type === 'action' && actionIndex !== undefined ? { id, button: actionIndex } : null;
}
