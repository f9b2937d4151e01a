import { t } from '../../i18n/t.ts';
import '../../i18n/messages.ts';
import './messages.ts';
import { For, type JSX, lazy } from 'solid-js';
import { Contained } from '../../design/contained.tsx';
import { Page } from '../../design/page.tsx';
import { useApp } from '../app-context.ts';

/** Each loads by itself, and asks the server by itself: one that fails leaves the others. */
const SECTIONS = [
  lazy(async () => ({ default: (await import('./server-section.tsx')).ServerSection })),
  lazy(async () => ({ default: (await import('./invitations-section.tsx')).InvitationsSection })),
  lazy(async () => ({ default: (await import('./people-section.tsx')).PeopleSection })),
  lazy(async () => ({ default: (await import('./reports-section.tsx')).ReportsSection })),
  lazy(async () => ({ default: (await import('./acts-section.tsx')).ActsSection })),
  lazy(async () => ({ default: (await import('./push-section.tsx')).PushSection })),
];

/** For administrators. The server checks the account at each request; this page only shows. */
export const AdministrationPage = (): JSX.Element => {
  const app = useApp();
  return (
    <Page title={t('administration.title')} backLabel={t('app.back')} onBack={() => app.router.back()}>
      <For each={SECTIONS}>
        {(Section) => (
          <Contained>
            <Section />
          </Contained>
        )}
      </For>
    </Page>
  );
};
