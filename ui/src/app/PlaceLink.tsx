// A link to a screen. It does not listen to where one is: dozens of them stand around every screen.
import { go } from "./places";

type PlaceLinkProps = Omit<React.ComponentPropsWithRef<"a">, "href" | "onClick"> & { to: string };

export function PlaceLink({ to, children, ...rest }: PlaceLinkProps) {
  return (
    <a
      {...rest}
      href={`#${to}`}
      onClick={(event) => {
        // Any other click is the browser's: a new tab, a new window.
        if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        go(to);
      }}
    >
      {children}
    </a>
  );
}
