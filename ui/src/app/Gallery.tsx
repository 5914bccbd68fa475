// Every part on one page, for the eye and for screenshots. Development only: the route does not exist in a built page.
import { Archive, Inbox, Move, Plus, Settings, Tag as TagIcon, Trash2 } from "lucide";
import { useState } from "react";
import { Button, IconButton, Keycap, TextLink } from "../parts/Button";
import { now } from "../parts/clock";
import { ConfirmDialog, Dialog } from "../parts/Dialog";
import { NumberField, TextField, TimeField } from "../parts/Field";
import type { Column } from "../parts/GridRow";
import { Menu } from "../parts/Menu";
import { Segments } from "../parts/Segments";
import { ComboBox, Select } from "../parts/Select";
import { EmptyState, ErrorState, Notice, Skeleton } from "../parts/State";
import { Tabs } from "../parts/Tabs";
import { Avatar, Badge, Dot, hues, Tag } from "../parts/Tag";
import { Timer } from "../parts/Timer";
import { Checkbox, Radios, Switch } from "../parts/Toggle";
import { done, failed } from "../parts/toast";
import { VirtualGrid } from "../parts/VirtualGrid";
import { AppearanceForm } from "./Appearance";

const minute = 60_000;
const start = now();
const people = ["Ana Souza", "Beto Rocha", "Carla Dias", "Alison Aguiar"];
const rows = Array.from({ length: 500 }, (_, index) => ({
  id: `r${index}`,
  name: `Cliente ${index + 1}`,
  since: start - index * 47_000,
}));
type Row = (typeof rows)[number];

