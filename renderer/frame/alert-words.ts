import { useWords } from '../shared/words-context.tsx';

/** Why an alert was not shown, in words; a reason that is already a sentence stays as it is. */
export function useSilence(): (reason: string) => string {
  const { domain } = useWords();
  return (reason) => {
    const words: unknown = domain.silence(reason as Parameters<typeof domain.silence>[0]);
    return typeof words === 'string' ? words : reason;
  };
}
