import { t } from '../../i18n/t.ts';
import './messages.ts';
import { createSignal, type JSX, Show } from 'solid-js';
import { Button } from '../../design/button.tsx';
import { useApp } from '../app-context.ts';
import { SettingsSection } from '../settings/settings-section.tsx';
import { createProjection } from '../topics/create-topic.ts';
import style from './own-data.module.css';
import { saveFile } from './save-file.ts';

/** The file with the person's data, made by the replica. */
export const ExportSection = (): JSX.Element => {
  const app = useApp();
  const progress = createProjection(app.channel, 'own-data');
  const [outcome, setOutcome] = createSignal<'done' | 'short' | 'failed'>();
  const running = () => {
    const now = progress();
    return now?.state === 'running' ? now : undefined;
  };
  const make = async (): Promise<void> => {
    setOutcome(undefined);
    const result = await app.channel.call('exportData', {});
    if (!result.ok) return void setOutcome('failed');
    const { file } = result.value;
    if (file === null) return;
    const day = new Date().toISOString().slice(0, 10);
    saveFile(`skerry-${day}.zip`, new Blob([file.zip], { type: 'application/zip' }));
    setOutcome(file.complete ? 'done' : 'short');
  };
  return (
    <SettingsSection title={t('own-data.export')} words={t('own-data.export.words')}>
      <Show
        when={running()}
        fallback={
          <Button variant="main" onClick={() => void make()}>
            {t('own-data.export.act')}
          </Button>
        }
      >
        {(now) => (
          <div class={style.running}>
            <progress
              value={now().done}
              max={Math.max(1, now().total)}
              aria-label={t('own-data.export.running', { done: String(now().done), total: String(now().total) })}
            />
            <p>{t('own-data.export.running', { done: String(now().done), total: String(now().total) })}</p>
            <Button onClick={() => void app.channel.call('cancelExport', {})}>{t('own-data.export.cancel')}</Button>
          </div>
        )}
      </Show>
      <Show when={outcome()}>{(how) => <p role="status">{t(`own-data.export.${how()}`)}</p>}</Show>
    </SettingsSection>
  );
};
