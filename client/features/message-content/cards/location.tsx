import { t } from '../../../i18n/t.ts';
import './card-messages.ts';
import { type JSX, Show } from 'solid-js';
import { geoUri } from '../../../../shared/protocol/summary-of.ts';
import type { BodyOf } from '../../../channel/timeline-view.ts';
import { Icon } from '../../../design/icon.tsx';
import { useRowStop } from '../content-context.ts';
import style from './card.module.css';

const degrees = (value: number): string => Math.abs(value).toFixed(5);

/** 59.91390° N, 10.75220° E */
const inWords = (body: BodyOf<'location'>): string =>
  t('location.coordinates', {
    latitude: t(body.latitude < 0 ? 'location.south' : 'location.north', { degrees: degrees(body.latitude) }),
    longitude: t(body.longitude < 0 ? 'location.west' : 'location.east', { degrees: degrees(body.longitude) }),
  });

/** A place as text, with an address for the device's own map; no map picture is fetched from anyone. */
export const Location = (props: { readonly body: BodyOf<'location'> }): JSX.Element => {
  const stop = useRowStop();
  return (
    <div class={style.card}>
      <span class={style.sign}>
        <Icon name="place" />
      </span>
      <div class={style.words}>
        <p class={style.title} dir="auto">
          {props.body.text ?? t('location.title')}
        </p>
        <p class={style.small}>{inWords(props.body)}</p>
        <Show when={Number.isFinite(props.body.latitude) && Number.isFinite(props.body.longitude)}>
          <a class={style.act} tabIndex={stop()} href={geoUri(props.body.latitude, props.body.longitude)}>
            {t('location.open')}
          </a>
        </Show>
      </div>
    </div>
  );
};
