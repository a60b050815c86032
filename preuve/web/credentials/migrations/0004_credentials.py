"""Certificates as signed credentials, the keys that sign them, and the lists that say which are revoked."""

import django.db.models.deletion
from django.db import migrations, models

FORWARD = """
CREATE FUNCTION credentials_refuse_credential_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a signed credential never changes: % refused', TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER credential_immutable BEFORE UPDATE OR DELETE ON credentials_credential
    FOR EACH ROW EXECUTE FUNCTION credentials_refuse_credential_change();
CREATE FUNCTION credentials_refuse_key_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR NEW.public <> OLD.public OR NEW.issuer_id <> OLD.issuer_id THEN
        RAISE EXCEPTION 'an issuer key is kept for ever: % refused', TG_OP
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER issuer_key_kept BEFORE UPDATE OR DELETE ON credentials_issuerkey
    FOR EACH ROW EXECUTE FUNCTION credentials_refuse_key_change();
"""
REVERSE = """
DROP TRIGGER credential_immutable ON credentials_credential;
DROP FUNCTION credentials_refuse_credential_change();
DROP TRIGGER issuer_key_kept ON credentials_issuerkey;
DROP FUNCTION credentials_refuse_key_change();
"""
ID = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")
PROTECT = django.db.models.deletion.PROTECT


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("credentials", "0003_numbering")]
    operations = [
        migrations.CreateModel(
            name="IssuerKey",
            fields=[
                ("id", ID),
                ("public", models.CharField(max_length=80, unique=True)),
                ("sealed", models.BinaryField()),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "revocation_reason",
                    models.CharField(blank=True, max_length=500, verbose_name="motif"),
                ),
                (
                    "issuer",
                    models.ForeignKey(
                        on_delete=PROTECT, related_name="issuer_keys", to="accounts.organisation"
                    ),
                ),
            ],
            options={"ordering": ["id"]},
        ),
        migrations.CreateModel(
            name="StatusList",
            fields=[
                ("id", ID),
                ("created_at", models.DateTimeField()),
                (
                    "issuer",
                    models.ForeignKey(
                        on_delete=PROTECT, related_name="status_lists", to="accounts.organisation"
                    ),
                ),
            ],
            options={"ordering": ["id"]},
        ),
        migrations.CreateModel(
            name="Credential",
            fields=[
                ("id", ID),
                ("status_index", models.PositiveIntegerField()),
                ("document", models.JSONField()),
                ("signed_at", models.DateTimeField()),
                (
                    "certificate",
                    models.OneToOneField(
                        on_delete=PROTECT, related_name="credential", to="credentials.certificate"
                    ),
                ),
                (
                    "key",
                    models.ForeignKey(
                        on_delete=PROTECT, related_name="credentials", to="credentials.issuerkey"
                    ),
                ),
                (
                    "status_list",
                    models.ForeignKey(
                        on_delete=PROTECT, related_name="credentials", to="credentials.statuslist"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="issuerkey",
            constraint=models.UniqueConstraint(
                condition=models.Q(("expires_at", None), ("revoked_at", None)),
                fields=("issuer",),
                name="one_issuer_key_in_use",
            ),
        ),
        migrations.AddConstraint(
            model_name="credential",
            constraint=models.UniqueConstraint(
                fields=("status_list", "status_index"), name="status_index_once"
            ),
        ),
        migrations.RunSQL(FORWARD, REVERSE),
    ]
