"""Two import contracts of our own; pyproject.toml names the modules, `make lint` keeps them."""

import re

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output
from importlinter.domain.helpers import module_expressions_to_modules

DOORS = {"views", "forms", "urls"}
DATABASE_OR_REQUEST = re.compile(r"django\.(db|http|shortcuts|apps|contrib)\b|from django import db\b")


class _Listed(Contract):
    def render_broken_contract(self, check: ContractCheck) -> None:
        for line in check.metadata["broken"]:
            output.print_error(f"- {line}", bold=False)
        output.new_line()


class DoorsContract(_Listed):
    """Views, forms and URLs are the doors of one app: no other app imports them.

    `anybody` lists who may: the root URLs and tests. What lies directly in `ground` belongs to everybody.
    """

    type_name = "doors"

    ground = fields.StringField()
    anybody = fields.SetField(subfield=fields.ModuleExpressionField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        allowed = module_expressions_to_modules(graph, self.anybody, as_packages=True)
        allowed_names = {module.name for module in allowed}
        broken = []
        for module in sorted(graph.modules):
            parts = module.split(".")
            door = next((index for index, part in enumerate(parts) if part in DOORS), None)
            if door is None:
                continue
            app = ".".join(parts[:door])
            if app == self.ground:
                continue
            for importer in sorted(graph.find_modules_that_directly_import(module) - allowed_names):
                if importer != app and not importer.startswith(app + "."):
                    broken.append(f"{importer} imports {module}")
        return ContractCheck(kept=not broken, metadata={"broken": broken})


class PureContract(_Listed):
    """Plain data in, plain data out: no ORM model, no django.db and no django.http, not even by detours.

    Modules are given as wildcards, so that one which is not written yet does no harm.
    """

    type_name = "pure"

    modules = fields.SetField(subfield=fields.ModuleExpressionField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        broken = []
        for module in sorted(m.name for m in module_expressions_to_modules(graph, self.modules)):
            inside = {
                name for name in graph.find_upstream_modules(module) if not graph.is_module_squashed(name)
            }
            broken += [f"{module} reaches {name}" for name in sorted(inside) if "models" in name.split(".")]
            for importer in sorted({module, *inside}):
                if "django" not in graph.find_modules_directly_imported_by(importer):
                    continue
                for detail in graph.get_import_details(importer=importer, imported="django"):
                    if DATABASE_OR_REQUEST.search(detail["line_contents"]):
                        where = "" if importer == module else f" through {importer}"
                        broken.append(
                            f"{module}{where}: {detail['line_contents']} (l.{detail['line_number']})"
                        )
        return ContractCheck(kept=not broken, metadata={"broken": broken})
