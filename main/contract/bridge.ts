/** The one channel for requests from the window to main in the desktop shell: `(name, input) -> BridgeReply`. */
export type AskChannel = 'desk:ask';
/** The one channel for pushes from main to the window. */
export type PushChannel = 'desk:push';

/** Answers cross as values: an Error would lose its message to a prefix of Electron's own. */
export type BridgeReply<T = unknown> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string };
