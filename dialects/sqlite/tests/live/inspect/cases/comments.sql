-- Comments with everything in them that ends a clause.
CREATE /* a (comment, */ TABLE -- it's
t /* "x */ ( -- )
    a integer /* , b text */ , -- ,
    "b--c" text /* ' */ DEFAULT '--x' /* ) */,
    [d/*e*/] text DEFAULT '/* no */', `f` CHECK (`f` <> '-- '), -- last "
    /* UNIQUE (a) */ UNIQUE (a /* , */ , "b--c") -- )
) -- STRICT
/* WITHOUT ROWID */;
