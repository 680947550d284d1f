//! Expressions: literals, containers, `+`, `or`, f-strings, subscripts.

use std::sync::Arc;

use ruff_python_ast::{
    BoolOp, ConversionFlag, Expr, ExprBinOp, ExprBoolOp, ExprDict, ExprFString, ExprSubscript, ExprUnaryOp,
    FStringPart, InterpolatedElement, InterpolatedStringElement, Operator, UnaryOp,
};

use super::{Evaluator, Scope, numbers};
use crate::python::{ErrorKind, Integer, PythonError, Value, ValueKind};

impl Evaluator<'_> {
    /// The value of an expression.
    pub fn evaluate(&self, expression: &Expr, scope: &Scope) -> Result<Value, PythonError> {
        let place = scope.module.place(expression);
        let kind = match expression {
            Expr::NoneLiteral(_) => ValueKind::None,
            Expr::BooleanLiteral(literal) => ValueKind::Boolean(literal.value),
            Expr::NumberLiteral(literal) => numbers::literal(&literal.value, &place)?,
            Expr::StringLiteral(literal) => ValueKind::Text(literal.value.to_str().into()),
            Expr::BytesLiteral(literal) => ValueKind::Bytes(literal.value.bytes().collect()),
            Expr::FString(literal) => ValueKind::Text(self.formatted(literal, scope)?.into()),
            Expr::List(list) => ValueKind::List(self.elements(&list.elts, scope)?),
            Expr::Tuple(tuple) => ValueKind::Tuple(self.elements(&tuple.elts, scope)?),
            Expr::Set(set) => ValueKind::Set(self.elements(&set.elts, scope)?),
            Expr::Dict(dict) => ValueKind::Dictionary(self.items(dict, scope)?),
            Expr::Lambda(_) => ValueKind::Callable(place.text().into()),
            Expr::Name(name) => return self.deeper(&place, || self.name(&name.id, &place, scope)),
            Expr::Attribute(attribute) => return self.deeper(&place, || self.attribute(attribute, scope)),
            Expr::Call(call) => return self.deeper(&place, || self.invoke(call, scope)),
            Expr::UnaryOp(operation) => self.unary(operation, scope)?,
            Expr::BinOp(operation) => self.deeper(&place, || self.binary(operation, scope))?,
            Expr::BoolOp(operation) => return self.first_true(operation, scope),
            Expr::Subscript(subscript) => return self.subscript(subscript, scope),
            other => {
                return Err(place.error(ErrorKind::NotData {
                    what: describe(other).to_owned(),
                }));
            }
        };
        Ok(Value::new(kind, place))
    }

    /// The elements of a list, tuple or set, with `*other` unpacked.
    pub(super) fn elements(&self, elements: &[Expr], scope: &Scope) -> Result<Vec<Value>, PythonError> {
        let mut values = Vec::with_capacity(elements.len());
        for element in elements {
            match element {
                Expr::Starred(starred) => {
                    let unpacked = self.evaluate(&starred.value, scope)?;
                    values.extend_from_slice(unpacked.items("what `*` unpacks")?);
                }
                other => values.push(self.nested(other, scope)?),
            }
        }
        Ok(values)
    }

    fn nested(&self, expression: &Expr, scope: &Scope) -> Result<Value, PythonError> {
        self.deeper(&scope.module.place(expression), || {
            self.evaluate(expression, scope)
        })
    }

    fn items(&self, dict: &ExprDict, scope: &Scope) -> Result<Vec<(Value, Value)>, PythonError> {
        let mut items = Vec::with_capacity(dict.items.len());
        for item in &dict.items {
            match &item.key {
                Some(key) => items.push((self.nested(key, scope)?, self.nested(&item.value, scope)?)),
                None => items.extend(self.unpacked_items(&item.value, scope)?),
            }
        }
        Ok(items)
    }

    /// The items of what `**` unpacks.
    pub(super) fn unpacked_items(
        &self,
        expression: &Expr,
        scope: &Scope,
    ) -> Result<Vec<(Value, Value)>, PythonError> {
        let value = self.nested(expression, scope)?;
        match value.kind {
            ValueKind::Dictionary(items) => Ok(items),
            _ => Err(value.wrong_type("what `**` unpacks", "a dict")),
        }
    }

    fn unary(&self, operation: &ExprUnaryOp, scope: &Scope) -> Result<ValueKind, PythonError> {
        let operand = self.nested(&operation.operand, scope)?;
        match (operation.op, operand.kind) {
            (UnaryOp::USub, ValueKind::Integer(number)) => Ok(ValueKind::Integer(number.negated())),
            (UnaryOp::USub, ValueKind::Float(number)) => Ok(ValueKind::Float(-number)),
            (UnaryOp::UAdd, kind @ (ValueKind::Integer(_) | ValueKind::Float(_))) => Ok(kind),
            _ => {
                let what = format!("`{}` of this value", operation.op);
                Err(scope.module.place(operation).error(ErrorKind::NotData { what }))
            }
        }
    }

    fn binary(&self, operation: &ExprBinOp, scope: &Scope) -> Result<ValueKind, PythonError> {
        let left = self.evaluate(&operation.left, scope)?;
        let right = self.evaluate(&operation.right, scope)?;
        let result = combine(operation.op, &left, &right);
        result.ok_or_else(|| {
            let what = format!(
                "`{}` of {} and {}",
                operation.op,
                left.describe(),
                right.describe()
            );
            scope.module.place(operation).error(ErrorKind::NotData { what })
        })
    }

    /// `+=` and the like: the value before and the value added.
    pub(super) fn augmented(
        &self,
        before: &Value,
        operator: Operator,
        expression: &Expr,
        scope: &Scope,
    ) -> Result<Value, PythonError> {
        let added = self.evaluate(expression, scope)?;
        let kind = combine(operator, before, &added).ok_or_else(|| {
            let what = format!("`{operator}=` of {} and {}", before.describe(), added.describe());
            added.place.error(ErrorKind::NotData { what })
        })?;
        Ok(Value::new(kind, before.place.clone()))
    }

    /// `a or b`: the first that Python takes for true, else the last.
    fn first_true(&self, operation: &ExprBoolOp, scope: &Scope) -> Result<Value, PythonError> {
        let mut values = operation.values.iter().map(|value| self.nested(value, scope));
        let place = scope.module.place(operation);
        let not_data = || {
            place.error(ErrorKind::NotData {
                what: "`and`".to_owned(),
            })
        };
        let mut last = match operation.op {
            BoolOp::Or => values.next().unwrap_or_else(|| Err(not_data()))?,
            BoolOp::And => return Err(not_data()),
        };
        for value in values {
            if is_true(&last) {
                break;
            }
            last = value?;
        }
        Ok(last)
    }

    fn subscript(&self, subscript: &ExprSubscript, scope: &Scope) -> Result<Value, PythonError> {
        let place = scope.module.place(subscript);
        let owner = self.nested(&subscript.value, scope)?;
        let key = self.nested(&subscript.slice, scope)?;
        match &owner.kind {
            ValueKind::Symbol(path) if &**path == "os.environ" => self.variable(&key, None, &place),
            ValueKind::Enum(class) => class.member(key.text("the name of an enum's member")?, &place),
            ValueKind::Dictionary(items) => {
                let found = items.iter().rev().find(|(known, _)| is_same_key(known, &key));
                found
                    .map(|(_, value)| value.clone())
                    .ok_or_else(|| missing_item(&owner, &key))
            }
            ValueKind::List(items) | ValueKind::Tuple(items) => item_at(items, &key)
                .cloned()
                .ok_or_else(|| missing_item(&owner, &key)),
            _ => Err(place.error(ErrorKind::NotData {
                what: format!("an item of {}", owner.describe()),
            })),
        }
    }

    fn formatted(&self, literal: &ExprFString, scope: &Scope) -> Result<String, PythonError> {
        let mut text = String::new();
        for part in &literal.value {
            match part {
                FStringPart::Literal(literal) => text.push_str(&literal.value),
                FStringPart::FString(formatted) => {
                    for element in &formatted.elements {
                        match element {
                            InterpolatedStringElement::Literal(literal) => text.push_str(&literal.value),
                            InterpolatedStringElement::Interpolation(inner) => {
                                text.push_str(&self.interpolated(inner, scope)?);
                            }
                        }
                    }
                }
            }
        }
        Ok(text)
    }

    fn interpolated(&self, element: &InterpolatedElement, scope: &Scope) -> Result<String, PythonError> {
        let place = scope.module.place(element);
        let is_plain = matches!(element.conversion, ConversionFlag::None | ConversionFlag::Str)
            && element.format_spec.is_none()
            && element.debug_text.is_none();
        let value = self.nested(&element.expression, scope)?;
        let text = is_plain.then(|| plain_text(&value)).flatten();
        text.ok_or_else(|| {
            place.error(ErrorKind::NotData {
                what: format!("the formatting of {}", value.describe()),
            })
        })
    }
}

