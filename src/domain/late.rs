//! Content that is decoded when it is first looked at, so that a start reads only what it shows.
//!
//! Does not belong here: what is decoded, and from where (`builtin`).

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::LazyLock;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Makes a value when it is first asked for.
type Make<T> = Box<dyn FnOnce() -> T + Send>;

/// A value that is there, or that is made when it is first asked for.
pub struct Late<T>(LazyLock<T, Make<T>>);

impl<T> Late<T> {
    /// Returns a value to be made by `make`.
    pub fn new(make: impl FnOnce() -> T + Send + 'static) -> Self {
        Self(LazyLock::new(Box::new(make)))
    }
}

impl<T: Send + 'static> From<T> for Late<T> {
    fn from(value: T) -> Self {
        Self::new(move || value)
    }
}

impl<T> Deref for Late<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

#[allow(clippy::into_iter_without_iter, reason = "`iter` is that of what is made")]
impl<'a, T> IntoIterator for &'a Late<T>
where
    &'a T: IntoIterator,
{
    type Item = <&'a T as IntoIterator>::Item;
    type IntoIter = <&'a T as IntoIterator>::IntoIter;

    fn into_iter(self) -> Self::IntoIter {
        (**self).into_iter()
    }
}

impl<T> DerefMut for Late<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

impl<T: Clone + Send + 'static> Clone for Late<T> {
    fn clone(&self) -> Self {
        Self::from(T::clone(self))
    }
}

impl<T: Default + Send + 'static> Default for Late<T> {
    fn default() -> Self {
        Self::from(T::default())
    }
}

impl<T: PartialEq> PartialEq for Late<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<T: Eq> Eq for Late<T> {}

impl<T: fmt::Debug> fmt::Debug for Late<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        T::fmt(self, f)
    }
}

impl<T: Serialize> Serialize for Late<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        T::serialize(self, serializer)
    }
}

impl<'de, T: Deserialize<'de> + Send + 'static> Deserialize<'de> for Late<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self::from)
    }
}

/// Something with an id of its own.
pub trait Identified {
    /// Returns the id.
    fn id(&self) -> &str;
}

/// Cards or checklists, sorted by id, each made when it is first asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collection<T: Send + 'static> {
    items: Vec<Item<T>>,
}

#[derive(Debug, Clone)]
struct Item<T: Send + 'static> {
    id: String,
    /// None if it could not be made. In a box, so that a list of many is short until they are made.
    value: Packed<T>,
    /// What was packed of it for lists, if anything was.
    glance: Option<Packed<T>>,
}

/// A value of a collection that may have yet to be made.
pub type Packed<T> = Late<Option<Box<T>>>;

/// What was packed for lists follows from the value.
impl<T: PartialEq + Send + 'static> PartialEq for Item<T> {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id && self.value == other.value
    }
}

impl<T: Eq + Send + 'static> Eq for Item<T> {}

impl<T: Send + 'static> Default for Collection<T> {
    fn default() -> Self {
        Self { items: Vec::new() }
    }
}

