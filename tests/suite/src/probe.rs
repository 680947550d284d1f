//! Probes of capabilities: what a dialect's table says, tried on a live server in the server's own SQL.

use aksara_dialect::{Evidence, Feature, Support};
use aksara_driver::{Connection, DriverError, Value};
use strum::VariantArray;

/// A feature tried out.
#[derive(Debug, Clone, Copy)]
pub struct Probe {
    /// The feature.
    pub feature: Feature,
    /// The SQL that uses it, or if it is emulated, the SQL that the emulation needs.
    pub script: &'static str,
    /// A query that gives one value, true or 1, where the script did what it should.
    pub question: &'static str,
    /// The messages of servers that cannot do it, one of these each: a part of the error, or of the answer that is
    /// given instead.
    pub refusals: &'static [&'static str],
}

impl Probe {
    /// The same probe of what some servers cannot do. Any other error is a mistake in the probe.
    pub const fn refused(self, refusals: &'static [&'static str]) -> Self {
        Self { refusals, ..self }
    }

    /// The contradiction between the table of capabilities and the result.
    fn untruth(&self, support: Support, found: &Result<(), String>) -> Option<String> {
        let claimed = matches!(support, Support::Native | Support::Emulated);
        match (found, claimed) {
            (Ok(()), true) => None,
            (Ok(()), false) | (Err(_), true) => Some(format!("{support}, but {found:?}")),
            (Err(message), false) if self.refusals.iter().any(|part| message.contains(part)) => None,
            (Err(message), false) => Some(format!(
                "{support}, but refused by `{message}`, not by one of {:?}",
                self.refusals
            )),
        }
    }
}

/// A probe, as tables of them are written.
pub const fn probe(feature: Feature, script: &'static str, question: &'static str) -> Probe {
    Probe {
        feature,
        script,
        question,
        refusals: &[],
    }
}

/// The features that have no probe, or two.
pub fn features_without_one_probe(probes: &[Probe]) -> Vec<Feature> {
    let count = |feature: &Feature| probes.iter().filter(|probe| probe.feature == *feature).count();
    let features = Feature::VARIANTS.iter().copied();
    features.filter(|feature| count(feature) != 1).collect()
}

/// Tries each probe on a connection of its own, and gives a line for each that the table of capabilities does not
/// show: native and emulated must work, ignored and unsupported must be refused as the probe says, and what was
/// tried is no longer known from the manual alone.
pub async fn untrue_capabilities(
    probes: &[Probe],
    fresh: impl AsyncFn() -> Result<Box<dyn Connection>, DriverError>,
) -> Result<Vec<String>, DriverError> {
    let mut untrue = Vec::new();
    for probe in probes {
        let mut connection = fresh().await?;
        let (dialect, version) = (connection.dialect(), connection.server_version());
        let answer = works(&mut *connection, probe).await;
        connection.close().await?;
        let Some(capability) = probe.feature.find(dialect.product().capabilities, &version) else {
            untrue.push(format!("{}: there is no row for {version}", probe.feature));
            continue;
        };
        let unexpected =
            (capability.evidence != Evidence::Tested).then(|| "tested here, and not said so".to_owned());
        let untruth = probe.untruth(capability.support, &answer).or(unexpected);
        untrue.extend(untruth.map(|untruth| format!("{}: {untruth}", probe.feature)));
    }
    Ok(untrue)
}

async fn works(connection: &mut dyn Connection, probe: &Probe) -> Result<(), String> {
    connection
        .execute(probe.script)
        .await
        .map_err(|error| error.to_string())?;
    let rows = connection.query(probe.question, &[]).await;
    let rows = rows.map_err(|error| error.to_string())?;
    match rows.first().and_then(|row| row.values.first()) {
        Some(Value::Integer(1) | Value::Boolean(true)) => Ok(()),
        answer => Err(format!("`{}` gives {answer:?}", probe.question)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;

    #[test]
    fn only_the_refusal_that_is_stated_counts() {
        let probe = probe(Feature::Namespace, "CREATE TABLE app.t (a int)", "SELECT 1")
            .refused(&["unknown database"]);
        let refused = |message: &str| Err(message.to_owned());
        for (support, found, is_true) in [
            (Support::Native, Ok(()), true),
            (Support::Native, refused("unknown database app"), false),
            (Support::Unsupported, refused("unknown database app"), true),
            (Support::Ignored, refused("unknown database app"), true),
            (
                Support::Unsupported,
                refused("near \"CRAETE\": syntax error"),
                false,
            ),
            (Support::Unsupported, Ok(()), false),
        ] {
            assert_eq!(probe.untruth(support, &found).is_none(), is_true, "{found:?}");
        }
    }
}
