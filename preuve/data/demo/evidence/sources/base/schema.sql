CREATE ROLE banque_lecture NOLOGIN;
CREATE ROLE banque_guichet NOLOGIN;
CREATE TABLE agence (
    agence_id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code text NOT NULL UNIQUE CHECK (code ~ '^[0-9]{5}$'),
    nom text NOT NULL
);
CREATE TABLE societaire (
    societaire_id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    agence_id integer NOT NULL REFERENCES agence,
    numero text NOT NULL UNIQUE,
    entree_le date NOT NULL,
    version integer NOT NULL DEFAULT 1
);
CREATE INDEX societaire_agence_id_idx ON societaire (agence_id);
CREATE TABLE part_sociale (
    part_sociale_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    societaire_id integer NOT NULL REFERENCES societaire,
    souscrite_le date NOT NULL,
    nombre integer NOT NULL CHECK (nombre > 0),
    montant_unitaire numeric(8, 2) NOT NULL CHECK (montant_unitaire > 0)
);
CREATE TABLE journal (
    journal_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    le timestamptz NOT NULL DEFAULT now(),
    par text NOT NULL DEFAULT session_user,
    operation text NOT NULL,
    ligne jsonb NOT NULL
);
CREATE FUNCTION journaliser() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO journal (operation, ligne) VALUES (TG_OP, to_jsonb(COALESCE(NEW, OLD)));
    RETURN COALESCE(NEW, OLD);
END;
$$;
CREATE TRIGGER part_sociale_journal AFTER INSERT OR UPDATE OR DELETE ON part_sociale
    FOR EACH ROW EXECUTE FUNCTION journaliser();
CREATE FUNCTION souscrire(p_societaire integer, p_nombre integer, p_version integer) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    v_part bigint;
BEGIN
    UPDATE societaire SET version = version + 1 WHERE societaire_id = p_societaire AND version = p_version;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'sociétaire % modifié entre-temps', p_societaire USING ERRCODE = 'serialization_failure';
    END IF;
    INSERT INTO part_sociale (societaire_id, souscrite_le, nombre, montant_unitaire)
        VALUES (p_societaire, current_date, p_nombre, 15.00) RETURNING part_sociale_id INTO v_part;
    RETURN v_part;
END;
$$;
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC;
GRANT SELECT ON agence, societaire, part_sociale TO banque_lecture;
GRANT SELECT, INSERT, UPDATE ON societaire, part_sociale TO banque_guichet;
GRANT INSERT ON journal TO banque_guichet;
