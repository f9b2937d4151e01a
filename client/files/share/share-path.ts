export const SHARE_PATH = '/share';
/** The same page, which says that the last share was not kept. */
export const NOT_KEPT_PATH = `${SHARE_PATH}?not-kept`;

export const isNotKept = (address: Pick<Location, 'search'>): boolean =>
  new URLSearchParams(address.search).has('not-kept');
