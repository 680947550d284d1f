-- Part of the film rental of the Pagila example, in its PostgreSQL form, written from its public description.
CREATE TYPE mpaa_rating AS ENUM ('G', 'PG', 'PG-13', 'R', 'NC-17');
CREATE DOMAIN year AS integer CONSTRAINT year_check CHECK (VALUE >= 1901 AND VALUE <= 2155);
CREATE FUNCTION last_updated() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.last_update = CURRENT_TIMESTAMP; RETURN NEW; END $$;
CREATE TABLE actor (
    actor_id serial NOT NULL, first_name text NOT NULL, last_name text NOT NULL,
    last_update timestamp with time zone DEFAULT now() NOT NULL, CONSTRAINT actor_pkey PRIMARY KEY (actor_id)
);
CREATE TABLE language (
    language_id serial PRIMARY KEY, name character(20) NOT NULL, last_update timestamp with time zone DEFAULT now() NOT NULL
);
CREATE TABLE film (
    film_id serial PRIMARY KEY, title text NOT NULL, description text, release_year year,
    language_id integer NOT NULL REFERENCES language (language_id) ON UPDATE CASCADE ON DELETE RESTRICT,
    rental_duration smallint DEFAULT 3 NOT NULL, rental_rate numeric(4,2) DEFAULT 4.99 NOT NULL, length smallint,
    rating mpaa_rating DEFAULT 'G'::mpaa_rating, last_update timestamp with time zone DEFAULT now() NOT NULL,
    special_features text[], fulltext tsvector NOT NULL
);
CREATE TABLE film_actor (
    actor_id integer NOT NULL, film_id integer NOT NULL, last_update timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT film_actor_pkey PRIMARY KEY (actor_id, film_id),
    CONSTRAINT film_actor_actor_id_fkey FOREIGN KEY (actor_id) REFERENCES actor (actor_id) ON UPDATE CASCADE ON DELETE RESTRICT,
    CONSTRAINT film_actor_film_id_fkey FOREIGN KEY (film_id) REFERENCES film (film_id) ON UPDATE CASCADE ON DELETE RESTRICT
);
CREATE TABLE customer (
    customer_id serial PRIMARY KEY, email text, activebool boolean DEFAULT true NOT NULL,
    create_date date DEFAULT CURRENT_DATE NOT NULL, active integer
);
CREATE TABLE payment (
    payment_id integer NOT NULL, amount numeric(5,2) NOT NULL, payment_date timestamp with time zone NOT NULL,
    PRIMARY KEY (payment_date, payment_id)
) PARTITION BY RANGE (payment_date);
CREATE TABLE payment_p2022_01 PARTITION OF payment FOR VALUES FROM ('2022-01-01') TO ('2022-02-01');
CREATE INDEX film_fulltext_idx ON film USING gist (fulltext);
CREATE INDEX idx_actor_last_name ON actor USING btree (last_name);
CREATE UNIQUE INDEX idx_unq_customer_email ON customer USING btree (lower(email)) WHERE active = 1;
CREATE TRIGGER last_updated BEFORE UPDATE ON actor FOR EACH ROW EXECUTE FUNCTION last_updated();
CREATE VIEW film_list AS SELECT film_id, title FROM film;
CREATE MATERIALIZED VIEW rental_by_rating AS SELECT rating, count(*) AS films FROM film GROUP BY rating;
