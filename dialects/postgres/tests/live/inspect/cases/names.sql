-- Names that need quoting, in two namespaces.
CREATE SCHEMA "Other ""one"".x";
CREATE TABLE "it's ""%s"" \ {}" ("a.b" int, "new
line" int, "🦀" text, "SELECT" int, "a""b" int, "50%" int, " " int);
CREATE TABLE "Other ""one"".x"."a.b" (id int PRIMARY KEY);
CREATE TABLE "a.b" (id int PRIMARY KEY, up int REFERENCES "Other ""one"".x"."a.b");
CREATE TABLE "USERS" (id int);
CREATE TABLE users (id int);
CREATE TABLE "Other ""one"".x".users (id int);
CREATE TABLE "table" ("order" int);
CREATE TABLE "x23456789012345678901234567890123456789012345678901234567890123" ("y23456789012345678901234567890123456789012345678901234567890123" int UNIQUE);
CREATE TABLE nothing ();
CREATE TABLE dropped (a int, b text, c int, PRIMARY KEY (c, a));
ALTER TABLE dropped DROP b, ADD d text;
CREATE INDEX ON dropped (d, a);
CREATE TABLE emptied (a int);
ALTER TABLE emptied DROP a;
