SELECT setseed(0.42);
INSERT INTO agence (code, nom) SELECT lpad(n::text, 5, '0'), 'Agence ' || n FROM generate_series(1, 40) AS n;
INSERT INTO societaire (agence_id, numero, entree_le)
    SELECT 1 + n % 40, 'S' || lpad(n::text, 7, '0'), date '2010-01-01' + (n % 5000) FROM generate_series(1, 20000) AS n;
ALTER TABLE part_sociale DISABLE TRIGGER part_sociale_journal;
INSERT INTO part_sociale (societaire_id, souscrite_le, nombre, montant_unitaire)
    SELECT 1 + (random() * 19999)::integer, date '2012-01-01' + (n % 4800), 1 + (random() * 9)::integer, 15.00
    FROM generate_series(1, 200000) AS n;
ALTER TABLE part_sociale ENABLE TRIGGER part_sociale_journal;
SELECT souscrire(12, 4, 1);
ANALYZE;
