const strict = new TextDecoder('utf-8', { fatal: true });

/** What is sent as text; null when it is no UTF-8. */
export function textOf(payload: Uint8Array): string | null {
  try {
    return strict.decode(payload);
  } catch {
    return null;
  }
}
