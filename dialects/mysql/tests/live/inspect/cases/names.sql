-- Names that need quoting.
CREATE TABLE `a.b` (`c.d` int PRIMARY KEY);
CREATE TABLE `it's "x" ``y`` 50% \\` (`new
line` int, `sp ace` int, `select` int, ` lead` int, `ü€` int, `back\\slash` int, KEY `key` (`sp ace`));
CREATE TABLE `table` (`order` int, FOREIGN KEY (`order`) REFERENCES `a.b` (`c.d`));
CREATE TABLE `größe` (a int COMMENT 'ünï "q" ''s \\ ');
CREATE TABLE `x234567890123456789012345678901234567890123456789012345678901234` (`y234567890123456789012345678901234567890123456789012345678901234` int UNIQUE);
