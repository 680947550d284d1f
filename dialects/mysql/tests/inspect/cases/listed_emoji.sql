-- Values of enums and sets that the catalog tells as question marks.
CREATE TABLE moods (
    id int PRIMARY KEY,
    plain enum('a', 'b') NOT NULL,
    mood enum('a', '😀', '?', 'it''s 🎉\\') CHARACTER SET utf8mb4 NOT NULL DEFAULT '😀',
    `more ``moods` set('x', '😀y', '🎉', 'why?') CHARACTER SET utf8mb4 DEFAULT '😀y,🎉'
) CHARACTER SET utf8mb4;
