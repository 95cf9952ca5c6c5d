/** Shorter ones would blank out half of what is written, and are as good as public. */
const SHORTEST = 4;
const HIDDEN = '…';
const SECRET_IN_QUERY = /([?&](?:token|key|password|passwd|secret|signature|x-amz-[a-z-]+)=)[^&\s"']+/gi;

/** Keeps secrets out of texts that leave the program: what it was told is one, and what looks like one. */
export class Redactor {
  readonly #secrets = new Set<string>();

  /** From now on this text appears nowhere, nor as it is spelt in JSON, in an address or in base64. */
  hide(secret: string): void {
    if (secret.length < SHORTEST) return;
    const bytes = Buffer.from(secret);
    const spellings = [
      secret,
      JSON.stringify(secret).slice(1, -1),
      encodeURIComponent(secret.toWellFormed()),
      bytes.toString('base64').replace(/=+$/, ''),
      bytes.toString('base64url'),
      bytes.toString('hex'),
    ];
    for (const one of spellings) this.#secrets.add(one);
  }

  readonly clean = (text: string): string => {
    let clean = text;
    for (const secret of [...this.#secrets].sort((a, b) => b.length - a.length)) clean = clean.replaceAll(secret, HIDDEN);
    return clean.replace(/\S+/g, withoutUser).replace(SECRET_IN_QUERY, `$1${HIDDEN}`);
  };

  /** The same value with every text in it clean. It must be plain, as log facts are. */
  cleanAll<T extends object>(facts: T): T {
    return JSON.parse(
      JSON.stringify(facts, (_key, value: unknown) => {
        if (value instanceof Error) return this.clean(value.stack ?? value.message);
        return typeof value === 'string' ? this.clean(value) : value;
      }),
    ) as T;
  }
}

/**
 * `scheme://user:password@`, up to the last @ before a blank: a password that was not escaped may have a slash or an @ in it.
 * Not one expression: over a long text of a broker's it would search for minutes.
 */
function withoutUser(word: string): string {
  const from = word.indexOf('://');
  const to = word.lastIndexOf('@');
  return from === -1 || to < from ? word : `${word.slice(0, from + 3)}${HIDDEN}${word.slice(to)}`;
}
