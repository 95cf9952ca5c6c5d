import type { ConnectionView } from '../../main/contract/model.ts';
import { StateShape, stateOfConnection } from './state-shape.tsx';
import { useWords } from './words-context.tsx';

/** Switched off by a person: nothing to worry about, and nothing to count the minutes of. */
export const isSwitchedOff = (connection: Pick<ConnectionView, 'reason'>): boolean => connection.reason?.code === 'stopped';

/** How a connection is, as its shape. */
export function ConnectionShape({
  connection,
  size,
}: {
  readonly connection: Pick<ConnectionView, 'state' | 'reason'>;
  readonly size: number;
}) {
  const { t } = useWords();
  const { state } = connection;
  if (isSwitchedOff(connection)) return <StateShape state="clean" size={size} label={t.frame.switchedOff} />;
  return <StateShape state={stateOfConnection(state)} size={size} label={t.frame.connectionState[state]} />;
}
