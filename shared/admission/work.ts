/** Counts the steps that scanning, cutting, resolving and judging one update take, so that a test can bound them. */
export class Work {
  steps = 0;

  /** @param steps one for each struct, range, entry or value that is looked at */
  add(steps = 1): void {
    this.steps += steps;
  }

  /** Counts a binary search or one insertion into a sorted order among `size` things. */
  search(size: number): void {
    this.steps += 1 + Math.ceil(Math.log2(size + 1));
  }
}
