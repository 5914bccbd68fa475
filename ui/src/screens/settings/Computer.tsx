// Este computador: what the program's own window decides for the computer it is on. Counts at once, for everybody here.
import { useMutation, useQuery } from "@tanstack/react-query";
import { client } from "../../data";
import { type Computer as ComputerNow, host } from "../../host";
import { faultOf } from "../../parts/State";
import { Switch } from "../../parts/Toggle";
import { failed } from "../../parts/toast";
import { useText } from "../../text";
import { Option } from "./Option";

const key = ["computer"];
const choices = [
  ["at_login", "atLogin"],
  ["sound", "sound"],
  ["quiet", "quiet"],
] as const;

export function Computer() {
  const t = useText();
  const { computer } = host();
  // The icon by the clock changes the same things, and nobody tells the page.
  const read = useQuery({
    queryKey: key,
    queryFn: async () => (await computer?.read()) ?? null,
    enabled: computer !== undefined,
    refetchOnMount: "always",
    refetchOnWindowFocus: "always",
  });
  const change = useMutation({
    mutationFn: async (wish: Partial<ComputerNow>) => computer?.change(wish),
    onSuccess: (now) => client.setQueryData(key, now),
    onError: (error) => {
      failed(faultOf(error).message);
      void client.invalidateQueries({ queryKey: key });
    },
  });
  if (!computer)
    return <Option label={t("settings.computer.elsewhere")} effect={t("settings.computer.elsewhereEffect")} />;
  const now = { ...read.data, ...(change.isPending ? change.variables : {}) };
  return choices.map(([name, words]) => (
    <Option
      key={name}
      label={t(`settings.computer.${words}`)}
      effect={t(`settings.computer.${words}Effect`)}
      error={read.error && faultOf(read.error).message}
    >
      <Switch
        label={t(`settings.computer.${words}`)}
        labelHidden
        on={now[name] ?? false}
        onChange={(on) => change.mutate({ [name]: on })}
        disabled={!read.data}
      />
    </Option>
  ));
}
