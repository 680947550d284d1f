//! Known bases outside the project: what the `aksara` package's own classes bring along.
//!
//! Any other base from outside is an error, never an empty mixin: its fields would be lost in silence.

use aksara_schema::{
    Default, Field, FieldName, FieldType, InvalidName, Literal, Management, NotCompared, PACKAGE_TABLES,
    Table, TableName,
};

/// A base outside the project.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct KnownBase {
    /// The class's name.
    pub(super) name: &'static str,
    /// The contribution.
    kind: BaseKind,
}

/// The contribution of a base.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum BaseKind {
    /// `Model` itself.
    Model,
    /// `TenantModel`: `tenant_id` before all others.
    Tenant,
    /// `SoftDeleteModel`: `deleted_at` after all others.
    SoftDelete,
    /// `AbstractUser`, and the package's own `User`.
    User,
    /// Nothing that a database sees.
    Plain,
}

/// Bases of the package, by the last part of their path.
const OF_PACKAGE: &[KnownBase] = &[
    KnownBase {
        name: "Model",
        kind: BaseKind::Model,
    },
    KnownBase {
        name: "TenantModel",
        kind: BaseKind::Tenant,
    },
    KnownBase {
        name: "SoftDeleteModel",
        kind: BaseKind::SoftDelete,
    },
    KnownBase {
        name: "AbstractUser",
        kind: BaseKind::User,
    },
    KnownBase {
        name: "User",
        kind: BaseKind::User,
    },
];

/// Bases of Python's own library, by their whole path.
const OF_PYTHON: &[KnownBase] = &[
    KnownBase {
        name: "builtins.object",
        kind: BaseKind::Plain,
    },
    KnownBase {
        name: "abc.ABC",
        kind: BaseKind::Plain,
    },
    KnownBase {
        name: "typing.Generic",
        kind: BaseKind::Plain,
    },
    KnownBase {
        name: "typing.Protocol",
        kind: BaseKind::Plain,
    },
];

impl KnownBase {
    /// The base of this dotted path.
    pub(super) fn find(path: &str) -> Option<&'static Self> {
        let of_package = path
            .strip_prefix("aksara.")
            .and_then(|inner| inner.rsplit('.').next());
        let by_name = |name| OF_PACKAGE.iter().find(move |base| base.name == name);
        of_package
            .and_then(by_name)
            .or_else(|| OF_PYTHON.iter().find(|base| base.name == path))
    }

    /// The names of all bases, for messages.
    pub(super) fn names() -> String {
        OF_PACKAGE
            .iter()
            .map(|base| base.name)
            .collect::<Vec<_>>()
            .join(", ")
    }

    /// Whether a class that derives from it is a model.
    pub(super) fn is_model(&self) -> bool {
        self.kind != BaseKind::Plain
    }

    /// Fields before those of the classes.
    pub(super) fn leading(&self) -> Result<Vec<Field>, InvalidName> {
        match self.kind {
            BaseKind::Tenant => Ok(vec![field("tenant_id", FieldType::Uuid)?]),
            BaseKind::User => user_fields(),
            BaseKind::Model | BaseKind::SoftDelete | BaseKind::Plain => Ok(Vec::new()),
        }
    }

    /// Fields after all others.
    pub(super) fn trailing(&self) -> Result<Vec<Field>, InvalidName> {
        match self.kind {
            BaseKind::SoftDelete => Ok(vec![Field {
                nullable: true,
                ..field("deleted_at", FieldType::DateTime)?
            }]),
            BaseKind::Model | BaseKind::Tenant | BaseKind::User | BaseKind::Plain => Ok(Vec::new()),
        }
    }
}

/// The tables of the package itself, as far as models refer to them. They are never created, altered or
/// dropped.
pub fn package_tables() -> Result<Vec<Table>, InvalidName> {
    let table = |name: &&str| {
        let table = Table::new(TableName::new(*name)?).with_fields([primary_key()?]);
        Ok(Table {
            management: Management::External,
            ..table
        })
    };
    PACKAGE_TABLES.iter().map(table).collect()
}

/// The primary key that a model gets which declares none.
pub(super) fn primary_key() -> Result<Field, InvalidName> {
    let default = Some(Default::RandomUuid);
    Ok(Field {
        primary_key: true,
        default,
        ..field("id", FieldType::Uuid)?
    })
}

/// The moments of creation and of the last change, which every model has.
pub(super) fn moments() -> Result<[Field; 2], InvalidName> {
    let moment = |name, auto_now| {
        let default = Some(Default::CurrentTimestamp);
        Ok(Field {
            default,
            auto_now: NotCompared(auto_now),
            ..field(name, FieldType::DateTime)?
        })
    };
    Ok([moment("created_at", false)?, moment("updated_at", true)?])
}

fn user_fields() -> Result<Vec<Field>, InvalidName> {
    let flag = |name, value| {
        let default = Some(Default::Literal(Literal::Boolean(value)));
        Ok(Field {
            default,
            ..field(name, FieldType::Boolean)?
        })
    };
    Ok(vec![
        Field {
            unique: Some(NotCompared(None)),
            ..field("email", FieldType::Email { max_length: 254 })?
        },
        field("hashed_password", FieldType::String { max_length: 255 })?,
        flag("is_active", true)?,
        flag("is_staff", false)?,
        flag("is_superuser", false)?,
        Field {
            nullable: true,
            ..field("metadata", FieldType::Json)?
        },
    ])
}

fn field(name: &str, field_type: FieldType) -> Result<Field, InvalidName> {
    Ok(Field::new(FieldName::new(name)?, field_type))
}
