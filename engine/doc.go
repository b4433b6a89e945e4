// Package engine owns the rules of Lanekeeper: what a project is, and which
// variation of which experiment a visitor meets, and why.
//
// A [Project] is the form that files, the API and the store share. [Read] takes
// it from JSON or YAML, strictly, and reports every fault at once. [Compile]
// turns a valid project into [Rules], once; [Rules.Decide] answers for one
// [Visit], and [Rules.Explain] gives the same answer from the same code with a
// [Trace] beside it. [Rules.Shares] are the exact chances of a new visitor, and
// [Expose] is what a visitor is pinned to afterwards.
//
// The package refuses I/O, clocks and randomness: addresses, pins, consent, the
// moment and all [Facts] about a visitor come in as values. (Time zones are looked
// up once, by Read and Compile; a program for machines without the tz database
// imports time/tzdata.) What nobody gave is unknown, and answers are three-valued
// then; docs/targeting.md defines them. Names are read by package tagparser
// alone; after Compile nobody looks at a name again. The snippet's runtime does
// the same as Decide in TypeScript, and both answer the vectors in testdata bit
// for bit.
//
// Shares, weights and traffic allocations are whole numbers of 10,000ths.
package engine
