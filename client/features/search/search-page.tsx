import { t } from '../../i18n/t.ts';
import '../../i18n/messages.ts';
import '../conversation/messages.ts';
import './messages.ts';
import { createEffect, createMemo, For, type JSX, onCleanup, onMount, Show } from 'solid-js';
import type { SearchHit } from '../../channel/search-view.ts';
import { Button } from '../../design/button.tsx';
import { Page, Quiet } from '../../design/page.tsx';
import { Scene } from '../../design/scene.tsx';
import { SearchField } from '../../design/search-field.tsx';
import { isoOf, momentOf } from '../../i18n/dates.ts';
import { createRoving, createRowIds } from '../../primitives/roving-focus/create-roving.ts';
import { useApp } from '../app-context.ts';
import { Link } from '../navigation/link.tsx';
import { addressOf } from './asked.ts';
import { createSearch } from './create-search.ts';
import { FoundNames } from './found-names.tsx';
import { hitHead } from './hit-head.ts';
import { SearchCoverage } from './search-coverage.tsx';
import { SearchFilters } from './search-filters.tsx';
import style from './search-page.module.css';

/** The result that was followed last, so that the way back leads to it. */
let followed: { readonly address: string; readonly row: string } | undefined;

const rowOf = ({ conversationId, messageId }: SearchHit): string => `${conversationId}/${messageId}`;

/** Messages by what they say, in everything the device has; people and conversations by name. */
export const SearchPage = (): JSX.Element => {
  const app = useApp();
  const model = createSearch(app);
  let field: HTMLInputElement | undefined;
  const ids = createRowIds(() => model.hits().map(rowOf));
  const roving = createRoving({
    ids,
    preferred: () => ids()[0],
    onType: () => field?.focus(),
  });
  const back = followed?.address === addressOf(model.asked()) ? followed.row : undefined;
  followed = undefined;
  onMount(() => {
    if (back === undefined) field?.focus();
  });
  if (back !== undefined)
    createEffect<boolean>((isBack) => {
      if (isBack || !ids().includes(back)) return isBack;
      queueMicrotask(() => roving.focus(back));
      return true;
    }, false);
  const kinds = createMemo(() => new Map((app.conversations() ?? []).map(({ id, kind }) => [id, kind])));
  const isDirect = ({ conversationId }: SearchHit): boolean => kinds().get(conversationId) === 'direct';
  const titleOf = ({ conversationId, title }: SearchHit): string =>
    kinds().get(conversationId) === 'notes' ? t('conversation.notes.title') : title;
  let list: HTMLElement | undefined;
  onMount(() => {
    if (list !== undefined) roving.setElement(list);
  });
  const onFieldKey = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    if (event.key === 'ArrowDown') roving.focusFirst();
    else if (event.key === 'Escape' && model.asked().words !== '') model.ask({ words: '' });
    else if (event.key === 'Escape') app.router.back();
    else return;
    event.preventDefault();
  };
  const keep = (hit: SearchHit): void => {
    followed = { address: addressOf(model.asked()), row: rowOf(hit) };
  };
  onCleanup(() => {
    field = undefined;
  });

  const Hits = (props: { readonly hits: readonly SearchHit[]; readonly label: string }): JSX.Element => (
    <ol class={style.hits} aria-label={props.label}>
      <For each={props.hits}>
        {(hit) => (
          <li data-row={rowOf(hit)} onClick={() => keep(hit)} onKeyDown={(event) => event.key === 'Enter' && keep(hit)}>
            <Link
              class={style.hit}
              router={app.router}
              tabIndex={roving.active() === rowOf(hit) ? 0 : -1}
              to={{
                name: 'conversation',
                id: hit.conversationId,
                message: { chapter: hit.chapter, messageId: hit.messageId },
              }}
            >
              <span class={style.head}>
                <b dir="auto">
                  {hitHead(hit, titleOf(hit), isDirect(hit) && (!hit.own || model.asked().in !== undefined))}
                </b>
                <time dateTime={isoOf(hit.at)}>{momentOf(hit.at, app.now())}</time>
              </span>
              <span class={`${style.text} clamped`} dir="auto">
                <For each={hit.parts}>
                  {(part) => (
                    <Show when={part.marked} fallback={part.text}>
                      <mark>{part.text}</mark>
                    </Show>
                  )}
                </For>
              </span>
            </Link>
          </li>
        )}
      </For>
    </ol>
  );

  return (
    <Page title={t('search.title')} backLabel={t('app.back')} onBack={() => app.router.back()}>
      <search class={style.form}>
        <SearchField
          isLarge
          ref={(element) => {
            field = element;
          }}
          label={t('search.field')}
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          enterkeyhint="search"
          maxLength={400}
          value={model.asked().words}
          onText={(words) => model.ask({ words })}
          onKeyDown={onFieldKey}
        />
        <SearchFilters model={model} />
      </search>
      <Show when={model.asked().in === undefined}>
        <FoundNames words={model.asked().words} />
      </Show>
      <section
        class={style.found}
        aria-label={t('search.results')}
        aria-busy={model.view()?.state === 'searching'}
        ref={(element) => {
          list = element;
        }}
        onFocusIn={roving.onFocusIn}
        onKeyDown={roving.onKeyDown}
      >
        <Show
          when={model.view()}
          fallback={<Quiet picture={<Scene />} title={t('search.field')} words={t('search.hint')} />}
        >
          {(view) => (
            <>
              <SearchCoverage view={view()} asked={model.asked()} onFetch={model.fetchAway} />
              <Hits hits={view().exact} label={t('search.messages')} />
              <Show when={view().alike.length > 0}>
                <Show when={view().exact.length > 0}>
                  <h2 class={style.heading}>{t('search.alike')}</h2>
                </Show>
                <Hits hits={view().alike} label={t('search.alike')} />
              </Show>
              <Show when={view().more && view().state === 'done'}>
                <span class={style.more}>
                  <Button onClick={model.showMore}>{t('search.more')}</Button>
                </span>
              </Show>
            </>
          )}
        </Show>
      </section>
    </Page>
  );
};
