--
-- PostgreSQL database dump
--

\restrict demonstration

-- Dumped from database version 18.4
-- Dumped by pg_dump version 18.4

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET transaction_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: journaliser(); Type: FUNCTION; Schema: public; Owner: postgres
--

CREATE FUNCTION public.journaliser() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    INSERT INTO journal (operation, ligne) VALUES (TG_OP, to_jsonb(COALESCE(NEW, OLD)));
    RETURN COALESCE(NEW, OLD);
END;
$$;


ALTER FUNCTION public.journaliser() OWNER TO postgres;

--
-- Name: souscrire(integer, integer, integer); Type: FUNCTION; Schema: public; Owner: postgres
--

CREATE FUNCTION public.souscrire(p_societaire integer, p_nombre integer, p_version integer) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
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


ALTER FUNCTION public.souscrire(p_societaire integer, p_nombre integer, p_version integer) OWNER TO postgres;

SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: agence; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.agence (
    agence_id integer NOT NULL,
    code text NOT NULL,
    nom text NOT NULL,
    CONSTRAINT agence_code_check CHECK ((code ~ '^[0-9]{5}$'::text))
);


ALTER TABLE public.agence OWNER TO postgres;

--
-- Name: agence_agence_id_seq; Type: SEQUENCE; Schema: public; Owner: postgres
--

ALTER TABLE public.agence ALTER COLUMN agence_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.agence_agence_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: journal; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.journal (
    journal_id bigint NOT NULL,
    le timestamp with time zone DEFAULT now() NOT NULL,
    par text DEFAULT SESSION_USER NOT NULL,
    operation text NOT NULL,
    ligne jsonb NOT NULL
);


ALTER TABLE public.journal OWNER TO postgres;

--
-- Name: journal_journal_id_seq; Type: SEQUENCE; Schema: public; Owner: postgres
--

ALTER TABLE public.journal ALTER COLUMN journal_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.journal_journal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: part_sociale; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.part_sociale (
    part_sociale_id bigint NOT NULL,
    societaire_id integer NOT NULL,
    souscrite_le date NOT NULL,
    nombre integer NOT NULL,
    montant_unitaire numeric(8,2) NOT NULL,
    CONSTRAINT part_sociale_montant_unitaire_check CHECK ((montant_unitaire > (0)::numeric)),
    CONSTRAINT part_sociale_nombre_check CHECK ((nombre > 0))
);


ALTER TABLE public.part_sociale OWNER TO postgres;

--
-- Name: part_sociale_part_sociale_id_seq; Type: SEQUENCE; Schema: public; Owner: postgres
--

ALTER TABLE public.part_sociale ALTER COLUMN part_sociale_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.part_sociale_part_sociale_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: societaire; Type: TABLE; Schema: public; Owner: postgres
--

CREATE TABLE public.societaire (
    societaire_id integer NOT NULL,
    agence_id integer NOT NULL,
    numero text NOT NULL,
    entree_le date NOT NULL,
    version integer DEFAULT 1 NOT NULL
);


ALTER TABLE public.societaire OWNER TO postgres;

--
-- Name: societaire_societaire_id_seq; Type: SEQUENCE; Schema: public; Owner: postgres
--

ALTER TABLE public.societaire ALTER COLUMN societaire_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.societaire_societaire_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: agence agence_code_key; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.agence
    ADD CONSTRAINT agence_code_key UNIQUE (code);


--
-- Name: agence agence_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.agence
    ADD CONSTRAINT agence_pkey PRIMARY KEY (agence_id);


--
-- Name: journal journal_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.journal
    ADD CONSTRAINT journal_pkey PRIMARY KEY (journal_id);


--
-- Name: part_sociale part_sociale_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.part_sociale
    ADD CONSTRAINT part_sociale_pkey PRIMARY KEY (part_sociale_id);


--
-- Name: societaire societaire_numero_key; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.societaire
    ADD CONSTRAINT societaire_numero_key UNIQUE (numero);


--
-- Name: societaire societaire_pkey; Type: CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.societaire
    ADD CONSTRAINT societaire_pkey PRIMARY KEY (societaire_id);


--
-- Name: societaire_agence_id_idx; Type: INDEX; Schema: public; Owner: postgres
--

CREATE INDEX societaire_agence_id_idx ON public.societaire USING btree (agence_id);


--
-- Name: part_sociale part_sociale_journal; Type: TRIGGER; Schema: public; Owner: postgres
--

CREATE TRIGGER part_sociale_journal AFTER INSERT OR DELETE OR UPDATE ON public.part_sociale FOR EACH ROW EXECUTE FUNCTION public.journaliser();


--
-- Name: part_sociale part_sociale_societaire_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.part_sociale
    ADD CONSTRAINT part_sociale_societaire_id_fkey FOREIGN KEY (societaire_id) REFERENCES public.societaire(societaire_id);


--
-- Name: societaire societaire_agence_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: postgres
--

ALTER TABLE ONLY public.societaire
    ADD CONSTRAINT societaire_agence_id_fkey FOREIGN KEY (agence_id) REFERENCES public.agence(agence_id);


--
-- Name: TABLE agence; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT ON TABLE public.agence TO banque_lecture;


--
-- Name: TABLE journal; Type: ACL; Schema: public; Owner: postgres
--

GRANT INSERT ON TABLE public.journal TO banque_guichet;


--
-- Name: TABLE part_sociale; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT ON TABLE public.part_sociale TO banque_lecture;
GRANT SELECT,INSERT,UPDATE ON TABLE public.part_sociale TO banque_guichet;


--
-- Name: TABLE societaire; Type: ACL; Schema: public; Owner: postgres
--

GRANT SELECT ON TABLE public.societaire TO banque_lecture;
GRANT SELECT,INSERT,UPDATE ON TABLE public.societaire TO banque_guichet;


--
-- PostgreSQL database dump complete
--

\unrestrict demonstration

