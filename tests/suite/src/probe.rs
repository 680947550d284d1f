//! Probes of capabilities: what a dialect's table says, tried on a live server in the server's own SQL.

use aksara_dialect::{Evidence, Feature, Support};
use aksara_driver::{Connection, DriverError, Value};
use strum::VariantArray;

/// A feature tried out.
#[derive(Debug, Clone, Copy)]
pub struct Probe {
    /// The feature.
    pub feature: Feature,
    /// What uses it, or where it is emulated, what the emulation stands on.
    pub script: &'static str,
    /// A query that gives one value, true or 1, where the script did what it should.
    pub question: &'static str,
}

/// A probe, as tables of them are written.
pub const fn probe(feature: Feature, script: &'static str, question: &'static str) -> Probe {
    Probe {
        feature,
        script,
        question,
    }
}

/// The features that have no probe, or two.
pub fn features_without_one_probe(probes: &[Probe]) -> Vec<Feature> {
    let count = |feature: &Feature| probes.iter().filter(|probe| probe.feature == *feature).count();
    let features = Feature::VARIANTS.iter().copied();
    features.filter(|feature| count(feature) != 1).collect()
}

/// Tries each probe on a connection of its own, and gives a line for each that the table of capabilities does not
/// tell: native and emulated must work, ignored and unsupported must not, and what was tried is no longer known from
/// the manual alone.
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
        let Some(capability) = probe.feature.find(dialect.capabilities(), &version) else {
            untrue.push(format!("{}: there is no row for {version}", probe.feature));
            continue;
        };
        let claimed = matches!(capability.support, Support::Native | Support::Emulated);
        match &answer {
            found if found.is_ok() != claimed => {
                untrue.push(format!(
                    "{}: {}, but {found:?}",
                    probe.feature, capability.support
                ));
            }
            _ if capability.evidence != Evidence::Tested => {
                untrue.push(format!("{}: tested here, and not said so", probe.feature));
            }
            _ => {}
        }
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
