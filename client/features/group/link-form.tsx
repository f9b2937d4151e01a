import { createSignal, For, type JSX } from 'solid-js';
import type { CreateGroupLink } from '../../../shared/protocol/http-groups.ts';
import { Button } from '../../design/button.tsx';
import { Switch } from '../../design/switch.tsx';
import { g } from '../../words/group-words.ts';
import style from './links-page.module.css';

/** 0: without an end. */
const DAYS = [1, 7, 30, 0] as const;
const USES = [0, 1, 10, 50] as const;

const Select = (props: {
  readonly label: string;
  readonly values: readonly number[];
  readonly value: number;
  readonly nameOf: (value: number) => string;
  readonly onPick: (value: number) => void;
}): JSX.Element => (
  <label class={style.select}>
    {props.label}
    <select onChange={(event) => props.onPick(Number(event.currentTarget.value))}>
      <For each={props.values}>
        {(value) => (
          <option value={value} selected={value === props.value}>
            {props.nameOf(value)}
          </option>
        )}
      </For>
    </select>
  </label>
);

/** What a new link lets people do. */
export const LinkForm = (props: {
  readonly busy: boolean;
  readonly disabled: boolean;
  readonly onCreate: (wish: CreateGroupLink) => void;
}): JSX.Element => {
  const [approval, setApproval] = createSignal(false);
  const [days, setDays] = createSignal<number>(7);
  const [uses, setUses] = createSignal<number>(0);
  return (
    <form
      class={style.form}
      onSubmit={(event) => {
        event.preventDefault();
        props.onCreate({
          approval: approval(),
          ...(days() === 0 ? {} : { days: days() }),
          ...(uses() === 0 ? {} : { uses: uses() }),
        });
      }}
    >
      <Switch label={g('links.approval')} words={g('links.approval.words')} on={approval()} onChange={setApproval} />
      <div class={style.selects}>
        <Select
          label={g('links.expiry')}
          values={DAYS}
          value={days()}
          nameOf={(value) => (value === 0 ? g('links.days.none') : g('links.days', { count: value }))}
          onPick={setDays}
        />
        <Select
          label={g('links.uses')}
          values={USES}
          value={uses()}
          nameOf={(value) => (value === 0 ? g('links.uses.none') : g('links.uses.count', { count: value }))}
          onPick={setUses}
        />
      </div>
      <Button type="submit" look="main" disabled={props.busy || props.disabled}>
        {g(props.busy ? 'links.busy' : 'links.create')}
      </Button>
    </form>
  );
};
