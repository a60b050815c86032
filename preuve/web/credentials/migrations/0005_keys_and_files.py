"""Several signed files for each certificate, two kinds of keys, and suspension."""

import django.db.models.deletion
from django.db import migrations, models

CERTIFICATE_RULE = """
CREATE OR REPLACE FUNCTION credentials_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE'
        OR to_jsonb(NEW) - ARRAY[%(changing)s] <> to_jsonb(OLD) - ARRAY[%(changing)s]
        OR (OLD.document_id IS NOT NULL AND NEW.document_id IS DISTINCT FROM OLD.document_id)
        OR (OLD.revoked_at IS NOT NULL AND (%(frozen)s)) THEN
        RAISE EXCEPTION 'certificate %% never changes: %% refused', OLD.number, TG_OP
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
"""
REVOKED_ONCE = (
    "NEW.revoked_at IS DISTINCT FROM OLD.revoked_at OR NEW.revocation_reason <> OLD.revocation_reason"
)
KEY_RULE = """
CREATE OR REPLACE FUNCTION credentials_refuse_key_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR %s THEN
        RAISE EXCEPTION 'an issuer key is kept for ever: %% refused', TG_OP
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
"""
PUBLISHED = "NEW.public <> OLD.public OR NEW.issuer_id <> OLD.issuer_id"
FORWARD = (
    CERTIFICATE_RULE
    % {
        "changing": "'document_id', 'revoked_at', 'revocation_reason', 'suspended_at', 'suspension_reason'",
        "frozen": f"{REVOKED_ONCE} OR NEW.suspended_at IS DISTINCT FROM OLD.suspended_at",
    }
    + KEY_RULE
    % f"""{PUBLISHED} OR NEW.algorithm <> OLD.algorithm OR NEW.jwk IS DISTINCT FROM OLD.jwk
        OR NEW.created_at <> OLD.created_at
        OR (OLD.expires_at IS NOT NULL AND NEW.expires_at IS DISTINCT FROM OLD.expires_at)
        OR (OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS DISTINCT FROM OLD.revoked_at)"""
)
REVERSE = (
    CERTIFICATE_RULE
    % {"changing": "'document_id', 'revoked_at', 'revocation_reason'", "frozen": REVOKED_ONCE}
    + KEY_RULE % PUBLISHED
)
PROTECT = django.db.models.deletion.PROTECT


class Migration(migrations.Migration):
    dependencies = [("credentials", "0004_credentials")]
    operations = [
        migrations.AddField("certificate", "suspended_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "certificate",
            "suspension_reason",
            models.CharField(blank=True, default="", max_length=500, verbose_name="motif de la suspension"),
        ),
        migrations.AddField(
            "issuerkey",
            "algorithm",
            models.CharField(
                choices=[("ed25519", "Ed25519"), ("rsa-2048", "RSA 2048")], default="ed25519", max_length=8
            ),
        ),
        migrations.AddField("issuerkey", "jwk", models.JSONField(null=True)),
        migrations.RemoveConstraint("issuerkey", "one_issuer_key_in_use"),
        migrations.AddConstraint(
            "issuerkey",
            models.UniqueConstraint(
                condition=models.Q(("expires_at", None), ("revoked_at", None)),
                fields=("issuer", "algorithm"),
                name="one_issuer_key_in_use",
            ),
        ),
        migrations.AlterField(
            "credential",
            "certificate",
            models.ForeignKey(
                on_delete=PROTECT, related_name="credentials", to="credentials.certificate"
            ),
        ),
        migrations.AddField(
            "credential",
            "kind",
            models.CharField(
                choices=[
                    ("certificate", "certificat (JSON)"),
                    ("competence", "compétence (JSON)"),
                    ("token", "certificat (JWT)"),
                    ("record", "relevé (CLR)"),
                ],
                default="certificate",
                max_length=11,
            ),
        ),
        migrations.AddField(
            "credential", "competence", models.CharField(blank=True, default="", max_length=41)
        ),
        migrations.AddField("credential", "edition", models.PositiveSmallIntegerField(default=1)),
        migrations.AddField("credential", "token", models.TextField(blank=True, default="")),
        migrations.AddConstraint(
            "credential",
            models.UniqueConstraint(
                fields=("certificate", "kind", "competence", "edition"), name="one_file_of_each_kind"
            ),
        ),
        migrations.RunSQL(FORWARD, REVERSE),
    ]
