// Package snippet owns the file that a website embeds: it prints a project's
// rules as data, prints an entry that imports just the parts of the runtime
// which the project uses, and bundles both with esbuild.
//
// The TypeScript in folder runtime is bundled once for each set of features and
// kept; each piece of an author's code is transformed once by itself and kept;
// a snippet is the two concatenated. So a change to one experiment costs one
// small transform. Authors' code becomes functions in the file: no eval, no
// strings that turn into code, and no piece can end the function around it.
//
// What reaches the file: ids, salts, the layers' keys, addresses, code. What
// does not: names, and anything of experiments that do not run.
//
// The package refuses to decide anything (package engine), to store or to serve.
package snippet
