import { t } from '../../i18n/t.ts';
import './messages.ts';
import type { JSX } from 'solid-js';
import { SettingsSection } from '../settings/settings-section.tsx';
import { ExportPanel } from './export/export-panel.tsx';

/** The file with the person's data. */
export const ExportSection = (): JSX.Element => (
  <SettingsSection title={t('own-data.export')} words={t('own-data.export.words')}>
    <ExportPanel />
  </SettingsSection>
);
