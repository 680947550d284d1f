from aksara import fields
from aksara.migrations import Migration
from aksara.migrations import operations as op


class Migration(Migration):
    dependencies = []

    operations = [
        op.CreateTable(
            name="posts",
            fields=[
                ("id", fields.UUID(primary_key=True)),
                ("title", fields.String(max_length=200)),
                ("slug", fields.String(max_length=200, nullable=True, unique=True)),
                ("views", fields.Integer(default=0)),
            ],
        ),
        op.CreateTable(
            name="things",
            fields=[
                ("id", fields.Integer(primary_key=True)),
                ("flag", fields.Boolean(nullable=True)),
                ("small", fields.SmallInteger(nullable=True)),
                ("big", fields.BigInteger(nullable=True)),
                ("ratio", fields.Float(nullable=True)),
                ("price", fields.Decimal(max_digits=38, decimal_places=10, nullable=True)),
                ("title", fields.String(max_length=200, nullable=True)),
                ("body", fields.Text(nullable=True)),
                ("data", fields.Binary(nullable=True)),
                ("day", fields.Date(nullable=True)),
                ("clock", fields.Time(nullable=True)),
                ("moment", fields.DateTime(nullable=True)),
                ("length", fields.Duration(nullable=True)),
                ("identifier", fields.UUID(nullable=True)),
                ("document", fields.JSON(nullable=True)),
                ("names", fields.Array(item_type=str, nullable=True)),
                ("numbers", fields.Array(item_type=int, nullable=True)),
                ("ratios", fields.Array(item_type=float, nullable=True)),
                ("flags", fields.Array(item_type=bool, nullable=True)),
                ("address", fields.IPAddress(nullable=True)),
                ("kind", fields.Enum(values=["small", "large"], nullable=True)),
                ("email", fields.Email(nullable=True)),
                ("url", fields.URL(nullable=True)),
            ],
        ),
    ]
