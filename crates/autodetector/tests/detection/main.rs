//! Detection as a whole: what is found between two schemas, and that it always leads from one to the other.

#[cfg(test)]
mod changes;
#[cfg(test)]
mod external_tables;
#[cfg(test)]
mod join_tables;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod renames;
#[cfg(test)]
mod row_values;
#[cfg(test)]
mod warnings;
#[cfg(test)]
mod written;
