//! Columns, their order, inheritance and `Meta`.

use pretty_assertions::assert_eq;

use super::*;

#[test]
fn a_model_has_its_fields_and_what_every_model_has() {
    check(
        "class User(Model):\n    email = fields.Email(unique=True)\n    name = fields.String(max_length=100)\n    avatar_url = fields.URL(nullable=True)  # NEW FIELD\n",
        "users",
        r#"
        ("email", fields.Email(unique=True)),
        ("name", fields.String(max_length=100)),
        ("avatar_url", fields.URL(nullable=True)),
        ("id", fields.UUID(primary_key=True)),
        ("created_at", fields.DateTime(auto_now_add=True)),
        ("updated_at", fields.DateTime(auto_now=True)),
        ],"#,
    );
}

#[test]
fn what_a_model_declares_itself_is_not_added() {
    check(
        "from aksara import Model, fields\n\nclass Country(Model):\n    code = fields.String(max_length=2, primary_key=True)\n    created_at = fields.Date()\n    changed = fields.DateTime(db_column='updated_at', auto_now=True)\n",
        "countries",
        r#"
        ("code", fields.String(max_length=2, primary_key=True)),
        ("created_at", fields.Date()),
        ("changed", fields.DateTime(auto_now=True, db_column="updated_at")),
        ],"#,
    );
}

#[test]
fn every_other_statement_of_a_body_is_left_alone() {
    let text = r#"
import logging
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar
from aksara import Model, Manager, fields

from .managers import PostManager

if TYPE_CHECKING:
    from aksara.db import Database

logger = logging.getLogger(__name__)

class Post(Model):
    """A post."""

    MAX = 10
    STATES: ClassVar[list] = [state for state in ("a", "b")]
    title: str = fields.String(max_length=MAX * 2)
    objects = PostManager()
    plain = Manager()
    log = logging.getLogger("x")
    published: "datetime"
    slug_source = property(lambda self: self.title)
    shorten = str.lower
    other = _private

    class Nested:
        pass

    def _private(self):
        return self.title

    @property
    def upper(self):
        return self.title.upper()

    ...
"#;
    let managers = "class PostManager:\n    pass\n";
    let models = load(&[("app/models.py", text), ("app/managers.py", managers)]).unwrap();
    check_table(
        &models,
        "posts",
        r#"
        ("title", fields.String(max_length=20)),
        ("id", fields.UUID(primary_key=True)),
        ("created_at", fields.DateTime(auto_now_add=True)),
        ("updated_at", fields.DateTime(auto_now=True)),
        ],"#,
    );
}

const INHERITED: &str = r#"
from aksara import Model, fields

class Named:
    name = fields.String(max_length=50)
    rank = fields.Integer(default=0)

class Base(Model):
    __abstract__ = True
    note = fields.Text(nullable=True)

class Dated(Base):
    day = fields.Date()
    class Meta:
        abstract = True
        indexes = [["day"]]

class Event(Named, Dated):
    name = fields.String(max_length=80)
    rank = None

class Concert(Event):
    hall = fields.String(max_length=20)
"#;

#[test]
fn fields_are_inherited_from_mixins_abstract_and_concrete_models() {
    let models = load_text(INHERITED).unwrap();
    assert_eq!(table_names(&models), ["concerts", "events"]);
    check_table(
        &models,
        "events",
        r#"
        ("note", fields.Text(nullable=True)),
        ("day", fields.Date()),
        ("name", fields.String(max_length=80)),
        ("id", fields.UUID(primary_key=True)),
        ("created_at", fields.DateTime(auto_now_add=True)),
        ("updated_at", fields.DateTime(auto_now=True)),
        ],
        indexes=[
        op.Index(name="events_day_idx", fields=["day"]),
        ],"#,
    );
    let concert = models.schema.tables().next().unwrap();
    assert_eq!(
        concert.fields.keys().map(FieldName::as_str).collect::<Vec<_>>()[..4],
        ["note", "day", "name", "hall"]
    );
}

#[test]
fn a_diamond_is_resolved_as_python_does() {
    let text = "class A:\n    x = fields.Integer()\nclass B(A):\n    pass\nclass C(A):\n    x = fields.Text()\nclass D(B, C, Model):\n    pass\n";
    let models = load_text(text).unwrap();
    assert!(describe(models.schema.tables().next().unwrap()).starts_with("(\"x\", fields.Text()),"));
}

#[test]
fn known_bases_bring_their_fields() {
    check(
        "from aksara.models import TenantModel, SoftDeleteModel\nclass Invoice(SoftDeleteModel, TenantModel):\n    total = fields.Decimal()\n",
        "invoices",
        r#"
        ("tenant_id", fields.UUID()),
        ("total", fields.Decimal()),
        ("id", fields.UUID(primary_key=True)),
        ("created_at", fields.DateTime(auto_now_add=True)),
        ("updated_at", fields.DateTime(auto_now=True)),
        ("deleted_at", fields.DateTime(nullable=True)),
        ],"#,
    );
    check(
        "from aksara.contrib.auth.models import AbstractUser\nclass User(AbstractUser):\n    email = fields.Email(max_length=100)\n    phone = fields.String(max_length=20)\n",
        "users",
        r#"
        ("email", fields.Email(max_length=100)),
        ("hashed_password", fields.String()),
        ("is_active", fields.Boolean(default=True)),
        ("is_staff", fields.Boolean(default=False)),
        ("is_superuser", fields.Boolean(default=False)),
        ("metadata", fields.JSON()),
        ("phone", fields.String(max_length=20)),
        ("id", fields.UUID(primary_key=True)),
        ("created_at", fields.DateTime(auto_now_add=True)),
        ("updated_at", fields.DateTime(auto_now=True)),
        ],"#,
    );
}

