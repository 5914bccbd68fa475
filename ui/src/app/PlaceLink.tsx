// A link to a screen. It does not listen to where one is: dozens of them stand around every screen.
import { go, type Search } from "./places";

type PlaceLinkProps = Omit<React.ComponentPropsWithRef<"a">, "href" | "onClick"> & {
  to: string;
  /** What its address says after the question mark: numbers only. */
  search?: Search;
};

export function PlaceLink({ to, search = {}, children, ...rest }: PlaceLinkProps) {
  const values = Object.entries(search).map(([name, value]) => `${name}=${value}`);
  return (
    <a
      {...rest}
      href={`#${to}${values.length > 0 ? `?${values.join("&")}` : ""}`}
      onClick={(event) => {
        // Any other click is the browser's: a new tab, a new window.
        if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        go(to, search);
      }}
    >
      {children}
    </a>
  );
}
