// Runs before every test file: the words of the screen in Portuguese, and a clean page after each test.
import { cleanup } from "@testing-library/react";
import { afterEach } from "vitest";
import { speak } from "../src/text";

await speak("pt-BR");
afterEach(cleanup);
