
import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
from django.db import migrations, models

TABLES = ("entry", "leaf", "node", "checkpoint", "cosignature", "witnessed", "contradiction")

APPEND_ONLY = """
CREATE FUNCTION ledger_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;
""" + "".join(
    f"CREATE TRIGGER ledger_{table}_append_only BEFORE UPDATE OR DELETE ON ledger_{table} "
    "FOR EACH STATEMENT EXECUTE FUNCTION ledger_append_only();\n"
    for table in TABLES
)

# In a trigger, so that waking the sequencer costs the business transaction no round trip.
WAKING = """
CREATE FUNCTION ledger_wake() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify(TG_ARGV[0], '');
    RETURN NULL;
END $$;
CREATE TRIGGER ledger_entry_wakes_sequencer AFTER INSERT ON ledger_entry
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_wake('tajawub_ledger');
CREATE TRIGGER ledger_checkpoint_wakes_feed AFTER INSERT ON ledger_checkpoint
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_wake('tajawub_ledger_checkpoint');
"""

UNDONE = """
DROP TRIGGER ledger_entry_wakes_sequencer ON ledger_entry;
DROP TRIGGER ledger_checkpoint_wakes_feed ON ledger_checkpoint;
DROP FUNCTION ledger_wake();
""" + "".join(f"DROP TRIGGER ledger_{table}_append_only ON ledger_{table};\n" for table in TABLES) + (
    "DROP FUNCTION ledger_append_only();"
)


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Checkpoint',
            fields=[
                ('size', models.BigIntegerField(primary_key=True, serialize=False)),
                ('origin', models.TextField()),
                ('root', models.BinaryField()),
                ('note', models.BinaryField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('size__gt', 0)), name='checkpoint_covers_a_leaf'), models.CheckConstraint(condition=django.db.models.lookups.Exact(django.db.models.functions.text.Length('root'), 32), name='checkpoint_root_is_sha256')],
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.TextField()),
                ('about', models.TextField()),
                ('digest', models.BinaryField()),
                ('nonce', models.BinaryField()),
                ('at', models.DateTimeField()),
                ('commitment', models.BinaryField()),
            ],
            options={
                'indexes': [models.Index(fields=['digest'], name='entry_digest'), models.Index(fields=['about'], name='entry_about')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__regex', '^[a-z0-9_-]+:[a-z0-9_-]+:[a-z0-9_-]+$')), name='entry_kind_reads_room_thing_act'), models.CheckConstraint(condition=django.db.models.lookups.Exact(django.db.models.functions.text.Length('digest'), 32), name='entry_digest_is_sha256'), models.CheckConstraint(condition=django.db.models.lookups.Exact(django.db.models.functions.text.Length('nonce'), 32), name='entry_nonce_has_32_bytes'), models.CheckConstraint(condition=django.db.models.lookups.Exact(django.db.models.functions.text.Length('commitment'), 32), name='entry_commitment_is_sha256')],
            },
        ),
        migrations.CreateModel(
            name='Node',
            fields=[
                ('pk', models.CompositePrimaryKey('level', 'index', blank=True, editable=False, primary_key=True, serialize=False)),
                ('level', models.SmallIntegerField()),
                ('index', models.BigIntegerField()),
                ('hash', models.BinaryField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('index__gte', 0), ('level__gte', 1)), name='node_lies_above_the_leaves'), models.CheckConstraint(condition=django.db.models.lookups.Exact(django.db.models.functions.text.Length('hash'), 32), name='node_hash_is_sha256')],
            },
        ),
        migrations.CreateModel(
            name='Witnessed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('origin', models.TextField()),
                ('size', models.BigIntegerField()),
                ('root', models.BinaryField()),
                ('note', models.BinaryField()),
                ('at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('origin', 'size'), name='witnessed_one_root_per_size'), models.CheckConstraint(condition=django.db.models.lookups.Exact(django.db.models.functions.text.Length('root'), 32), name='witnessed_root_is_sha256')],
            },
        ),
        migrations.CreateModel(
            name='Cosignature',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('cosigner', models.TextField()),
                ('line', models.TextField()),
                ('cosigned_at', models.DateTimeField()),
                ('checkpoint', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to='ledger.checkpoint')),
            ],
            options={
                'indexes': [models.Index(fields=['checkpoint'], name='cosignature_checkpoint')],
                'constraints': [models.UniqueConstraint(fields=('cosigner', 'checkpoint'), name='cosignature_one_per_cosigner')],
            },
        ),
        migrations.CreateModel(
            name='Leaf',
            fields=[
                ('index', models.BigIntegerField(primary_key=True, serialize=False)),
                ('hash', models.BinaryField()),
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, to='ledger.entry')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('index__gte', 0)), name='leaf_index_counts_from_zero'), models.CheckConstraint(condition=django.db.models.lookups.Exact(django.db.models.functions.text.Length('hash'), 32), name='leaf_hash_is_sha256')],
            },
        ),
        migrations.CreateModel(
            name='Contradiction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.BinaryField(unique=True)),
                ('request', models.BinaryField()),
                ('at', models.DateTimeField()),
                ('held', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='ledger.witnessed')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=django.db.models.lookups.Exact(django.db.models.functions.text.Length('digest'), 32), name='contradiction_digest_is_sha256')],
            },
        ),
        migrations.RunSQL(APPEND_ONLY + WAKING, UNDONE),
    ]
