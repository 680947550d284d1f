//! Which database is used: always said, never with its password.

use aksara::{Project, SettingOrigin};

use crate::Failure;
use crate::output::{Output, QUIET};

/// Says which database the project uses, and where that is set; gives its URL without the password.
pub fn say(project: &Project, output: &mut Output) -> Result<String, Failure> {
    let setting = project.settings().database_url().map_err(aksara::Error::from)?;
    output.note(
        "Database",
        format_args!("{}{}", setting.value, origin(&setting.origin)),
    )?;
    Ok(setting.value.to_string())
}

/// The place of a setting, as a remark after its value.
pub fn origin(origin: &SettingOrigin) -> String {
    format!(" {QUIET}({origin}){QUIET:#}")
}
