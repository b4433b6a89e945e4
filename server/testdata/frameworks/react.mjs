// What a site made with React has; bundled by conformance_frameworks_test.go, and served as /react.js.
import * as React from "react";
import { flushSync } from "react-dom";
import { createRoot, hydrateRoot } from "react-dom/client";
import * as ReactRouter from "react-router";

Object.assign(window, { React, flushSync, createRoot, hydrateRoot, ReactRouter });
