import { t } from '../../i18n/t.ts';
import '../../i18n/messages.ts';
import './messages.ts';
import { type JSX, Show } from 'solid-js';
import { Button } from '../../design/button.tsx';
import { useApp } from '../app-context.ts';
import { pickFiles } from '../composer/attach/pick-files.ts';
import { saveFile } from '../own-data/save-file.ts';
import style from './outbox-page.module.css';

/** Carries what was not sent to another device of the account, as a file. */
export const UnsentTransfer = (props: { readonly hasUnsent: boolean }): JSX.Element => {
  const app = useApp();
  const save = async (): Promise<void> => {
    const result = await app.channel.call('exportUnsent', {});
    if (!app.done(result)) return;
    const { file, left } = result.value;
    saveFile(`skerry-unsent-${new Date().toISOString().slice(0, 10)}.skerry`, file);
    if (left > 0) app.say(t('outbox.save.left', { count: left }));
  };
  const add = (): void =>
    pickFiles('file', (files) => {
      for (const file of files)
        void app.channel.call('importUnsent', { file }).then((result) => {
          if (!result.ok) {
            const { error } = result;
            return app.say(
              error === 'unknown' || error === 'not-allowed' ? t(`outbox.added.${error}`) : t(`error.${error}`),
            );
          }
          const { added, left } = result.value;
          if (left > 0) app.say(t('outbox.added.left', { count: left }));
          else app.say(added > 0 ? t('outbox.added', { count: added }) : t('outbox.added.none'));
        });
    });
  return (
    <section class={style.transfer}>
      <Show when={props.hasUnsent}>
        <p>{t('outbox.save.words')}</p>
        <Button onClick={() => void save()}>{t('outbox.save')}</Button>
      </Show>
      <Button variant="quiet" onClick={add}>
        {t('outbox.add')}
      </Button>
    </section>
  );
};
