// What "Testar" found: that it works, or which of server, certificate and password is wrong and what to do.
import { CheckCircle2, Globe, KeyRound, ShieldAlert, TriangleAlert } from "lucide";
import type { FaultPart } from "../../bindings/FaultPart";
import type { TestReply } from "../../bindings/TestReply";
import type { Glyph } from "../../parts/Icon";
import { faultOf, Notice } from "../../parts/State";
import { useText } from "../../text";
import { inOurWords } from "../../text/refusals";

const partIcons: Record<FaultPart, Glyph> = {
  host: Globe,
  certificate: ShieldAlert,
  password: KeyRound,
  other: TriangleAlert,
};

export function TestResult({ reply, error }: { reply: TestReply | undefined; error: unknown }) {
  const t = useText();
  if (error) return <Notice tone="danger">{faultOf(error).message}</Notice>;
  if (!reply) return null;
  if (reply.ok) {
    return (
      <Notice tone="ok" icon={CheckCircle2}>
        <span className="font-medium">{t("connections.works", { address: inOurWords(reply.address) })}</span>{" "}
        {inOurWords(reply.detail)}
      </Notice>
    );
  }
  const part = reply.part ?? "other";
  return (
    <Notice tone="danger" icon={partIcons[part]}>
      <span className="font-medium">{t(`connections.faults.${part}`)}</span> {inOurWords(reply.detail)}
    </Notice>
  );
}
