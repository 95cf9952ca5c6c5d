import { Button } from '@mantine/core';
import { navigate } from '../frame/router.ts';
import { Section } from '../shared/section.tsx';
import { useWords } from '../shared/words-context.tsx';
import type { Part } from './part.ts';
import classes from './settings.module.css';

/** How much of what hangs on what was set, and where it is looked at and changed. */
export function TopologySection({ view }: Part) {
  const { t } = useWords();
  const words = t.settings.topology;
  return (
    <Section title={t.settings.sections.topology} flush>
      <p className={classes.intro}>{words.intro}</p>
      <p className={classes.pairs}>
        <span>{words.pairs(view.pairs)}</span>
        <Button variant="default" onClick={() => navigate('/gateways')}>
          {words.toGateways}
        </Button>
      </p>
    </Section>
  );
}