/// `str(value)` of the values for which it is beyond doubt.
pub(super) fn plain_text(value: &Value) -> Option<String> {
    match &value.kind {
        ValueKind::Text(text) => Some(text.to_string()),
        ValueKind::Integer(number) => Some(number.to_string()),
        ValueKind::Boolean(true) => Some("True".to_owned()),
        ValueKind::Boolean(false) => Some("False".to_owned()),
        ValueKind::Uuid(uuid) => Some(uuid.to_string()),
        _ => None,
    }
}

fn combine(operator: Operator, left: &Value, right: &Value) -> Option<ValueKind> {
    let joined = |first: &[Value], second: &[Value]| [first, second].concat();
    match (operator, &left.kind, &right.kind) {
        (Operator::Add, ValueKind::Text(first), ValueKind::Text(second)) => {
            Some(ValueKind::Text(format!("{first}{second}").into()))
        }
        (Operator::Add, ValueKind::List(first), ValueKind::List(second)) => {
            Some(ValueKind::List(joined(first, second)))
        }
        (Operator::Add, ValueKind::Tuple(first), ValueKind::Tuple(second)) => {
            Some(ValueKind::Tuple(joined(first, second)))
        }
        (_, ValueKind::Integer(Integer::Small(first)), ValueKind::Integer(Integer::Small(second))) => {
            numbers::combine(operator, *first, *second)
        }
        _ => None,
    }
}

