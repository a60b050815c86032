"""Roots and signing keys of documents. None is ever taken back: what it signed must stay checkable."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FORWARD = """
CREATE FUNCTION seals_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR to_jsonb(NEW) - ARRAY['retired_at', 'sealed'] <> to_jsonb(OLD) - ARRAY['retired_at', 'sealed']
        OR (to_jsonb(OLD) ->> 'retired_at' IS NOT NULL
            AND to_jsonb(NEW) ->> 'retired_at' IS DISTINCT FROM to_jsonb(OLD) ->> 'retired_at') THEN
        RAISE EXCEPTION 'a key that signs documents is kept for ever: % refused', TG_OP
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER authority_kept BEFORE UPDATE OR DELETE ON seals_authority
    FOR EACH ROW EXECUTE FUNCTION seals_refuse_change();
CREATE TRIGGER signing_key_kept BEFORE UPDATE OR DELETE ON seals_signingkey
    FOR EACH ROW EXECUTE FUNCTION seals_refuse_change();
"""
REVERSE = """
DROP TRIGGER signing_key_kept ON seals_signingkey;
DROP TRIGGER authority_kept ON seals_authority;
DROP FUNCTION seals_refuse_change();
"""
ID = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")
PROTECT = django.db.models.deletion.PROTECT


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("accounts", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="Authority",
            fields=[
                ("id", ID),
                ("certificate", models.BinaryField()),
                ("sealed", models.BinaryField()),
                ("created_at", models.DateTimeField()),
                (
                    "organisation",
                    models.OneToOneField(
                        on_delete=PROTECT, related_name="authority", to="accounts.organisation"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SigningKey",
            fields=[
                ("id", ID),
                ("certificate", models.BinaryField()),
                ("sealed", models.BinaryField()),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("retired_at", models.DateTimeField(null=True)),
                (
                    "authority",
                    models.ForeignKey(on_delete=PROTECT, related_name="signing_keys", to="seals.authority"),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=PROTECT,
                        related_name="signing_keys",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="signingkey",
            constraint=models.UniqueConstraint(
                condition=models.Q(("retired_at", None)),
                fields=("authority", "person"),
                name="one_signing_key_in_use",
                nulls_distinct=False,
            ),
        ),
        migrations.RunSQL(FORWARD, REVERSE),
    ]
