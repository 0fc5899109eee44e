// Entry of every page: each enhancement looks for its own elements and does nothing without them.
export {};
