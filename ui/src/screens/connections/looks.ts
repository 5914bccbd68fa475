// How the states of a connection look; the words are in the catalogue.
import { FlaskConical, Globe, Mail, MessageCircle, Send } from "lucide";
import type { ConnectionState } from "../../bindings/ConnectionState";
import type { Glyph } from "../../parts/Icon";
import type { Tone } from "../../parts/Tag";

export const connectionTones: Record<ConnectionState, Tone> = {
  new: "neutral",
  online: "ok",
  offline: "danger",
  auth: "danger",
  blocked: "danger",
};

const kindIcons: Record<string, Glyph> = {
  email: Mail,
  demo: FlaskConical,
  telegram: Send,
  whatsapp: MessageCircle,
};

export function kindIcon(kind: string): Glyph {
  return kindIcons[kind] ?? Globe;
}
