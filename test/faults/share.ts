/** How much of a long test is run: some of it with every change, more with TEST_FAULTS=1; of fault tests all of it by hand. */
export const share = <Size>(usual: Size, larger: Size): Size => (process.env.TEST_FAULTS ? larger : usual);
