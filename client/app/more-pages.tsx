import { type JSX, lazy, Match, Switch } from 'solid-js';
import { useApp } from '../features/app-context.ts';

const OutboxPage = lazy(async () => ({ default: (await import('../features/outbox/outbox-page.tsx')).OutboxPage }));
const NotSentPage = lazy(async () => ({
  default: (await import('../features/not-sent/not-sent-page.tsx')).NotSentPage,
}));
const SharePage = lazy(async () => ({ default: (await import('../features/share/share-page.tsx')).SharePage }));
const SpacePage = lazy(async () => ({ default: (await import('../features/space/space-page.tsx')).SpacePage }));

/** Pages that are opened rarely: the chat does not load the list of them. */
export const MorePages = (): JSX.Element => {
  const app = useApp();
  const name = () => app.router.route().name;
  return (
    <Switch>
      <Match when={name() === 'outbox'}>
        <OutboxPage />
      </Match>
      <Match when={name() === 'not-sent'}>
        <NotSentPage />
      </Match>
      <Match when={name() === 'share'}>
        <SharePage />
      </Match>
      <Match when={name() === 'space'}>
        <SpacePage />
      </Match>
    </Switch>
  );
};
