/** The versions of AWS IoT SQL. `beta` is the newest, which here is 2016-03-23. */
export type SqlVersion = '2015-10-08' | '2016-03-23' | 'beta';

export const SQL_VERSIONS: readonly SqlVersion[] = ['2015-10-08', '2016-03-23', 'beta'];

export const DEFAULT_SQL_VERSION: SqlVersion = '2016-03-23';

export const isSqlVersion = (text: string): text is SqlVersion => (SQL_VERSIONS as readonly string[]).includes(text);