impl<T: Identified + Send + 'static> Collection<T> {
    /// Returns an empty collection with room for so many values.
    #[must_use]
    pub fn with_capacity(count: usize) -> Self {
        Self {
            items: Vec::with_capacity(count),
        }
    }

    /// Adds a value in the place of one with the same id.
    pub fn insert(&mut self, value: T) {
        let id = value.id().to_owned();
        self.insert_late(id, Late::from(Some(Box::new(value))), None);
    }

    /// Adds a value that has yet to be made in the place of one with the same id, and what lists need of it.
    pub fn insert_late(&mut self, id: String, value: Packed<T>, glance: Option<Packed<T>>) {
        // What is packed comes in order.
        let is_last = self.items.last().is_none_or(|last| last.id < id);
        let place = if is_last { Err(self.items.len()) } else { self.place_of(&id) };
        let item = Item { id, value, glance };
        match place {
            Ok(at) => {
                if let Some(slot) = self.items.get_mut(at) {
                    *slot = item;
                }
            }
            Err(at) => self.items.insert(at, item),
        }
    }

    /// Takes the value with `id` out, if there is one.
    pub fn remove(&mut self, id: &str) {
        if let Ok(at) = self.place_of(id) {
            self.items.remove(at);
        }
    }

    /// Returns the value with `id`.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<&T> {
        let at = self.place_of(id).ok()?;
        self.items.get(at)?.value.as_deref()
    }

    /// Returns what was packed for lists of the value with `id`; the value itself where nothing was.
    #[must_use]
    pub fn glance(&self, id: &str) -> Option<&T> {
        let item = self.items.get(self.place_of(id).ok()?)?;
        item.glance.as_ref().unwrap_or(&item.value).as_deref()
    }

    /// Returns all values, in order of their ids.
    pub fn iter(&self) -> impl Iterator<Item = &T> + Clone {
        self.items.iter().filter_map(|item| item.value.as_deref())
    }

    /// Returns all values to be changed; their ids stay.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.items.iter_mut().filter_map(|item| {
            item.glance = None;
            item.value.as_deref_mut()
        })
    }

    /// Returns all ids, in order. Nothing is made for that.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.items.iter().map(|item| item.id.as_str())
    }

    /// Returns how many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    fn place_of(&self, id: &str) -> Result<usize, usize> {
        self.items.binary_search_by(|item| item.id.as_str().cmp(id))
    }
}

impl<'a, T: Identified + Send + 'static> IntoIterator for &'a Collection<T> {
    type Item = &'a T;
    type IntoIter = std::vec::IntoIter<&'a T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter().collect::<Vec<_>>().into_iter()
    }
}

impl<T: Identified + Serialize + Send + 'static> Serialize for Collection<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().collect::<Vec<_>>())
    }
}

impl<'de, T: Identified + Deserialize<'de> + Send + 'static> Deserialize<'de> for Collection<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let values: Vec<T> = Vec::deserialize(deserializer)?;
        let mut collection = Self::default();
        for value in values {
            collection.insert(value);
        }
        Ok(collection)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    impl Identified for String {
        fn id(&self) -> &str {
            self
        }
    }

    #[test]
    fn a_value_is_made_once_and_only_if_it_is_looked_at() {
        static MADE: AtomicUsize = AtomicUsize::new(0);
        let mut late = Late::new(|| MADE.fetch_add(1, Ordering::SeqCst));
        assert_eq!(MADE.load(Ordering::SeqCst), 0);
        assert_eq!((*late, *late), (0, 0));
        *late += 5;
        assert_eq!((*late.clone(), MADE.load(Ordering::SeqCst)), (5, 1));
    }

    #[test]
    fn a_collection_is_sorted_and_holds_each_id_once() {
        let mut collection: Collection<String> = Collection::default();
        for id in ["b", "a", "b", "c"] {
            collection.insert(id.to_owned());
        }
        collection.insert_late("broken".to_owned(), Late::from(None), None);
        collection.remove("c");
        assert_eq!(collection.iter().collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(collection.ids().collect::<Vec<_>>(), ["a", "b", "broken"]);
        assert_eq!(
            (collection.find("b").map(String::as_str), collection.find("broken")),
            (Some("b"), None)
        );
    }

    #[test]
    fn a_glance_goes_when_the_value_changes() {
        let mut collection: Collection<String> = Collection::default();
        let late = |text: &str| Late::from(Some(Box::new(text.to_owned())));
        collection.insert_late("a".to_owned(), late("a whole"), Some(late("a")));
        assert_eq!(collection.glance("a").map(String::as_str), Some("a"));
        assert_eq!(collection.find("a").map(String::as_str), Some("a whole"));
        let mut changed = collection.clone();
        changed.values_mut().for_each(|value| value.push('!'));
        assert_eq!(changed.glance("a").map(String::as_str), Some("a whole!"));
        collection.insert_late("a".to_owned(), late("another"), None);
        assert_eq!(collection.glance("a").map(String::as_str), Some("another"));
    }
}
