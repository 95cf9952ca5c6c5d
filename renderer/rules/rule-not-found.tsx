import { Button } from '@mantine/core';
import { navigate } from '../frame/router.ts';
import { Empty } from '../shared/empty.tsx';
import { useWords } from '../shared/words-context.tsx';

export function RuleNotFound() {
  const { t } = useWords();
  return (
    <Empty whole title={t.rules.notFoundTitle} body={t.rules.notFoundBody}>
      <Button variant="default" onClick={() => navigate('/rules')}>
        {t.rules.back}
      </Button>
    </Empty>
  );
}
