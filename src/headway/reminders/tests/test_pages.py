"""The inbox, settings of one's own, the working calendar: as pages."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.test import Client

from headway.activity.actions import Told, notify
from headway.activity.models import Event, Notice, NoticeKind
from headway.kit.testing.budgets import assert_budget, assert_no_growth
from headway.kit.testing.pages import text_of
from headway.kit.testing.world import World
from headway.okrs.actions.objectives import update_objective
from headway.people.actions import create_token
from headway.reminders.models import Absence, FeedToken, PublicHoliday, ReminderSettings
from headway.reminders.queries.wishes import chosen_by
from headway.reminders.queries.working import calendar_of_person, escalation_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(world: World) -> World:
    """Three things are new to the mate, of which one asks for something."""
    mate = [world.people["mate"].pk]
    author = world.actor("owner")
    notify(author, mate, Told(NoticeKind.COMMENT, "Owner said something", "/objectives/1"))
    notify(author, mate, Told(NoticeKind.MINUTES, "Weekly, Blue", "/meetings/1"))
    notify(author, mate, Told(NoticeKind.ASSIGNED, "An action is yours", "/actions"))
    return world


def test_the_heading_says_how_the_inbox_stands(told: World):
    client = told.client("mate")
    assert "Three things are new, 1 needs you." in text_of(client.get("/inbox"))
    badge = client.get("/objectives").content.decode()
    assert re.search(r'href="/inbox".*?class="badge">3', badge, re.DOTALL)
    client.post("/inbox/read", {"kind": "assigned"})
    assert "Two things are new." in text_of(client.get("/inbox"))
    client.post("/inbox/read", {})
    assert "You have read it all." in text_of(client.get("/inbox"))
    assert not re.search(
        r'href="/inbox".{0,400}class="badge"', client.get("/objectives").content.decode(), re.S
    )


@pytest.mark.parametrize(
    ("who", "is_there"), [("admin", True), ("lead", True), ("coach", True), ("mate", False)]
)
def test_who_may_add_channels_finds_them_in_the_settings(world: World, who: str, is_there: bool):
    page = world.client(who).get("/settings").content.decode()
    assert ('href="/settings/channels"' in page) is is_there


def test_one_is_read_and_unread(told: World):
    client, notice = told.client("mate"), Notice.objects.get(kind="comment")
    client.post(f"/inbox/{notice.pk}/step", {"do": "read"})
    assert "Owner said something" not in text_of(client.get("/inbox?unread=1"))
    client.post(f"/inbox/{notice.pk}/step", {"do": "unread"})
    assert "Owner said something" in text_of(client.get("/inbox?unread=1"))
    opened = client.post(f"/inbox/{notice.pk}/step", {"do": "open"})
    assert opened.headers["Location"] == "/objectives/1"


def test_what_came_since_the_page_was_read_stays_new(told: World):
    client = told.client("mate")
    until = Notice.objects.latest("pk").pk
    mate = [told.people["mate"].pk]
    notify(told.actor("owner"), mate, Told(NoticeKind.NUDGE, "Please look", "/x"))
    client.post("/inbox/read", {"until": str(until)})
    assert "One thing is new." in text_of(client.get("/inbox"))


def test_the_inbox_of_others_is_closed(told: World):
    notice = Notice.objects.first()
    assert notice is not None
    for name in ("owner", "admin", "outsider"):
        client = told.client(name)
        assert client.post(f"/inbox/{notice.pk}/step", {"do": "read"}).status_code == 404
        assert "You have read it all." in text_of(client.get("/inbox"))


def test_what_was_hidden_since_opens_by_its_number_no_more(world: World):
    """Lists and e-mails left it out; the API told it to whoever knew the number."""
    about = Told(
        NoticeKind.COMMENT, "They will be let go", f"/objectives/{world.objective.pk}",
        subject_type="objective", subject_id=world.objective.pk,
    )  # fmt: skip
    notify(world.actor("owner"), [world.people["stranger"].pk], about)
    notice = Notice.objects.get()
    _token, secret = create_token(world.actor("stranger"), name="x", scopes=["read", "write"])
    as_program, address = Client(headers={"Authorization": f"Bearer {secret}"}), "/api/v1/notices"
    assert as_program.get(f"{address}/{notice.pk}").json()["title"] == "They will be let go"
    update_objective(world.system, world.objective.pk, visibility="people", viewer_ids=[])
    assert as_program.get(f"{address}/{notice.pk}").status_code == 404
    changed = as_program.patch(
        f"{address}/{notice.pk}", {"is_read": True}, content_type="application/json"
    )
    assert changed.status_code == 404
    opened = world.client("stranger").post(f"/inbox/{notice.pk}/step", {"do": "open"})
    assert opened.status_code == 404


def test_one_chooses_what_one_hears_of(world: World):
    client = world.client("mate")
    assert "One e-mail at 08:00 on working days" in text_of(client.get("/settings/notifications"))
    form = {
        "at": "07:15", "time_zone": "Europe/Berlin", "by_email": "1", "before": "2", "again": "3",
        "most": "1", "kind-comment": "off", "kind-mention": "at_once", "version": "0",
    }  # fmt: skip
    assert client.post("/settings/notifications", form).status_code == 302
    found = chosen_by(world.people["mate"].pk)
    assert (found.at.isoformat(), found.time_zone, found.before) == ("07:15:00", "Europe/Berlin", 2)
    assert found.kinds == {"comment": "off", "mention": "at_once"}
    event = Event.objects.latest("sequence")
    assert (event.verb, event.subject_id) == ("reminders.changed", world.people["mate"].pk)
    refused = client.post(
        "/settings/notifications", {**form, "time_zone": "Middle/Earth", "again": "0"}
    )
    assert refused.status_code == 422
    assert "Choose a time zone" in text_of(refused)
    assert ReminderSettings.objects.get().time_zone == "Europe/Berlin"


def test_one_is_away_and_back(world: World):
    client = world.client("mate")
    client.post("/settings/absences", {"first": "2026-12-21", "last": "2026-12-31"})
    absence = Absence.objects.get()
    assert "21 Dec 2026 – 31 Dec 2026" in text_of(client.get("/settings/notifications"))
    wrong = client.post("/settings/absences", {"first": "2026-12-21", "last": "2026-12-01"})
    assert wrong.status_code == 422
    gone = world.client("owner").post(f"/settings/absences/{absence.pk}/remove")
    assert gone.status_code == 404
    client.post(f"/settings/absences/{absence.pk}/remove")
    assert not Absence.objects.exists()


def test_the_administrator_keeps_the_working_calendar(world: World):
    client = world.client("admin")
    works = world.units["works"].pk
    page = "/settings/working"
    assert "We work on 5 days of the week" in text_of(client.get(page))
    hours = {"do": "hours", "weekdays": ["6", "0", "1", "2"], "opens": "07:00", "closes": "15:00"}
    assert client.post(page, hours).status_code == 302
    own = {**hours, "weekdays": ["0"], "unit_id": str(works)}
    assert client.post(page, own).status_code == 302
    holiday = {"do": "holiday", "on": "2026-12-24", "name": "Christmas Eve"}
    assert client.post(page, holiday).status_code == 302
    assert client.post(page, holiday).status_code == 409
    text = text_of(client.get(page))
    assert "We work on 4 days of the week" in text
    assert "Christmas Eve" in text
    found = calendar_of_person(
        world.organisation.pk, world.people["mate"].pk, "UTC", date(2026, 12, 1)
    )
    assert (found.weekdays, [one.name for one in found.holidays]) == (
        frozenset({0}),
        ["Christmas Eve"],
    )
    client.post(page, {"do": "drop", "unit_id": str(works)})
    client.post(page, {"do": "escalation", "lead_after": "2", "coach_after": ""})
    days = escalation_of(world.organisation.pk).days
    assert (days.lead, days.coach) == (2, None)
    client.post(page, {"do": "no_holiday", "holiday_id": str(PublicHoliday.objects.get().pk)})
    assert not PublicHoliday.objects.exists()
    assert world.client("lead").get(page).status_code == 403


def test_an_address_of_a_calendar_is_shown_once_renewed_and_revoked(world: World):
    client = world.client("mate")
    made = text_of(client.post("/settings/feeds", {}))
    [secret] = re.findall(r"/feeds/([\w-]+)\.ics", made)
    assert secret not in text_of(client.get("/settings/notifications"))
    stranger = world.client(None)
    assert stranger.get(f"/feeds/{secret}.ics").status_code == 200
    client.post("/settings/feeds", {})
    assert stranger.get(f"/feeds/{secret}.ics").status_code == 404
    live = FeedToken.objects.get(revoked_at__isnull=True)
    assert world.client("owner").post(f"/settings/feeds/{live.pk}/revoke").status_code == 404
    client.post(f"/settings/feeds/{live.pk}/revoke")
    assert not FeedToken.objects.filter(revoked_at__isnull=True).exists()


def test_the_inbox_costs_the_same_however_full(world: World):
    client = world.client("mate")
    mate = [world.people["mate"].pk]

    def fill(total: int) -> None:
        for number in range(Notice.objects.count(), total):
            notify(world.system, mate, Told(NoticeKind.NUDGE, f"Please look {number}", "/"))

    client.get("/inbox")
    assert_no_growth(fill, lambda: client.get("/inbox"))
    assert_budget("inbox", lambda: client.get("/inbox"))
    assert_budget("notifications", lambda: client.get("/settings/notifications"))
