// What a site made with Vue has; bundled by conformance_frameworks_test.go, and served as /vue.js.
import * as Vue from "vue";
import * as VueRouter from "vue-router";

Object.assign(window, { Vue, VueRouter });
