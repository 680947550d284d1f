-- Names in every kind of quotes, and words that are keywords elsewhere.
CREATE TABLE [my table] ([a b] int, `c``d` int, "e""f" int, 'g''h' int, "new
line" int, [a,b] int, "(x" int, 'CHECK' int, "50%" int, "back\slash" int, "🦀" int, größe int, a$1 int);
CREATE TABLE "order" ("select" int, abort int, action int, after int, key int, "primary" int, text text, integer integer, date date,
    current int, row int, generated int, always int, stored int, virtual int, hidden int, match int, rowid_ int, strict int, without int);
CREATE TABLE 'single' ('id' INTEGER PRIMARY KEY, 'name' 'odd type', FOREIGN KEY ('name') REFERENCES 'order' ('select'));
CREATE TABLE "t.x" ("a.b" int REFERENCES "my table" ("a b"));
CREATE INDEX "an 'index' [x]" ON "order" ("select", [key]);
CREATE TABLE "" ("" int);
