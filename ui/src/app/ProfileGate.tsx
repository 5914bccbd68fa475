// Who works here now: for a window whose profile no longer does.
import { heard, useAsk } from "../data";
import { chooseProfile } from "../host/profile";
import { Press } from "../parts/Button";
import { Loaded } from "../parts/State";
import { Avatar } from "../parts/Tag";
import { useText } from "../text";
import { Mark } from "./Rail";

export function ProfileGate() {
  const t = useText();
  const profiles = useAsk("profiles", {});
  return (
    <main className="flex h-full items-center justify-center p-6">
      <div className="flex w-96 max-w-full flex-col gap-4 rounded-dialog border border-hairline bg-surface p-6">
        <div className="flex items-center gap-2.5">
          <Mark size={26} />
          <h1 className="text-section font-semibold">{t("access.whoAreYou")}</h1>
        </div>
        <p className="text-muted">{t("access.profileGone")}</p>
        <Loaded query={profiles}>
          {(all) => (
            <ul className="flex max-h-[60vh] flex-col gap-0.5 overflow-y-auto">
              {all.map((profile) => (
                <li key={profile.id}>
                  <Press
                    className="flex w-full cursor-default items-center gap-2.5 rounded-control px-1.5 py-1 text-left hover:bg-hover active:bg-sunken"
                    onPress={() => {
                      chooseProfile(profile.id);
                      heard(null);
                    }}
                  >
                    <Avatar name={profile.name} silent />
                    <span className="flex min-w-0 flex-col">
                      <span className="truncate font-medium">{profile.name}</span>
                      <span className="text-small text-muted">{t(`roles.${profile.role}`)}</span>
                    </span>
                  </Press>
                </li>
              ))}
            </ul>
          )}
        </Loaded>
      </div>
    </main>
  );
}
