//! The codes of all errors. A code never changes its meaning; programs may rely on it.

use std::fmt;
use std::str::FromStr;

/// Declares the codes: each is a variant and its text.
macro_rules! codes {
    ($($variant:ident = $text:literal,)*) => {
        /// The stable code of an error, such as `graph.conflict`: the area, and what is wrong there.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code {
            $(#[doc = concat!("`", $text, "`")] $variant,)*
        }

        impl Code {
            /// All codes.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// Its text.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)*
                }
            }
        }
    };
}

codes! {
    CommandDeclined = "command.declined",
    CommandInterrupted = "command.interrupted",
    CommandOutput = "command.output",
    CommandUsage = "command.usage",

    DatabaseDisconnected = "database.disconnected",
    DatabaseInterrupted = "database.interrupted",
    DatabaseInvalidIndex = "database.invalid-index",
    DatabaseLocked = "database.locked",
    DatabaseMissing = "database.missing",
    DatabaseNoDriver = "database.no-driver",
    DatabaseObjectInTheWay = "database.object-in-the-way",
    DatabaseReadOnly = "database.read-only",
    DatabaseRefusedByDriver = "database.refused-by-driver",
    DatabaseRowsViolate = "database.rows-violate",
    DatabaseStatementRefused = "database.statement-refused",
    DatabaseTransactionAborted = "database.transaction-aborted",
    DatabaseUnknownDialect = "database.unknown-dialect",
    DatabaseUnknownScheme = "database.unknown-scheme",
    DatabaseUnreachable = "database.unreachable",
    DatabaseUnsupported = "database.unsupported",

    DocumentContent = "document.content",
    DocumentName = "document.name",
    DocumentUnwritable = "document.unwritable",

    FilesEncoding = "files.encoding",
    FilesExists = "files.exists",
    FilesFormat = "files.format",
    FilesLonelyDown = "files.lonely-down",
    FilesLooksLikeDown = "files.looks-like-down",
    FilesMigrationName = "files.migration-name",
    FilesNoDirectory = "files.no-directory",
    FilesOtherTool = "files.other-tool",
    FilesSameName = "files.same-name",
    FilesUnreadable = "files.unreadable",
    FilesUnwritable = "files.unwritable",

    FunctionFailed = "function.failed",
    FunctionNoRunner = "function.no-runner",
    FunctionStopped = "function.stopped",
    FunctionTransactionEnded = "function.transaction-ended",
    FunctionUnavailable = "function.unavailable",

    GraphAmbiguousMigration = "graph.ambiguous-migration",
    GraphClash = "graph.clash",
    GraphConflict = "graph.conflict",
    GraphCycle = "graph.cycle",
    GraphDuplicateName = "graph.duplicate-name",
    GraphMissingDependency = "graph.missing-dependency",
    GraphMissingOriginal = "graph.missing-original",
    GraphOverlappingSquashes = "graph.overlapping-squashes",
    GraphSquashOfItself = "graph.squash-of-itself",
    GraphUnknownMigration = "graph.unknown-migration",

    HistoryElsewhere = "history.elsewhere",
    HistoryForeignTable = "history.foreign-table",
    HistoryTableDefinition = "history.table-definition",
    HistoryUnusable = "history.unusable",

    InspectHasMigrations = "inspect.has-migrations",
    InspectNoTables = "inspect.no-tables",
    InspectUnknownTable = "inspect.unknown-table",
    InspectUnwritable = "inspect.unwritable",

    LockHeld = "lock.held",
    LockLost = "lock.lost",

    MakeMigrationsAnswers = "makemigrations.answers",
    MakeMigrationsInvalidName = "makemigrations.invalid-name",
    MakeMigrationsNothingToMerge = "makemigrations.nothing-to-merge",
    MakeMigrationsUnsupportedTarget = "makemigrations.unsupported-target",
    MakeMigrationsUpdate = "makemigrations.update",

    MigrateCancelled = "migrate.cancelled",
    MigrateDataLoss = "migrate.data-loss",
    MigrateEdited = "migrate.edited",
    MigrateEditedUnfinished = "migrate.edited-unfinished",
    MigrateInDoubt = "migrate.in-doubt",
    MigrateLockFailed = "migrate.lock-failed",
    MigrateLockTimeout = "migrate.lock-timeout",
    MigrateMarkedOutOfOrder = "migrate.marked-out-of-order",
    MigrateNeedsSession = "migrate.needs-session",
    MigrateNoRename = "migrate.no-rename",
    MigrateNothingToResolve = "migrate.nothing-to-resolve",
    MigrateNotApplied = "migrate.not-applied",
    MigrateNotOneTransaction = "migrate.not-one-transaction",
    MigrateOtherInitial = "migrate.other-initial",
    MigrateOtherTable = "migrate.other-table",
    MigrateRenamed = "migrate.renamed",
    MigrateSession = "migrate.session",
    MigrateStatementFailed = "migrate.statement-failed",
    MigrateTransactionEnded = "migrate.transaction-ended",
    MigrateTransactionFailed = "migrate.transaction-failed",
    MigrateUnderWay = "migrate.under-way",
    MigrateUnfinished = "migrate.unfinished",

    ModelsNoApp = "models.no-app",
    ModelsNoModels = "models.no-models",
    ModelsNoSuchRename = "models.no-such-rename",
    ModelsOpenQuestions = "models.open-questions",
    ModelsSameTable = "models.same-table",
    ModelsUnfit = "models.unfit",
    ModelsUnknownModule = "models.unknown-module",
    ModelsUnloaded = "models.unloaded",
    ModelsUnreadableModule = "models.unreadable-module",
    ModelsWrongValue = "models.wrong-value",

    OperationCountingReference = "operation.counting-reference",
    OperationEmpty = "operation.empty",
    OperationExternalTable = "operation.external-table",
    OperationFieldExists = "operation.field-exists",
    OperationFieldInUse = "operation.field-in-use",
    OperationInvalidName = "operation.invalid-name",
    OperationIrreversible = "operation.irreversible",
    OperationKeyFields = "operation.key-fields",
    OperationKeyLength = "operation.key-length",
    OperationLastField = "operation.last-field",
    OperationNameTaken = "operation.name-taken",
    OperationNoFields = "operation.no-fields",
    OperationNoPrimaryKey = "operation.no-primary-key",
    OperationNoSingleKey = "operation.no-single-key",
    OperationNotBackfilled = "operation.not-backfilled",
    OperationNotFilled = "operation.not-filled",
    OperationReservedTable = "operation.reserved-table",
    OperationSetNull = "operation.set-null",
    OperationTableExists = "operation.table-exists",
    OperationTableInUse = "operation.table-in-use",
    OperationUnfilled = "operation.unfilled",
    OperationUnknownConstraint = "operation.unknown-constraint",
    OperationUnknownField = "operation.unknown-field",
    OperationUnknownIndex = "operation.unknown-index",
    OperationUnknownTable = "operation.unknown-table",

    PythonAmbiguousModel = "python.ambiguous-model",
    PythonContradiction = "python.contradiction",
    PythonDuplicate = "python.duplicate",
    PythonInconsistentBases = "python.inconsistent-bases",
    PythonInvalidValue = "python.invalid-value",
    PythonLoading = "python.loading",
    PythonMissingArgument = "python.missing-argument",
    PythonNoMigrationClass = "python.no-migration-class",
    PythonNotData = "python.not-data",
    PythonOutOfRange = "python.out-of-range",
    PythonOutsideProject = "python.outside-project",
    PythonRepeatedArgument = "python.repeated-argument",
    PythonSameTable = "python.same-table",
    PythonSyntax = "python.syntax",
    PythonTooDeep = "python.too-deep",
    PythonTooManyArguments = "python.too-many-arguments",
    PythonUnexpectedStatement = "python.unexpected-statement",
    PythonUnfitModel = "python.unfit-model",
    PythonUnknownAttribute = "python.unknown-attribute",
    PythonUnknownBase = "python.unknown-base",
    PythonUnknownField = "python.unknown-field",
    PythonUnknownKeyword = "python.unknown-keyword",
    PythonUnknownMember = "python.unknown-member",
    PythonUnknownModel = "python.unknown-model",
    PythonUnknownModule = "python.unknown-module",
    PythonUnknownName = "python.unknown-name",
    PythonUnknownOperation = "python.unknown-operation",
    PythonUnreadableModule = "python.unreadable-module",
    PythonUnsetVariable = "python.unset-variable",
    PythonWrongType = "python.wrong-type",

    RowsMissingTarget = "rows.missing-target",
    RowsNull = "rows.null",
    RowsRequired = "rows.required",
    RowsSameValue = "rows.same-value",
    RowsShared = "rows.shared",
    RowsUnconvertible = "rows.unconvertible",
    RowsUnknown = "rows.unknown",
    RowsUnsatisfied = "rows.unsatisfied",

    SettingsCurrentDirectory = "settings.current-directory",
    SettingsEmpty = "settings.empty",
    SettingsEnvFile = "settings.env-file",
    SettingsInvalidVersion = "settings.invalid-version",
    SettingsNotUnicode = "settings.not-unicode",
    SettingsPyproject = "settings.pyproject",
    SettingsUnreadable = "settings.unreadable",
    SettingsUrlScheme = "settings.url-scheme",
    SettingsWrongType = "settings.wrong-type",

    SquashCommitsEach = "squash.commits-each",
    SquashFunctionInSql = "squash.function-in-sql",
    SquashIllegible = "squash.illegible",
    SquashNoSquash = "squash.no-squash",
    SquashNotEverywhere = "squash.not-everywhere",
    SquashNothingToPrune = "squash.nothing-to-prune",
    SquashOtherSchema = "squash.other-schema",
    SquashRefused = "squash.refused",
    SquashReplaced = "squash.replaced",
    SquashTooFew = "squash.too-few",
    SquashUnwritten = "squash.unwritten",

    SqlFunctionInScript = "sql.function-in-script",
    SqlNoRange = "sql.no-range",
    SqlOtherDatabaseInScript = "sql.other-database-in-script",

    SqlFileDependency = "sql-file.dependency",
    SqlFileDialect = "sql-file.dialect",
    SqlFileLooksLikeSection = "sql-file.looks-like-section",
    SqlFileMisplacedComment = "sql-file.misplaced-comment",
    SqlFileMissingSection = "sql-file.missing-section",
    SqlFileMixedSections = "sql-file.mixed-sections",
    SqlFileMixedTools = "sql-file.mixed-tools",
    SqlFileNoSection = "sql-file.no-section",
    SqlFileOpenOperations = "sql-file.open-operations",
    SqlFileOutsideSections = "sql-file.outside-sections",
    SqlFilePythonOperations = "sql-file.python-operations",
    SqlFileRepeatedDependencies = "sql-file.repeated-dependencies",
    SqlFileRepeatedSection = "sql-file.repeated-section",
    SqlFileSectionInPair = "sql-file.section-in-pair",
    SqlFileSectionOption = "sql-file.section-option",
    SqlFileTemplate = "sql-file.template",
    SqlFileUnknownComment = "sql-file.unknown-comment",
    SqlFileUnknownSection = "sql-file.unknown-section",
    SqlFileUnpairedStatement = "sql-file.unpaired-statement",

    VerifyCancelled = "verify.cancelled",
    VerifyOtherScratch = "verify.other-scratch",
    VerifyScratchFailed = "verify.scratch-failed",
    VerifyScratchIsApplication = "verify.scratch-is-application",
}

