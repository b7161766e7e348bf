/** Ids of the commands that open tabs of the main area. */

/** Profile of `{connection, schema, table}` or of `{frame, notebook}`. */
export const OPEN_PROFILE = 'iopsdata:open-profile';

/** Lineage of `{connection, schema, table}` or of `{frame}`, as the kernel of `notebook` knows it. */
export const OPEN_LINEAGE = 'iopsdata:open-lineage';
