from django.db import migrations

# `account/1` as in tajawub.exchange.parcel; 31 days are one more than the age in which a repetition is accepted.
ACCOUNTS_EXPIRE = """
DROP TRIGGER parcel_is_kept ON exchange_parcel;
DROP TRIGGER received_is_kept ON exchange_received;
CREATE TRIGGER parcel_is_kept BEFORE UPDATE OF
    peer_id, message_id, kind, conversation, payload_sha256, content_type, message, posted_at ON exchange_parcel
    FOR EACH ROW EXECUTE FUNCTION exchange_append_only();
CREATE TRIGGER parcel_is_not_deleted BEFORE DELETE ON exchange_parcel
    FOR EACH ROW WHEN (NOT (OLD.kind = 'account/1' AND OLD.state <> 'waiting'
                            AND OLD.posted_at < now() - interval '31 days'))
    EXECUTE FUNCTION exchange_append_only();
CREATE TRIGGER received_is_kept BEFORE UPDATE OF
    peer_id, message_id, kind, conversation, payload, payload_sha256, parts_digest, receipt, sent_at, received_at
    ON exchange_received
    FOR EACH ROW EXECUTE FUNCTION exchange_append_only();
CREATE TRIGGER received_is_not_deleted BEFORE DELETE ON exchange_received
    FOR EACH ROW WHEN (NOT (OLD.kind = 'account/1' AND OLD.handled_at IS NOT NULL
                            AND OLD.received_at < now() - interval '31 days'))
    EXECUTE FUNCTION exchange_append_only();
"""

EVERYTHING_IS_KEPT = """
DROP TRIGGER received_is_not_deleted ON exchange_received;
DROP TRIGGER received_is_kept ON exchange_received;
DROP TRIGGER parcel_is_not_deleted ON exchange_parcel;
DROP TRIGGER parcel_is_kept ON exchange_parcel;
CREATE TRIGGER parcel_is_kept BEFORE DELETE OR UPDATE OF
    peer_id, message_id, kind, conversation, payload_sha256, content_type, message, posted_at ON exchange_parcel
    FOR EACH ROW EXECUTE FUNCTION exchange_append_only();
CREATE TRIGGER received_is_kept BEFORE DELETE OR UPDATE OF
    peer_id, message_id, kind, conversation, payload, payload_sha256, parts_digest, receipt, sent_at, received_at
    ON exchange_received
    FOR EACH ROW EXECUTE FUNCTION exchange_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("exchange", "0001_first_rows")]
    operations = [migrations.RunSQL(ACCOUNTS_EXPIRE, EVERYTHING_IS_KEPT)]