impl fmt::Display for Code {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// A text that is not a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownCode(pub String);

impl fmt::Display for UnknownCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "there is no error code `{}`", self.0)
    }
}

impl std::error::Error for UnknownCode {}

impl FromStr for Code {
    type Err = UnknownCode;

    fn from_str(text: &str) -> Result<Self, UnknownCode> {
        let found = Self::ALL.iter().find(|code| code.as_str() == text);
        found.copied().ok_or_else(|| UnknownCode(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_an_area_and_a_name_of_its_own() {
        let texts: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
        for text in &texts {
            let is_word = |word: &str| {
                let mut characters = word.chars();
                let begins = characters.next().is_some_and(|first| first.is_ascii_lowercase());
                begins && characters.all(|next| next.is_ascii_lowercase() || next == '-')
            };
            let parts: Vec<&str> = text.split('.').collect();
            assert!(parts.len() == 2 && parts.into_iter().all(is_word), "{text}");
        }
        let mut unique = texts.clone();
        unique.sort_unstable();
        unique.dedup();
        assert_eq!(unique.len(), texts.len());
    }

    #[test]
    fn a_code_is_read_back_from_its_text() {
        for code in Code::ALL {
            assert_eq!(code.as_str().parse(), Ok(*code));
        }
        assert_eq!("no.code".parse::<Code>(), Err(UnknownCode("no.code".to_owned())));
    }
}
