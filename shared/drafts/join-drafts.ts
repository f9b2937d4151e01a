/** Two texts of one draft as one, without losing a word of either. */
export const joinDrafts = (here: string, late: string): string => {
  if (late.includes(here)) return late;
  return here.includes(late) ? here : `${here}\n${late}`;
};
