"""gongkai: a government's open-government plan as a checklist for every unit that owes something under it.

Each floor imports only from those above it in this list; what lies in `cli/` is listed there.

| folder | what |
|---|---|
| `base/` | The lowest floor: problems as data, text in terminal cells, dates and working days |
| `office/` | Office files: opened with care and read as one grid of cells, made, converted, and written whole |
| `plan/` | The plan: its models, its YAML file, the checks that its two sides agree, and its compilation into rows |
| `plan/checks/` | Double entry: what two sides of a plan file must agree on |
| `plan/draft/` | A government's own document in, a draft of its plan in YAML out |
| `store/` | The store: what people recorded and what follows from it |
| `store/changes/` | Making changes: each is written with its line in the journal, in one transaction |
| `store/checks/` | What is wrong with records: in their file, and held against their journal |
| `store/copies/` | Whole records on their way: copies, backups, and a file put in another's place |
| `store/engine/` | Where records are kept: a SQLite file or a PostgreSQL server, behind one interface |
| `store/questions/` | Questions to the store: they only read |
| `store/server/` | A record on a server: its setting up, its walls, and who may log in |
| `report/` | Report data, made from the store's answers |
| `forms/` | The official form, out and in |
| `forms/back/` | What comes back: files, their rows, and what each would change |
| `forms/out/` | The official form, out |
| `render/` | Renderers: report data in, output out |
| `render/excel/` | Excel workbooks: a file a paper |
| `render/html/` | The report as one self-contained HTML page |
| `render/terminal/` | On a terminal: a file a page |
| `render/word/` | Word documents: a file a paper, in the form of an official document |
| `render/wording/` | Words that several media share |
| `cli/` | The command line: the only floor that prints, leaves and reads the clock |
"""

__version__ = "0.1.0"
