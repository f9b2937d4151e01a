import { t } from '../../i18n/t.ts';
import '../../i18n/messages.ts';
import './messages.ts';
import type { JSX } from 'solid-js';
import { Page } from '../../design/page.tsx';
import { useApp } from '../app-context.ts';
import { ExportSection } from './export-section.tsx';
import { ImportSection } from './import/import-section.tsx';
import { LeaveSection } from './leave-section.tsx';

export const OwnDataPage = (): JSX.Element => {
  const app = useApp();
  return (
    <Page title={t('own-data.title')} backLabel={t('app.back')} onBack={() => app.router.back()}>
      <ExportSection />
      <ImportSection />
      <LeaveSection />
    </Page>
  );
};
