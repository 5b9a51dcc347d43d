"""All components on one page, for whoever builds pages; exists in demo mode only."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dtportal.demo.doors import demo_only


@dataclass(frozen=True)
class SampleJob:
    """Looks like a `Job` to the component."""

    pk: int
    status: str
    word: str
    status_tone: str
    done: int
    total: int
    failure: str = ""

    @property
    def percent(self) -> int:
        return self.done * 100 // self.total

    @property
    def finished(self) -> bool:
        return self.status in {"done", "failed"}

    def get_status_display(self) -> str:
        return self.word


@demo_only
def gallery(request: HttpRequest) -> HttpResponse:
    messages.success(request, "Đã lưu bản nháp lúc 14:02.")
    return render(
        request,
        "ui/gallery.html",
        {
            "tones": ["neutral", "info", "ok", "warn", "danger", "gold"],
            "running": SampleJob(1, "running", "Đang thực hiện", "info", 214, 500),
            "finished": SampleJob(2, "done", "Đã xong", "ok", 500, 500),
            "failed": SampleJob(
                3, "failed", "Thất bại", "danger", 12, 500, "Thiếu phông chữ Be Vietnam Pro."
            ),
            "rows": [("Y tế", 61), ("Giáo dục", 58), ("Nông nghiệp", 44), ("Giao thông - Logistics", 37)],
            "survey": [
                ("Tầm nhìn và quyết tâm của lãnh đạo", 90, "90%"),
                ("Xây dựng kế hoạch chuyển đổi số cụ thể", 68.3, "68,3%"),
                ("Đào tạo và đào tạo lại nguồn nhân lực", 51.7, "51,7%"),
            ],
            "page_obj": Paginator(range(504), 50).get_page(request.GET.get("page")),
            "sample": "## Tiêu đề\n\nMột đoạn **đậm** với [liên kết](https://example.org).\n\n- Một\n\n> Trích dẫn",
        },
    )