export function Gallery() {
  const [dialog, setDialog] = useState<"none" | "plain" | "confirm">("none");
  return (
    <div className="grid h-full auto-rows-min grid-cols-2 gap-4 overflow-auto p-4">
      <Box title="Botões">
        <div className="flex flex-wrap items-center gap-2">
          <Button kind="primary" icon={Plus} keys="C">
            Adicionar
          </Button>
          <Button icon={Move}>Mover para…</Button>
          <Button kind="quiet">Cancelar</Button>
          <Button kind="danger" icon={Trash2}>
            Excluir
          </Button>
          <Button isDisabled>Indisponível</Button>
          <Button small icon={Archive}>
            Pequeno
          </Button>
          <IconButton icon={Settings} label="Configurações" keys="G O" />
          <IconButton icon={Inbox} label="Entrada" count={12} />
          <Keycap>Ctrl K</Keycap>
          <TextLink href="#/galeria">Um link</TextLink>
        </div>
      </Box>
      <Box title="Marcas">
        <div className="flex flex-wrap items-center gap-2">
          {hues.map((hue) => (
            <Tag key={hue} hue={hue}>
              {hue}
            </Tag>
          ))}
        </div>
        <div className="mt-2 flex flex-wrap items-center gap-2">
          <Badge>Aberto</Badge>
          <Badge tone="ok">Respondeu</Badge>
          <Badge tone="warn">Vence logo</Badge>
          <Badge tone="danger">Falhou</Badge>
          <Badge tone="returned">Devolvido</Badge>
          <Badge tone="info" icon={TagIcon}>
            Automático
          </Badge>
          <Dot tone="ok" /> <Dot tone="warn" /> <Dot tone="danger" />
          {people.map((name) => (
            <Avatar key={name} name={name} />
          ))}
          <Avatar name="Alison Aguiar" size="large" />
        </div>
      </Box>
      <Box title="Tempos">
        <div className="flex flex-wrap items-center gap-6">
          <Timer from={start - 41_000} show="elapsed" />
          <Timer from={start - 2 * minute} until={start + 8 * minute} show="remaining" ring />
          <Timer from={start - 8.5 * minute} until={start + 1.5 * minute} show="remaining" ring />
          <Timer from={start - 12 * minute} until={start - 2 * minute} show="elapsed" ring />
          <Timer from={start - 194 * minute} show="elapsed" />
          <Timer from={start - 3000 * minute} show="elapsed" />
          <Timer
            from={start}
            until={start + 197 * minute}
            show="remaining"
            shape="clock"
            className="text-figure font-semibold"
          />
        </div>
      </Box>
      <Box title="Escolhas">
        <Choices />
      </Box>
      <Box title="Campos">
        <Fields />
      </Box>
      <Box title="Aparência">
        <AppearanceForm />
      </Box>
      <Box title="Janelas, menus e avisos">
        <div className="flex flex-wrap items-center gap-2">
          <Button onPress={() => setDialog("plain")}>Abrir janela</Button>
          <Button onPress={() => setDialog("confirm")}>Confirmar</Button>
          <Menu
            label="Mais"
            groups={[
              {
                title: "Mover para",
                commands: [
                  {
                    id: "a",
                    label: "Proposta",
                    keys: "1",
                    run: () => done("Movido para Proposta", () => done("De volta")),
                  },
                  {
                    id: "b",
                    label: "Fechado",
                    refused: "Coluna bloqueada: só o supervisor move para cá",
                    run: () => undefined,
                  },
                ],
              },
              {
                commands: [
                  {
                    id: "c",
                    label: "Excluir",
                    icon: Trash2,
                    danger: true,
                    run: () => failed("Não foi possível excluir: banco ocupado."),
                  },
                ],
              },
            ]}
          >
            <Button>Menu</Button>
          </Menu>
          <Button onPress={() => done("João movido para Proposta", () => done("Desfeito"))}>Aviso com desfazer</Button>
          <Button onPress={() => failed("Não foi possível enviar: conexão fora do ar. Tentaremos de novo às 10:45.")}>
            Falha
          </Button>
        </div>
        <div className="mt-3 flex flex-col gap-2">
          <Notice tone="info">Executor: este computador. A próxima verificação é às 10:42.</Notice>
          <Notice tone="warn">Conexão oficial: após 24 h só um modelo aprovado passa.</Notice>
          <Notice tone="danger">Senha recusada pelo servidor de entrada.</Notice>
        </div>
      </Box>
      <Box title="Estados">
        <div className="grid grid-cols-3 gap-4">
          <EmptyState icon={Inbox} title="Ninguém sem interação" action={<Button>Abrir o Funil</Button>}>
            Bom trabalho.
          </EmptyState>
          <ErrorState
            failure={{ code: "store_busy", message: "O banco de dados está ocupado. Tente em instantes." }}
            onRetry={() => undefined}
          />
          <Skeleton rows={5} />
        </div>
      </Box>
      <Box title="Grade" wide>
        <Grid />
      </Box>
      <Dialog
        open={dialog === "plain"}
        onClose={() => setDialog("none")}
        title="Transferir atendimento"
        foot={
          <>
            <Button onPress={() => setDialog("none")}>Cancelar</Button>
            <Button kind="primary">Transferir</Button>
          </>
        }
      >
        <Fields />
      </Dialog>
      <ConfirmDialog
        open={dialog === "confirm"}
        onClose={() => setDialog("none")}
        onConfirm={() => setDialog("none")}
        title="Encerrar 4 atendimentos?"
        confirm="Encerrar agora"
      >
        Os clientes recebem o texto de encerramento. Isto não pode ser desfeito.
      </ConfirmDialog>
    </div>
  );
}

function Box({ title, children, wide }: { title: string; children: React.ReactNode; wide?: boolean }) {
  return (
    <section className={`rounded-card border border-hairline bg-surface p-4 ${wide ? "col-span-2" : ""}`}>
      <h2 className="mb-3 text-small font-medium text-faint">{title}</h2>
      {children}
    </section>
  );
}

