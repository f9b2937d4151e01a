import { t } from '../../i18n/t.ts';
import '../notifications/messages.ts';
import './messages.ts';
import { type JSX, Show } from 'solid-js';
import type { Commands } from '../../channel/commands.ts';
import type { Preferences } from '../../channel/projections.ts';
import { Button } from '../../design/button.tsx';
import { Field } from '../../design/field.tsx';
import { Switch } from '../../design/switch.tsx';
import { useApp } from '../app-context.ts';
import { createPermission } from '../notifications/create-permission.ts';
import { playSound } from '../notifications/play-sound.ts';
import { createNotifier } from '../notifications/show-notification.ts';
import { PauseSetting, PushSettings } from './push-settings.tsx';
import style from './settings-page.module.css';
import { SettingsSection } from './settings-section.tsx';

const DAY = 24 * 60;
const two = (value: number): string => String(value).padStart(2, '0');

/** Minutes after midnight as a field of times writes them: 07:05. */
const toClock = (minutes: number): string => `${two(Math.floor((minutes % DAY) / 60))}:${two(minutes % 60)}`;

/** undefined: no time of the day. */
const toMinutes = (clock: string): number | undefined => {
  const match = /^([01]\d|2[0-3]):([0-5]\d)/.exec(clock);
  return match === null ? undefined : Number(match[1]) * 60 + Number(match[2]);
};

/** What do-not-disturb begins with: the night. Minutes after midnight. */
const NIGHT = { from: 22 * 60, to: 7 * 60 };

export const NotificationSettings = (): JSX.Element => {
  const app = useApp();
  const permission = createPermission();
  const prefer = (change: Commands['setPreferences']['in']): void => {
    void app.channel.call('setPreferences', change).then(app.done);
  };
  const test = async (): Promise<void> => {
    const isShown = await createNotifier(() => undefined).show({
      tag: 'skerry-test',
      title: t('settings.notifications.test.title'),
      body: t('settings.notifications.test.words'),
    });
    if (!isShown) app.say(t('settings.notifications.test.failed'));
    if (app.preferences()?.sound) playSound();
  };
  const Hours = (own: { readonly quiet: NonNullable<Preferences['quiet']> }): JSX.Element => {
    const change = (text: string, hours: (minutes: number) => Partial<NonNullable<Preferences['quiet']>>): void => {
      const minutes = toMinutes(text);
      if (minutes !== undefined) prefer({ quiet: { ...own.quiet, ...hours(minutes) } });
    };
    return (
      <div class={style.hours}>
        <Field
          label={t('settings.quiet.begins')}
          type="time"
          value={toClock(own.quiet.from)}
          onText={(text) => change(text, (from) => ({ from }))}
        />
        <Field
          label={t('settings.quiet.ends')}
          type="time"
          value={toClock(own.quiet.to)}
          onText={(text) => change(text, (to) => ({ to }))}
        />
      </div>
    );
  };
  return (
    <SettingsSection title={t('settings.notifications')}>
      <p role="status">{t(`settings.notifications.${permission.state()}`)}</p>
      <Show when={permission.state() === 'default'}>
        <Button variant="main" onClick={() => void permission.ask()}>
          {t('settings.notifications.ask')}
        </Button>
      </Show>
      <Show when={permission.state() === 'granted'}>
        <Button onClick={() => void test()}>{t('settings.notifications.test')}</Button>
      </Show>
      <Show when={permission.state() === 'granted'}>
        <PushSettings />
      </Show>
      <Show when={app.preferences()}>
        {(preferences) => (
          <>
            <PauseSetting />
            <Switch
              label={t('settings.sound')}
              words={t('settings.sound.words')}
              on={preferences().sound}
              onChange={(sound) => {
                prefer({ sound });
                // Play the sound once when it is switched on.
                if (sound) playSound();
              }}
            />
            <Switch
              label={t('settings.quiet')}
              words={t('settings.quiet.words')}
              on={preferences().quiet !== undefined}
              onChange={(on) => prefer({ quiet: on ? NIGHT : null })}
            />
            <Show when={preferences().quiet}>{(quiet) => <Hours quiet={quiet()} />}</Show>
          </>
        )}
      </Show>
    </SettingsSection>
  );
};
