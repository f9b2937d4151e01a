import { t } from '../../i18n/t.ts';
import '../../i18n/messages.ts';
import './messages.ts';
import { createResource, type JSX, Show } from 'solid-js';
import { Button } from '../../design/button.tsx';
import { Quiet } from '../../design/page.tsx';
import { Scene } from '../../design/scene.tsx';
import { canStore } from './can-store.ts';

/** The device takes its time: opening, or unable to store anything, which is said in one sentence. */
export const Starting = (): JSX.Element => {
  const [mayStore] = createResource(() => canStore());
  return (
    <Show when={mayStore.latest === false} fallback={<p>{t('app.starting')}</p>}>
      <Quiet
        picture={<Scene />}
        title={t('starting.blocked.title')}
        words={t('starting.blocked.words')}
        action={<Button onClick={() => location.reload()}>{t('app.reload')}</Button>}
      />
    </Show>
  );
};
