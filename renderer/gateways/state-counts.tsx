import type { TopologyNode } from '../../main/contract/topology.ts';
import { StateShape } from '../shared/state-shape.tsx';
import { useWords } from '../shared/words-context.tsx';
import classes from './gateways.module.css';

const SHOWN = 3;

/** How many below are in which state, the worst first. What is online is counted elsewhere. */
export function StateCounts({ states }: { readonly states: TopologyNode['states'] }) {
  const { domain, clock } = useWords();
  const bad = states.filter(({ state }) => state !== 'online').slice(0, SHOWN);
  return bad.map(({ state, count }) => (
    <span key={state} className={classes.count} data-state={state} title={`${domain.state[state]}: ${clock.count(count)}`}>
      <StateShape state={state} size={11} label={domain.state[state]} />
      {clock.count(count)}
    </span>
  ));
}
