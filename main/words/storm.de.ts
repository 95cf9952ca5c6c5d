import type { StormSubject } from './storm.en.ts';

const traits: Record<StormSubject['traits'][number]['kind'], (name: string) => string> = {
  upstream: (name) => `hinter ${name}`,
  site: (name) => `am Ort ${name}`,
  topic: (name) => `auf Topics ${name}/…`,
  connection: (name) => `an ${name}`,
  'no-upstream': () => 'hinter nichts Bekanntem',
};

export function stormDe({ lost, seconds, traits: shared }: StormSubject): string {
  const parts = shared.map(
    ({ kind, name, count }) => `${count === lost ? 'alle' : count.toLocaleString('de')} ${traits[kind](name)}`,
  );
  const within = seconds === null ? '' : `Innerhalb von ${seconds.toLocaleString('de')} s. `;
  return parts.length === 0 ? within.trim() : `${within}Ein Hinweis: ${parts.join(', ')}.`;
}
