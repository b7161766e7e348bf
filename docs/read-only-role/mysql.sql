-- An account that may only read the database `shop` (change the name), for MySQL 8 and MariaDB 10.5 and later.
-- Run it as an administrator; then give the account a password: ALTER USER analyst@'%' IDENTIFIED BY '...'.
CREATE USER analyst@'%';
GRANT SELECT, SHOW VIEW ON `shop`.* TO analyst@'%';
-- Nothing else: no FILE (OUTFILE, LOAD_FILE), EXECUTE (stored functions), LOCK TABLES, CREATE TEMPORARY TABLES,
-- PROCESS (others' queries), and nothing on the database `mysql`.
ALTER USER analyst@'%' WITH MAX_USER_CONNECTIONS 20;
