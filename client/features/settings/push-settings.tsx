import { t } from '../../i18n/t.ts';
import './push-messages.ts';
import { createSignal, createUniqueId, For, type JSX, onMount, Show } from 'solid-js';
import { PUSH_CONTENT, type PushContent } from '../../../shared/protocol/push.ts';
import { FOREVER } from '../../channel/conversation-view.ts';
import { Switch } from '../../design/switch.tsx';
import { momentOf } from '../../i18n/dates.ts';
import { useApp } from '../app-context.ts';
import { isOffHere, turnOffHere } from '../notifications/off-here.ts';
import { isPushSupported, pushContent, readPushContent, turnPushOff, turnPushOn } from '../push/push-device.ts';
import style from './language-settings.module.css';

const HOUR = 3_600_000;
const PAUSES = { hour: HOUR, hours: 8 * HOUR } as const;

/** A choice among a few, with its label. */
const Choice = (props: {
  readonly label: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly value: string;
  readonly onChoose: (value: string) => void;
}): JSX.Element => {
  const id = createUniqueId();
  return (
    <label class={style.choice} for={id}>
      <span>{props.label}</span>
      <select id={id} onChange={(event) => props.onChoose(event.currentTarget.value)}>
        <For each={props.options}>
          {(one) => (
            <option value={one.value} selected={one.value === props.value}>
              {one.label}
            </option>
          )}
        </For>
      </select>
    </label>
  );
};

/** Whether, and with what, this device is notified while no tab is open. */
export const PushSettings = (): JSX.Element => {
  const app = useApp();
  const [isBusy, setBusy] = createSignal(false);
  const [isHere, setHere] = createSignal(!isOffHere());
  const content = () => pushContent()?.content;
  onMount(() => void readPushContent(app.me().number));
  const change = async (wished: PushContent | undefined): Promise<void> => {
    setBusy(true);
    const done = wished === undefined ? await turnPushOff() : await turnPushOn(app.me().number, wished);
    setBusy(false);
    if (done === false) app.say(t('settings.push.server'));
    else if (done !== true && done !== 'done') app.say(t(`settings.push.${done}`));
  };
  const turnHere = (on: boolean): void => {
    turnOffHere(!on);
    setHere(on);
    if (!on && content() !== undefined) void change(undefined);
  };
  return (
    <>
      <Switch label={t('settings.push.here')} on={isHere()} onChange={turnHere} />
      <Show when={isPushSupported()} fallback={<p>{t('settings.push.unsupported')}</p>}>
        <Switch
          label={t('settings.push')}
          words={t('settings.push.words')}
          on={content() !== undefined}
          disabled={isBusy() || !isHere() || pushContent() === undefined}
          onChange={(on) => void change(on ? 'full' : undefined)}
        />
        <Show when={content()}>
          {(shown) => (
            <Choice
              label={t('settings.push.content')}
              options={PUSH_CONTENT.options.map((value) => ({ value, label: t(`settings.push.content.${value}`) }))}
              value={shown()}
              onChoose={(value) => void change(PUSH_CONTENT.options.find((one) => one === value))}
            />
          )}
        </Show>
      </Show>
    </>
  );
};

/** Do not disturb from now on, on all devices. */
export const PauseSetting = (): JSX.Element => {
  const app = useApp();
  const until = () => {
    const at = app.preferences()?.pausedUntil ?? 0;
    return at > app.now() ? at : 0;
  };
  const options = () => [
    { value: 'off', label: t('settings.pause.off') },
    ...(until() > 0 && until() < FOREVER
      ? [{ value: 'until', label: t('settings.pause.until', { time: momentOf(until(), app.now()) }) }]
      : []),
    { value: 'hour', label: t('settings.pause.hour') },
    { value: 'hours', label: t('settings.pause.hours') },
    { value: 'forever', label: t('settings.pause.forever') },
  ];
  const choose = (value: string): void => {
    const pausedUntil =
      value === 'hour' || value === 'hours' ? Date.now() + PAUSES[value] : value === 'forever' ? FOREVER : 0;
    if (value !== 'until') void app.channel.call('setPreferences', { pausedUntil }).then(app.done);
  };
  return (
    <Choice
      label={t('settings.pause')}
      options={options()}
      value={until() === 0 ? 'off' : until() >= FOREVER ? 'forever' : 'until'}
      onChoose={choose}
    />
  );
};
