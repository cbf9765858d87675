/** What stands in place of an action where the values name none. */
export const noAction = -1;
