-- Some tables of the Northwind example as its first PostgreSQL form had them, with types that are seldom seen.
CREATE TABLE categories (
    "CategoryID" smallint NOT NULL, "CategoryName" character varying(15) NOT NULL, "Description" text, "Picture" bytea
);
CREATE TABLE customercustomerdemo ("CustomerID" bpchar NOT NULL, "CustomerTypeID" bpchar NOT NULL);
CREATE TABLE customerdemographics ("CustomerTypeID" bpchar NOT NULL, "CustomerDesc" text);
CREATE TABLE customers ("CustomerID" bpchar NOT NULL, "CompanyName" character varying(40) NOT NULL);
CREATE TABLE shippers_tmp (
    "ShipperID" smallint NOT NULL, "CompanyName" character varying(40) NOT NULL, "Phone" character varying(24)
);
ALTER TABLE ONLY categories ADD CONSTRAINT pk_categories PRIMARY KEY ("CategoryID");
ALTER TABLE ONLY customercustomerdemo ADD CONSTRAINT pk_customercustomerdemo PRIMARY KEY ("CustomerID", "CustomerTypeID");
ALTER TABLE ONLY customerdemographics ADD CONSTRAINT pk_customerdemographics PRIMARY KEY ("CustomerTypeID");
ALTER TABLE ONLY customers ADD CONSTRAINT pk_customers PRIMARY KEY ("CustomerID");
ALTER TABLE ONLY shippers_tmp ADD CONSTRAINT pk_shippers_tmp PRIMARY KEY ("ShipperID");
ALTER TABLE ONLY customercustomerdemo ADD CONSTRAINT fk_customercustomerdemo_customers FOREIGN KEY ("CustomerID") REFERENCES customers;