#[test]
fn meta_says_what_concerns_the_table() {
    check(
        r#"
from aksara import Model, fields
from aksara.migrations import operations as op

class Booking(Model):
    room = fields.ForeignKey("Room", db_index=True, verbose_name=_("room"))
    day = fields.Date(blank=True, help_text="The first night", editable=False)
    price = fields.Decimal(max_digits=8, validators=[positive], error_messages={"invalid": "?"})

    class Meta:
        table_name = "room_bookings"
        app_label = "hotel"
        ordering = ["-day"]
        verbose_name = _("booking")
        comment = "one night each"
        strict = True
        unique_together = ("room", "day")
        indexes = [("room", "day"), op.Index(name="by_day", fields=["-day"], condition="price > 0")]
        constraints = [op.Constraint(name="positive", type="check", expression="price >= 0")]

class Room(Model):
    pass
"#,
        "room_bookings",
        r#"
        ("room_id", fields.ForeignKey("Room", to_field="id", db_index=True)),
        ("day", fields.Date()),
        ("price", fields.Decimal(max_digits=8)),
        ("id", fields.UUID(primary_key=True)),
        ("created_at", fields.DateTime(auto_now_add=True)),
        ("updated_at", fields.DateTime(auto_now=True)),
        ],
        indexes=[
        op.Index(
        name="room_bookings_room_id_day_idx",
        fields=["room_id", "day"],
        ),
        op.Index(name="by_day", fields=["-day"], condition="price > 0"),
        ],
        constraints=[
        op.Constraint(name="positive", type="check", expression="price >= 0"),
        op.Constraint(
        name="room_bookings_room_id_day_key",
        type="unique",
        fields=["room_id", "day"],
        ),
        ],
        comment="one night each",
        strict=True,"#,
    );
}

#[test]
fn meta_inherits_from_another_meta() {
    let text = "class Base(Model):\n    day = fields.Date()\n    class Meta:\n        abstract = True\n        comment = 'base'\n        table_name = 'never'\nclass A(Base):\n    class Meta(Base.Meta):\n        strict = True\nclass B(Base):\n    pass\n";
    let models = load_text(&text.replace("        table_name = 'never'\n", "")).unwrap();
    let comments: Vec<_> = models
        .schema
        .tables()
        .map(|table| (table.comment.clone(), table.options.strict))
        .collect();
    assert_eq!(
        comments,
        [(Some("base".to_owned()), true), (Some("base".to_owned()), false)]
    );
    assert_eq!(table_names(&load_text(text).unwrap()), ["bs", "never"]);
}

#[test]
fn tables_are_named_by_the_class_or_by_the_user() {
    let text = "class HTTPServer(Model):\n    pass\nclass Person(Model):\n    __tablename__ = 'people'\n    class Meta:\n        table_name = 'persons'\nclass Key(Model):\n    class Meta:\n        table_name = 'vault.keys'\n";
    assert_eq!(
        table_names(&load_text(text).unwrap()),
        ["http_servers", "people", "vault.keys"]
    );
}

#[test]
fn a_composite_key_takes_the_place_of_the_id() {
    check(
        "class Seat(Model):\n    row = fields.Integer()\n    number = fields.Integer()\n    class Meta:\n        primary_key = ['number', 'row']\n",
        "seats",
        r#"
        ("row", fields.Integer(primary_key=True)),
        ("number", fields.Integer(primary_key=True)),
        ("created_at", fields.DateTime(auto_now_add=True)),
        ("updated_at", fields.DateTime(auto_now=True)),
        ],
        primary_key=["number", "row"],"#,
    );
}

#[test]
fn values_come_from_constants_enums_and_helper_functions() {
    check(
        "import enum\nfrom decimal import Decimal\nclass State(enum.Enum):\n    OPEN = 'open'\n    SHUT = 'shut'\nLONG = 200\ndef title(length=LONG):\n    return fields.String(max_length=length)\nclass Door(Model):\n    state = fields.Enum(State, default=State.OPEN)\n    title = title()\n    price = fields.Decimal(default=Decimal('1.50'))\n    tags = fields.JSON(default=dict)\n    id = fields.Integer(primary_key=True)\n",
        "doors",
        r#"
        ("state", fields.Enum(values=["open", "shut"], default="open")),
        ("title", fields.String(max_length=200)),
        ("price", fields.Decimal(default=Decimal("1.50"))),
        ("tags", fields.JSON(default=dict)),
        ("id", fields.Integer(primary_key=True)),
        ("created_at", fields.DateTime(auto_now_add=True)),
        ("updated_at", fields.DateTime(auto_now=True)),
        ],"#,
    );
}

#[test]
fn every_field_has_the_place_where_it_was_declared() {
    let models = load_text("class A(Model):\n    x = fields.Integer()\n").unwrap();
    let table = TableName::new("as").unwrap();
    let origin = |name: &str| {
        models
            .origin(&table, Some(&FieldName::new(name).unwrap()))
            .unwrap()
            .to_string()
    };
    assert_eq!(origin("x"), "app/models.py:2:5");
    assert_eq!(origin("id"), "app/models.py:1:7");
    assert_eq!(models.models[0].class, "A");
}
