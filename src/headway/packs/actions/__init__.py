"""Every write of board packs."""

from headway.packs.actions.comments import add_comment, resolve_comment
from headway.packs.actions.files import ask_file
from headway.packs.actions.freezing import copy_pack, freeze_pack
from headway.packs.actions.packs import add_pack, archive_pack, restore_pack, update_pack
from headway.packs.actions.pages import add_page, move_page, remove_page, update_page
from headway.packs.actions.schedules import leave_recipients, schedule_pack
from headway.packs.actions.sending import send_pack

__all__ = [
    "add_comment",
    "add_page",
    "add_pack",
    "archive_pack",
    "ask_file",
    "copy_pack",
    "freeze_pack",
    "leave_recipients",
    "move_page",
    "remove_page",
    "resolve_comment",
    "restore_pack",
    "schedule_pack",
    "send_pack",
    "update_pack",
    "update_page",
]
