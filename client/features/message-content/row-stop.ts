import { type Accessor, createContext, useContext } from 'solid-js';

const ALWAYS: Accessor<0 | -1> = () => 0;

/** 0 while what is in a message is in the order of Tab, else -1: of a whole list only the row the keyboard is at. */
export const RowStop = createContext<Accessor<0 | -1>>(ALWAYS);
export const useRowStop = (): Accessor<0 | -1> => useContext(RowStop) ?? ALWAYS;
