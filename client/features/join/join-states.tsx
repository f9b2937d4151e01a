import { t } from '../../i18n/t.ts';
import './messages.ts';
import { type JSX, Match, Show, Switch } from 'solid-js';
import { Button } from '../../design/button.tsx';
import type { Join, JoinState } from './create-join.ts';
import { JoinCard, JoinNotice } from './join-card.tsx';

const NOTICES = {
  gone: ['join.gone.title', 'join.gone.words'],
  full: ['join.full.title', 'join.full.words'],
  broken: ['join.broken.title', 'join.broken.words'],
  offline: ['join.offline.title', 'join.offline.words'],
  failed: ['join.failed.title', 'join.failed.words'],
} as const;
type NoticeKind = keyof typeof NOTICES;

const isNotice = (kind: JoinState['kind']): kind is NoticeKind => Object.hasOwn(NOTICES, kind);

/** Each state of a link; what a person can do with the group it leads to is the caller's. */
export const JoinStates = (props: {
  readonly model: Join;
  readonly onList: () => void;
  readonly children: (found: Extract<JoinState, { kind: 'found' }>) => JSX.Element;
}): JSX.Element => {
  const state = () => props.model.state();
  const notice = (): NoticeKind | undefined => {
    const { kind } = state();
    return isNotice(kind) ? kind : undefined;
  };
  const found = () => {
    const now = state();
    return now.kind === 'found' ? now : undefined;
  };
  const asked = () => {
    const now = state();
    return now.kind === 'asked' ? now.target : undefined;
  };
  return (
    <Switch fallback={<p role="status">{t('join.looking')}</p>}>
      <Match when={notice()} keyed>
        {(kind) => (
          <JoinNotice title={t(NOTICES[kind][0])} words={t(NOTICES[kind][1])}>
            <Show when={kind === 'offline' || kind === 'failed'}>
              <Button variant="main" onClick={() => void props.model.load()}>
                {t('join.retry')}
              </Button>
            </Show>
            <Button onClick={() => props.onList()}>{t('join.list')}</Button>
          </JoinNotice>
        )}
      </Match>
      <Match when={asked()}>
        {(target) => (
          <JoinCard
            target={target()}
            title={t('join.asked.title')}
            words={t('join.asked.words', { name: target().name })}
          >
            <Button variant="main" onClick={() => props.onList()}>
              {t('join.list')}
            </Button>
          </JoinCard>
        )}
      </Match>
      <Match when={found()}>{(now) => props.children(now())}</Match>
    </Switch>
  );
};
