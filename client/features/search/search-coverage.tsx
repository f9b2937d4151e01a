import { t } from '../../i18n/t.ts';
import './messages.ts';
import { type JSX, Show } from 'solid-js';
import { isComplete, type SearchView } from '../../channel/search-view.ts';
import { Button } from '../../design/button.tsx';
import { Quiet } from '../../design/page.tsx';
import { Scene } from '../../design/scene.tsx';
import { useApp } from '../app-context.ts';
import { titleOf } from '../conversation-list/row-title.ts';
import type { Asked } from './asked.ts';
import style from './search-coverage.module.css';

/** How much was found, where it was searched, and what was not. */
export const SearchCoverage = (props: {
  readonly view: SearchView;
  readonly asked: Asked;
  readonly onFetch: () => void;
}): JSX.Element => {
  const app = useApp();
  const count = () => props.view.exact.length + props.view.alike.length;
  const percent = () => `${Math.floor((100 * props.view.searched) / Math.max(1, props.view.chapters))}`;
  const title = (): string | undefined => {
    const row = app.conversations()?.find(({ id }) => id === props.asked.in);
    return row === undefined ? undefined : titleOf(row);
  };
  const found = (): string => {
    if (count() === 0) return '';
    return t(props.view.more ? 'search.found.more' : 'search.found', { count: count() });
  };
  const whole = (): string => {
    const name = title();
    return name === undefined ? t('search.all') : t('search.all.in', { title: name });
  };
  const isRunning = () => props.view.state === 'searching';
  return (
    <>
      <div class={style.coverage}>
        <p class={style.status} role="status">
          <b>{found()}</b>
          <Show when={isRunning() && props.view.fetching !== 'running'}>
            <span>{t('search.running', { percent: percent() })}</span>
          </Show>
          <Show when={isComplete(props.view) && count() > 0}>
            <span>{whole()}</span>
          </Show>
        </p>
        <Show when={!isRunning() && props.view.unopened > 0}>
          <p>{t('search.unopened', { count: props.view.unopened })}</p>
        </Show>
        <Show when={props.view.fetching === 'running'}>
          <p role="status">
            {t('search.away.running', {
              done: `${props.view.fetched}`,
              all: `${props.view.fetched + props.view.away}`,
            })}
          </p>
          <progress
            aria-label={t('search.title')}
            max={props.view.fetched + props.view.away}
            value={props.view.fetched}
          />
        </Show>
        <Show when={!isRunning() && props.view.away > 0}>
          <Show when={props.view.fetching === 'possible'} fallback={<p>{t('search.away.offline')}</p>}>
            <p class={style.away}>
              {t('search.away')} <Button onClick={() => props.onFetch()}>{t('search.away.act')}</Button>
            </p>
          </Show>
        </Show>
      </div>
      <Show when={count() === 0 && !isRunning()}>
        <Show
          when={isComplete(props.view)}
          fallback={<Quiet title={t('search.some.title')} words={t('search.some.words')} />}
        >
          <Quiet picture={<Scene />} title={t('search.none.title')} words={whole()} />
        </Show>
      </Show>
    </>
  );
};
