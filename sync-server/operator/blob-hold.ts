/** While somebody holds them, no blob's bytes are removed: a backup copies them after the database that names them. */
export const createBlobHold = () => {
  let holders = 0;
  return {
    isHeld: (): boolean => holders > 0,
    hold: (): (() => void) => {
      holders++;
      let isReleased = false;
      return () => {
        if (!isReleased) holders--;
        isReleased = true;
      };
    },
  };
};
export type BlobHold = ReturnType<typeof createBlobHold>;
