from __future__ import annotations

from django.db import migrations, models
from django.db.models import Q

# The receipt's own time, where it can be true (as4.signals.received_at; 10 minutes are profile.ahead); else when it
# was taken. `escape` never fails, whatever bytes a partner's receipt holds beside its time. Received parcels are
# cut to what their receipts have said all along. A process of the version before, still running, cannot mark a
# parcel delivered until it is started anew: the parcel waits, and the repetition brings the same receipt.
FILL = r"""
DROP TRIGGER parcel_receipt_is_kept ON exchange_parcel;
UPDATE exchange_parcel AS parcel
   SET delivered_at = CASE
           WHEN signed.at BETWEEN parcel.posted_at - interval '10 minutes' AND parcel.receipt_at + interval '10 minutes'
           THEN date_trunc('milliseconds', signed.at)
           ELSE date_trunc('milliseconds', parcel.receipt_at)
       END
  FROM (SELECT id, substring(encode(receipt, 'escape')
                   from '<(?:[A-Za-z0-9_-]+:)?Timestamp>\s*(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z)\s*<'
               )::timestamptz AS at
          FROM exchange_parcel WHERE receipt IS NOT NULL) AS signed
 WHERE signed.id = parcel.id;
CREATE TRIGGER parcel_receipt_is_kept BEFORE UPDATE OF state, receipt, receipt_at, delivered_at ON exchange_parcel
    FOR EACH ROW WHEN (OLD.receipt IS NOT NULL) EXECUTE FUNCTION exchange_append_only();
ALTER TABLE exchange_received DISABLE TRIGGER received_is_kept, DISABLE TRIGGER received_is_handled_once;
UPDATE exchange_received SET received_at = date_trunc('milliseconds', received_at)
 WHERE received_at <> date_trunc('milliseconds', received_at);
ALTER TABLE exchange_received ENABLE TRIGGER received_is_kept, ENABLE TRIGGER received_is_handled_once;
"""

FORGET = """
DROP TRIGGER parcel_receipt_is_kept ON exchange_parcel;
CREATE TRIGGER parcel_receipt_is_kept BEFORE UPDATE OF state, receipt, receipt_at ON exchange_parcel
    FOR EACH ROW WHEN (OLD.receipt IS NOT NULL) EXECUTE FUNCTION exchange_append_only();
"""

DELIVERED = Q(state="delivered", receipt__isnull=False, receipt_at__isnull=False, delivered_at__isnull=False)
NOT_DELIVERED = ~Q(state="delivered") & Q(receipt__isnull=True, receipt_at__isnull=True, delivered_at__isnull=True)


class Migration(migrations.Migration):
    dependencies = [("exchange", "0002_accounts_expire")]
    operations = [
        migrations.AddField("parcel", "delivered_at", models.DateTimeField(null=True)),
        migrations.RunSQL(FILL, FORGET),
        migrations.RemoveConstraint("parcel", "parcel_is_delivered_by_its_receipt"),
        migrations.AddConstraint(
            "parcel",
            models.CheckConstraint(condition=DELIVERED | NOT_DELIVERED, name="parcel_is_delivered_by_its_receipt"),
        ),
    ]
