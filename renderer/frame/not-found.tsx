import { Button } from '@mantine/core';
import { Empty } from '../shared/empty.tsx';
import { useWords } from '../shared/words-context.tsx';
import { navigate } from './router.ts';

export function NotFound() {
  const { t } = useWords();
  return (
    <Empty whole title={t.frame.notFoundTitle} body={t.frame.notFoundBody}>
      <Button onClick={() => navigate('/devices')}>{t.frame.toDevices}</Button>
    </Empty>
  );
}
