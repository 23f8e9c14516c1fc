import { defineConfig } from "vite";

// One script and one style sheet with fixed names; the charts are a part of their own, named by its content, loaded where a page has one.
export default defineConfig({
  base: "/dashboard/",
  build: {
    cssMinify: false, // Sass compresses it; the bundled minifier stops at govuk-frontend's rules for old browsers.
    outDir: process.env.DASHBOARD_OUT ?? "wwwroot",
    emptyOutDir: true,
    rollupOptions: {
      input: "src/dashboard.ts",
      output: { entryFileNames: "dashboard.js", chunkFileNames: "[name]-[hash].js", assetFileNames: "[name][extname]" },
    },
  },
  css: { preprocessorOptions: { scss: { style: "compressed", quietDeps: true, silenceDeprecations: ["import"], loadPaths: ["node_modules"] } } },
});
