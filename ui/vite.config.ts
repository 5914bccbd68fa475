// How the page is built: relative paths, so the same files serve the Tauri window and the hub; no remote content.
import { readFileSync } from "node:fs";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vitest/config";

const locales = ["pt-BR", "en-US", "es-ES"];

/** React Aria carries its own words in 34 languages; only ours reach the page. */
function onlyOurLocales(): Plugin {
  return {
    name: "retorno:only-our-locales",
    enforce: "pre",
    load(id) {
      const found = /\/react-(?:aria|stately|aria-components)\/.*\/([a-z]{2}-[A-Z]{2})\.m?js$/.exec(id);
      return found?.[1] && !locales.includes(found[1]) ? "export default {};" : null;
    },
  };
}

/**
 * The desktop window freezes `Object.prototype` (src-tauri/tauri.conf.json), and ECharts puts a `constructor` on two plain
 * objects, which that forbids. They need no prototype.
 */
function objectsWithoutPrototype(): Plugin {
  return {
    name: "retorno:objects-without-prototype",
    enforce: "pre",
    transform(code, id) {
      if (!/\/echarts\/lib\/core\/Scheduler\.js$/.test(id)) return null;
      const mended = code.replace(/var (ecModelMock|apiMock) = \{\};/g, "var $1 = Object.create(null);");
      if (mended.match(/= Object\.create\(null\);/g)?.length !== 2)
        this.error("ECharts has changed: is this still needed?");
      return { code: mended, map: null };
    },
  };
}

const version = (JSON.parse(readFileSync(new URL("package.json", import.meta.url), "utf8")) as { version: string })
  .version;

const hub = process.env.RETORNO_HUB ?? "http://127.0.0.1:7420";

export default defineConfig({
  base: "./",
  plugins: [onlyOurLocales(), objectsWithoutPrototype(), react(), tailwindcss()],
  define: { __VERSION__: JSON.stringify(version) },
  clearScreen: false,
  server: {
    port: 1420,
    strictPort: true,
    // The hub takes calls of its own page only; the development server speaks as that page.
    proxy: { "/api": { target: hub, changeOrigin: true, headers: { origin: hub } } },
  },
  build: {
    outDir: "dist",
    target: ["safari16.4", "chrome120"],
    // A data: image would need a wider CSP.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // One file is read before the first picture, and one brings every control that only opens later: each file more
        // is another question to the program.
        codeSplitting: {
          groups: [
            { name: "first", tags: ["$initial"], priority: 1 },
            { name: "controls", test: /node_modules[\\/](?:react-aria|react-stately|@internationalized|lucide)/ },
          ],
        },
      },
    },
    chunkSizeWarningLimit: 1100,
  },
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.{ts,tsx}", "tests/**/*.test.{ts,tsx}"],
    setupFiles: ["tests/setup.ts"],
    restoreMocks: true,
  },
});
