from aksara import fields
from aksara.migrations import Migration
from aksara.migrations import operations as op


class Migration(Migration):
    dependencies = ["0027_back_again"]

    operations = [
        op.AddIndex(model_name="people", name="people_by_email", fields=["email"], concurrently=True),
    ]
