// Package server joins the store, the rules and the snippet's builder into two
// HTTP servers, on Fiber.
//
// The public one serves snippets to visitors, through a CDN. What it answers
// with lies ready in memory, compressed; nothing on its path touches the disk:
//
//	GET /js/<project>.js                        the snippet
//	GET /js/<project>.asked.js                  the module that it loads where an address asks for more
//	GET /js/<project>.preview.js?lk_force=…     what that loads: forces, where the project allows it, and opts out
//	POST /v1/visitor/<project>                  sends a page's cookies back to it
//	GET /healthz
//
// The admin one is a JSON API. It needs a bearer token, and a Host header that
// names it (see [Config]):
//
//	GET      /v1/projects
//	POST     /v1/projects                                       creates
//	GET PUT  /v1/projects/<project>                             PUT creates or replaces
//	GET POST /v1/projects/<project>/experiments
//	GET PUT  /v1/projects/<project>/experiments/<experiment>
//	POST     /v1/projects/<project>/experiments/<experiment>/start, …/pause, …/end, …/archive
//	GET      /v1/projects/<project>/shares
//	GET      /v1/projects/<project>/tag
//	POST     /v1/projects/<project>/decide
//	GET      /healthz
//
// Bodies are JSON, or YAML where Content-Type says so, in the project's form.
// Answers carry the project's revision, which is also their ETag, without the
// quotes. A change that has If-Match with another revision is refused with the
// code conflict (409, as for every conflict; not 412). A change is in the
// snippet of this server when the call returns, and a change that changes
// nothing makes no revision.
//
// What a body may leave out: the id that the address has, the status of an
// experiment (it stays; a new one is a draft), and ids of what had the same name
// before. PUT takes any status, as a file says how things are to be; start,
// pause, end and archive follow an experiment's life, see actions.go. Lists,
// shares and decisions are those of the revision that is being served.
//
// Every error, on both servers, is
// {"error":{"code","message","problems":[{"path","code","message"[,"line","column"]}]}}; one table
// in status.go maps codes to HTTP statuses, and to exit statuses for the command.
//
// [Server] is everything together. The package has one path from a change to
// what it serves: the store's Watch, for its own changes too. It refuses to know
// rules (package engine's), JavaScript (package snippet's) and files of the
// demonstration, which it is given.
package server
