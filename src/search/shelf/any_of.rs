//! A word that is one of several tokens, where the other words of a query leave few sections: each token is only asked for
//! those.
//!
//! The engine's own union reads every section that has one of the tokens, in windows of thousands; that is faster where the
//! other words leave many. Both find the same sections with the same scores.
//! Does not belong here: when which of them is taken (`find`).

use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED};

/// Sections that match one of several queries at least; their scores are summed up.
#[derive(Debug)]
pub(super) struct AnyOf(pub Vec<Box<dyn Query>>);

impl Clone for AnyOf {
    fn clone(&self) -> Self {
        Self(self.0.iter().map(|query| query.box_clone()).collect())
    }
}

impl Query for AnyOf {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let weights: tantivy::Result<Vec<Box<dyn Weight>>> = self.0.iter().map(|query| query.weight(scoring)).collect();
        Ok(Box::new(AnyWeight(weights?)))
    }
}

struct AnyWeight(Vec<Box<dyn Weight>>);

impl Weight for AnyWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let parts: tantivy::Result<Vec<Box<dyn Scorer>>> = self.0.iter().map(|weight| weight.scorer(reader, boost)).collect();
        let mut any = AnyScorer {
            parts: parts?,
            doc: TERMINATED,
        };
        any.settle();
        Ok(Box::new(any))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(reader, 1.0)?;
        let score = if scorer.seek(doc) == doc { scorer.score() } else { 0.0 };
        Ok(Explanation::new("the sum of those that match", score))
    }
}

struct AnyScorer {
    /// Those that have not come to their end.
    parts: Vec<Box<dyn Scorer>>,
    doc: DocId,
}

impl AnyScorer {
    /// Leaves out what has come to its end, and returns the first section of the rest.
    fn settle(&mut self) -> DocId {
        self.parts.retain(|part| part.doc() != TERMINATED);
        self.doc = self.parts.iter().map(DocSet::doc).min().unwrap_or(TERMINATED);
        self.doc
    }
}

impl DocSet for AnyScorer {
    fn advance(&mut self) -> DocId {
        let doc = self.doc;
        for part in self.parts.iter_mut().filter(|part| part.doc() == doc) {
            part.advance();
        }
        self.settle()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc < target {
            for part in self.parts.iter_mut().filter(|part| part.doc() < target) {
                part.seek(target);
            }
            self.settle();
        }
        self.doc
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.parts.iter().map(DocSet::size_hint).fold(0, u32::saturating_add)
    }

    fn cost(&self) -> u64 {
        self.parts.iter().map(DocSet::cost).sum()
    }
}

impl Scorer for AnyScorer {
    fn score(&mut self) -> Score {
        let doc = self.doc;
        self.parts.iter_mut().filter(|part| part.doc() == doc).map(Scorer::score).sum()
    }
}

#[cfg(test)]
mod tests {
    use tantivy::collector::TopDocs;
    use tantivy::query::{BooleanQuery, TermQuery};
    use tantivy::schema::{IndexRecordOption, Schema, TEXT};
    use tantivy::{DocAddress, Index, TantivyDocument, Term};

    use super::*;

    #[test]
    fn it_finds_what_the_engines_own_union_finds_with_the_same_scores() {
        let mut schema = Schema::builder();
        let field = schema.add_text_field("text", TEXT);
        let index = Index::create_in_ram(schema.build());
        let mut writer = index.writer_with_num_threads(1, 15_000_000).expect("a writer");
        for number in 0..9_000_u32 {
            let mut document = TantivyDocument::default();
            let words = [(7, "seven"), (5, "five"), (3, "three"), (1_001, "rare")];
            let text: Vec<&str> = words
                .iter()
                .filter(|(every, _)| number % every == 0)
                .map(|(_, word)| *word)
                .collect();
            document.add_text(field, text.join(" "));
            writer.add_document(document).expect("added");
        }
        writer.commit().expect("committed");
        let searcher = index.reader().expect("a reader").searcher();
        let term =
            |word: &str| -> Box<dyn Query> { Box::new(TermQuery::new(Term::from_field_text(field, word), IndexRecordOption::WithFreqs)) };
        let parts = || vec![term("seven"), term("five"), term("nowhere")];
        let found = |query: &dyn Query| -> Vec<(Score, DocAddress)> {
            searcher.search(query, &TopDocs::with_limit(50).order_by_score()).expect("found")
        };
        for other in ["rare", "three", "nowhere"] {
            let with = |any: Box<dyn Query>| found(&BooleanQuery::intersection(vec![term(other), any]));
            assert_eq!(
                with(Box::new(AnyOf(parts()))),
                with(Box::new(BooleanQuery::union(parts()))),
                "{other}"
            );
        }
        assert_eq!(found(&AnyOf(parts())), found(&BooleanQuery::union(parts())));
    }
}
