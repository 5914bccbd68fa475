// How the states of a connection look; the words are in the catalogue.
import { FlaskConical, Globe, Mail, MessageCircle, Send } from "lucide-react";
import type { ConnectionState } from "../../bindings/ConnectionState";
import type { LucideIcon } from "../../parts/Icon";
import type { Tone } from "../../parts/Tag";

export const connectionTones: Record<ConnectionState, Tone> = {
  new: "neutral",
  online: "ok",
  offline: "danger",
  auth: "danger",
  blocked: "danger",
};

const kindIcons: Record<string, LucideIcon> = {
  email: Mail,
  demo: FlaskConical,
  telegram: Send,
  whatsapp: MessageCircle,
};

export function kindIcon(kind: string): LucideIcon {
  return kindIcons[kind] ?? Globe;
}
