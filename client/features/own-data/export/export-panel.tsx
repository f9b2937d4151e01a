import { spokenLanguage, t } from '../../../i18n/t.ts';
import '../messages.ts';
import { createSignal, createUniqueId, For, type JSX, Match, Show, Switch } from 'solid-js';
import type { ConversationId } from '../../../../shared/ids/conversation.ts';
import { Button } from '../../../design/button.tsx';
import { formatBytes } from '../../../i18n/format-bytes.ts';
import { useApp } from '../../app-context.ts';
import { type ExportState, exportModel } from './create-export.ts';
import style from './export-panel.module.css';
import type { ExportFormat, ExportProblem } from './export-writer.ts';
import { problemWords } from './file-words.ts';

const FORMATS: readonly ExportFormat[] = ['html', 'json', 'md'];
/** The file names all of them. */
const SHOWN = 50;

const Running = (props: {
  readonly now: Extract<ExportState, { kind: 'running' }>;
  readonly onCancel: () => void;
}): JSX.Element => {
  const words = (): string =>
    `${t('own-data.progress', { count: props.now.progress.messages })} · ${formatBytes(props.now.progress.bytes, spokenLanguage())}`;
  return (
    <div class={style.running}>
      <progress value={props.now.progress.done} max={Math.max(1, props.now.progress.total)} aria-label={words()} />
      <p>{words()}</p>
      <Button onClick={props.onCancel}>{t('own-data.export.cancel')}</Button>
    </div>
  );
};

const Missing = (props: { readonly problems: readonly ExportProblem[] }): JSX.Element => (
  <div class={style.missing}>
    <p>{t('own-data.missing', { count: props.problems.length })}</p>
    <ul>
      <For each={props.problems.slice(0, SHOWN)}>
        {(one) => (
          <li>
            <bdi>{one.conversation}</bdi> <span dir="auto">{problemWords(one)}</span>
          </li>
        )}
      </For>
    </ul>
  </div>
);

/** Saves one conversation, or all of the account, in a file. */
export const ExportPanel = (props: {
  readonly only?: { readonly id: ConversationId; readonly title: string } | undefined;
}): JSX.Element => {
  const app = useApp();
  const model = exportModel(app);
  const id = createUniqueId();
  const [format, setFormat] = createSignal<ExportFormat>('html');
  const [withFiles, setWithFiles] = createSignal(false);
  const running = () => {
    const now = model.state();
    return now?.kind === 'running' ? now : undefined;
  };
  const ended = () => {
    const now = model.state();
    return now !== undefined && now.kind !== 'running' && now.of === props.only?.id ? now : undefined;
  };
  const problems = () => {
    const now = ended();
    return now?.kind === 'done' && now.problems.length > 0 ? now.problems : undefined;
  };
  return (
    <div class={style.panel}>
      <Show
        when={running()}
        fallback={
          <>
            <fieldset class={style.formats}>
              <legend class="hidden-visually">{t('own-data.format')}</legend>
              <For each={FORMATS}>
                {(one) => (
                  <label>
                    <input type="radio" name={id} checked={format() === one} onChange={() => setFormat(one)} />
                    <span>{t(`own-data.format.${one}`)}</span>
                  </label>
                )}
              </For>
            </fieldset>
            <label class={style.files}>
              <input
                type="checkbox"
                checked={withFiles()}
                onChange={(event) => setWithFiles(event.currentTarget.checked)}
              />
              <span>
                {t('own-data.files')}
                <small>{t('own-data.files.words')}</small>
              </span>
            </label>
            <Button
              variant="main"
              onClick={() => void model.start({ format: format(), withFiles: withFiles(), only: props.only })}
            >
              {t('own-data.export.act')}
            </Button>
          </>
        }
      >
        {(now) => <Running now={now()} onCancel={model.cancel} />}
      </Show>
      <div role="status">
        <Switch>
          <Match when={ended()?.kind === 'failed'}>
            <p>{t('own-data.export.failed')}</p>
          </Match>
          <Match when={problems()}>{(all) => <Missing problems={all()} />}</Match>
          <Match when={ended()?.kind === 'done'}>
            <p>{t('own-data.done')}</p>
          </Match>
        </Switch>
      </div>
    </div>
  );
};