function Choices() {
  const [on, setOn] = useState(true);
  const [view, setView] = useState<"a" | "b">("a");
  const [tab, setTab] = useState<"x" | "y">("x");
  return (
    <div className="grid grid-cols-2 gap-4">
      <div className="flex flex-col gap-2">
        <Switch label="Mover sozinho" hint="Ao completar 10 minutos" on={on} onChange={setOn} />
        <Checkbox label="Somente em horário comercial" on={!on} onChange={(next) => setOn(!next)} />
        <Checkbox label="Misto" mixed on={false} onChange={() => undefined} />
        <Radios
          label="Ao completar o tempo"
          value={on ? "move" : "warn"}
          onChange={(next) => setOn(next === "move")}
          options={[
            { id: "move", label: "Mover sozinho" },
            { id: "warn", label: "Só avisar o técnico" },
          ]}
        />
      </div>
      <div className="flex flex-col gap-3">
        <Segments
          label="Vista"
          value={view}
          onChange={setView}
          options={[
            { id: "a", label: "Quadro" },
            { id: "b", label: "Lista" },
          ]}
        />
        <Tabs
          label="Abas"
          value={tab}
          onChange={setTab}
          tabs={[
            { id: "x", label: "Conversa", count: 12, panel: <p className="p-4 text-muted">Texto</p> },
            { id: "y", label: "Linha do tempo", panel: <p className="p-4 text-muted">Outro</p> },
          ]}
        />
      </div>
    </div>
  );
}

function Fields() {
  const [name, setName] = useState("Follow-up 24h");
  const [hours, setHours] = useState<number | null>(24);
  const [time, setTime] = useState<string | null>("18:00");
  const [who, setWho] = useState<string | null>("Ana Souza");
  const options = people.map((person) => ({
    id: person,
    label: person,
    detail: "Suporte",
    lead: <Avatar name={person} size="small" silent />,
  }));
  return (
    <div className="grid grid-cols-2 gap-3">
      <TextField
        label="Nome da ação"
        value={name}
        onChange={setName}
        required
        error={name === "" ? "Dê um nome à ação." : null}
      />
      <NumberField label="Tempo" value={hours} onChange={setHours} min={0} unit="horas" />
      <Select label="Responsável da fila" value={who} onChange={setWho} options={options} />
      <ComboBox label="Técnico" value={who} onChange={setWho} options={options} />
      <TimeField label="Fim do dia" value={time} onChange={setTime} hint="Em São Paulo" />
      <TextField
        label="Com erro"
        value=""
        onChange={() => undefined}
        placeholder="imap.exemplo.com.br"
        error="Informe o servidor."
      />
      <TextField
        label="Mensagem"
        value="Olá {{contato.nome}}!"
        onChange={() => undefined}
        rows={3}
        className="col-span-2"
      />
    </div>
  );
}

function Grid() {
  const [current, setCurrent] = useState<string | null>("r1");
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set(["r2"]));
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const columns: Column<Row>[] = [
    { id: "name", title: "Cliente", width: "minmax(10rem, 2fr)", cell: (row) => row.name, sortable: true },
    {
      id: "state",
      title: "Status do atendimento",
      width: "12rem",
      cell: () => <Badge tone="warn">Aguardando cliente</Badge>,
    },
    {
      id: "wait",
      title: "Tempo de espera",
      width: "10rem",
      cell: (row) => <Timer from={row.since} until={row.since + 600_000} show="elapsed" ring />,
      sortable: true,
    },
  ];
  return (
    <div className="flex h-72 border border-hairline">
      <VirtualGrid
        label="Exemplo"
        rows={rows}
        keyOf={(row) => row.id}
        columns={columns}
        current={current}
        onCurrent={setCurrent}
        selected={selected}
        onSelect={setSelected}
        opened={opened}
        onToggleDetail={(key) => setOpened(opened.has(key) ? new Set() : new Set([key]))}
        detail={(row) => <p className="p-3 text-muted">{row.name}: histórico</p>}
        sort={{ column: "wait", down: true }}
        onSort={() => undefined}
        empty={null}
      />
    </div>
  );
}
