/** What devices that went together have in common, each with how many of them. */
export interface StormSubject {
  readonly lost: number;
  /** From the first to the last; null: not known exactly. */
  readonly seconds: number | null;
  readonly traits: readonly {
    readonly kind: 'upstream' | 'site' | 'topic' | 'connection' | 'no-upstream';
    readonly name: string;
    readonly count: number;
  }[];
}

const traits: Record<StormSubject['traits'][number]['kind'], (name: string) => string> = {
  upstream: (name) => `behind ${name}`,
  site: (name) => `at site ${name}`,
  topic: (name) => `on topics ${name}/…`,
  connection: (name) => `on ${name}`,
  'no-upstream': () => 'behind nothing known',
};

/** Within what time, and what they share: a hint, not a claim. */
export function stormEn({ lost, seconds, traits: shared }: StormSubject): string {
  const parts = shared.map(
    ({ kind, name, count }) => `${count === lost ? 'all' : count.toLocaleString('en')} ${traits[kind](name)}`,
  );
  const within = seconds === null ? '' : `Within ${seconds.toLocaleString('en')} s. `;
  return parts.length === 0 ? within.trim() : `${within}A hint: ${parts.join(', ')}.`;
}
