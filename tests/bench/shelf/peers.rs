//! What people would otherwise use: plain tantivy, and SQLite FTS5 with an index of prefixes.
//!
//! Does not belong here: our own shelf.

use std::path::{Path, PathBuf};

use rusqlite::Connection;
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, BoostQuery, Occur, Query, RegexQuery, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, STORED, Schema, TEXT, Value as _};
use tantivy::snippet::SnippetGenerator;
use tantivy::{Index, Searcher, SingleSegmentIndexWriter, TantivyDocument, Term, doc};

use super::corpus::Corpus;

/// Plain tantivy: title, heading and body, with positions, stored.
pub(crate) struct Plain {
    dir: PathBuf,
    schema: Schema,
    fields: [Field; 3],
}

pub(crate) struct OpenPlain {
    searcher: Searcher,
    fields: [Field; 3],
}

/// What a word counts in title, heading and body.
const BOOSTS: [f32; 3] = [3.0, 5.0, 1.0];

impl Plain {
    pub(crate) fn new(dir: &Path) -> Self {
        std::fs::create_dir(dir).unwrap();
        let mut builder = Schema::builder();
        let fields = ["title", "heading", "body"].map(|name| builder.add_text_field(name, TEXT | STORED));
        Self {
            dir: dir.to_owned(),
            schema: builder.build(),
            fields,
        }
    }

    pub(crate) fn build(self, corpus: &Corpus) -> OpenPlain {
        let directory = tantivy::directory::MmapDirectory::open(&self.dir).unwrap();
        let mut writer: SingleSegmentIndexWriter = Index::builder()
            .schema(self.schema)
            .single_segment_index_writer(directory, 64_000_000)
            .unwrap();
        let [title, heading, body] = self.fields;
        for page in &corpus.pages {
            for section in &page.sections {
                writer
                    .add_document(doc!(
                        title => page.title.as_str(),
                        heading => section.heading.as_str(),
                        body => section.text.as_str()
                    ))
                    .unwrap();
            }
        }
        OpenPlain {
            searcher: writer.finalize().unwrap().reader().unwrap().searcher(),
            fields: self.fields,
        }
    }
}

impl OpenPlain {
    pub(crate) fn search(&self, text: &str) {
        let words = words(text);
        let Some((last, whole)) = words.split_last() else { return };
        let over_fields = |make: &dyn Fn(Field) -> Box<dyn Query>| -> Box<dyn Query> {
            let clauses = self.fields.iter().zip(BOOSTS);
            let boosted = clauses
                .map(|(field, boost)| -> (Occur, Box<dyn Query>) { (Occur::Should, Box::new(BoostQuery::new(make(*field), boost))) });
            Box::new(BooleanQuery::new(boosted.collect()))
        };
        let mut clauses: Vec<Box<dyn Query>> = whole
            .iter()
            .map(|word| {
                over_fields(&|field| {
                    let term = Term::from_field_text(field, word);
                    Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
                })
            })
            .collect();
        clauses.push(over_fields(&|field| {
            Box::new(RegexQuery::from_pattern(&format!("{last}.*"), field).unwrap())
        }));
        let query = BooleanQuery::intersection(clauses);
        let hits = self.searcher.search(&query, &TopDocs::with_limit(20).order_by_score()).unwrap();
        let snippets = SnippetGenerator::create(&self.searcher, &query, self.fields[2]).unwrap();
        for (_, address) in hits {
            let document: TantivyDocument = self.searcher.doc(address).unwrap();
            let title = document
                .get_first(self.fields[0])
                .and_then(|value| value.as_str())
                .unwrap_or_default();
            assert!(!title.is_empty());
            std::hint::black_box(snippets.snippet_from_doc(&document).to_html());
        }
    }
}

/// SQLite FTS5 with prefixes of one to three letters.
pub(crate) struct Fts(Connection);

impl Fts {
    pub(crate) fn build(file: &Path, corpus: &Corpus) -> Self {
        let connection = Connection::open(file).unwrap();
        connection
            .execute_batch(
                "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA mmap_size = 4000000000; PRAGMA cache_size = -200000;
                 CREATE VIRTUAL TABLE sections USING fts5(path UNINDEXED, title, heading, body, prefix='1 2 3'); BEGIN",
            )
            .unwrap();
        {
            let mut insert = connection.prepare("INSERT INTO sections VALUES (?1, ?2, ?3, ?4)").unwrap();
            for page in &corpus.pages {
                for section in &page.sections {
                    insert.execute((&page.path, &page.title, &section.heading, &section.text)).unwrap();
                }
            }
        }
        connection
            .execute_batch("COMMIT; INSERT INTO sections(sections) VALUES ('optimize')")
            .unwrap();
        Self(connection)
    }

    pub(crate) fn search(&self, text: &str) {
        let mut words: Vec<String> = words(text).into_iter().map(|word| format!("\"{word}\"")).collect();
        let Some(last) = words.last_mut() else { return };
        last.push('*');
        let mut statement = self
            .0
            .prepare_cached(
                "SELECT path, title, heading, snippet(sections, 3, '', '', '', 24) FROM sections
                 WHERE sections MATCH ?1 AND rank MATCH 'bm25(0.0, 3.0, 5.0, 1.0)' ORDER BY rank LIMIT 20",
            )
            .unwrap();
        let rows = statement
            .query_map([words.join(" ")], |row| {
                let texts: [String; 4] = [row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?];
                Ok(texts)
            })
            .unwrap();
        let shown: Vec<[String; 4]> = rows.map(Result::unwrap).collect();
        assert!(std::hint::black_box(shown).len() <= 20);
    }
}

fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}