/// Whether Python takes the value for true; an unknown value is true.
fn is_true(value: &Value) -> bool {
    match &value.kind {
        ValueKind::None | ValueKind::Boolean(false) => false,
        ValueKind::Text(text) => !text.is_empty(),
        ValueKind::Integer(number) => *number != Integer::Small(0),
        ValueKind::List(items) | ValueKind::Tuple(items) | ValueKind::Set(items) => !items.is_empty(),
        ValueKind::Dictionary(items) => !items.is_empty(),
        _ => true,
    }
}

fn is_same_key(first: &Value, second: &Value) -> bool {
    match (&first.kind, &second.kind) {
        (ValueKind::Text(first), ValueKind::Text(second)) => first == second,
        (ValueKind::Integer(first), ValueKind::Integer(second)) => first == second,
        (ValueKind::EnumMember(first), ValueKind::EnumMember(second)) => {
            first.class == second.class && first.name == second.name
        }
        _ => false,
    }
}

fn item_at<'v>(items: &'v [Value], key: &Value) -> Option<&'v Value> {
    match key.kind {
        ValueKind::Integer(Integer::Small(position)) if position < 0 => items
            .len()
            .checked_sub(usize::try_from(position.unsigned_abs()).ok()?)
            .and_then(|position| items.get(position)),
        ValueKind::Integer(Integer::Small(position)) => items.get(usize::try_from(position).ok()?),
        _ => None,
    }
}

fn missing_item(owner: &Value, key: &Value) -> PythonError {
    let name = Arc::<str>::from(key.place.text());
    key.place.error(ErrorKind::UnknownMember {
        owner: owner.describe(),
        name: name.to_string(),
        suggestion: None,
    })
}

/// The name of an expression that computes.
fn describe(expression: &Expr) -> &'static str {
    match expression {
        Expr::ListComp(_) | Expr::SetComp(_) | Expr::DictComp(_) | Expr::Generator(_) => "a comprehension",
        Expr::If(_) => "a conditional expression",
        Expr::Compare(_) => "a comparison",
        Expr::Await(_) | Expr::Yield(_) | Expr::YieldFrom(_) => "an awaited or yielded value",
        Expr::Named(_) => "an assignment expression",
        Expr::TString(_) => "a template string",
        Expr::EllipsisLiteral(_) => "`...`",
        Expr::Slice(_) => "a slice",
        _ => "this expression",
    }
}
