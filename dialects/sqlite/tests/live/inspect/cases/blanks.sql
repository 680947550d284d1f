CREATE	table
"t"
(	a	int,
  btext
		not
null
,unique
(a
,b
)
)

  ;
CREATE TABLE u(a,b,c INT);
