//! Search as a whole, over libraries made by hand and over the content that comes with the program.
