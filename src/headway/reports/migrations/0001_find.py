"""Find words in titles and names: indexes on PostgreSQL. SQLite looks at the rows themselves."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

ACCENTED = (
    "ÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖÙÚÛÜÝàáâãäåçèéêëìíîïñòóôõöùúûüýÿĀāĂăĄąĆćĈĉĊċČčĎďĒēĔĕĖėĘ"
    "ęĚěĜĝĞğĠġĢģĤĥĨĩĪīĬĭĮįİĴĵĶķĹĺĻļĽľŃńŅņŇňŌōŎŏŐőŔŕŖŗŘřŚśŜŝŞşŠšŢţŤťŨũŪūŬŭŮůŰűŲųŴŵ"
    "ŶŷŸŹźŻżŽžƠơƯưǍǎǏǐǑǒǓǔǕǖǗǘǙǚǛǜǞǟǠǡǦǧǨǩǪǫǬǭǰǴǵǸǹǺǻȀȁȂȃȄȅȆȇȈȉȊȋȌȍȎȏȐȑȒȓȔȕȖȗȘșȚț"
    "ȞȟȦȧȨȩȪȫȬȭȮȯȰȱȲȳÆÐØÞßæðøþĐđĦħıŁłŊŋŒœŦŧ"
)
PLAIN = (
    "aaaaaaceeeeiiiinooooouuuuyaaaaaaceeeeiiiinooooouuuuyyaaaaaaccccccccddeeeeeee"
    "eeegggggggghhiiiiiiiiijjkkllllllnnnnnnoooooorrrrrrssssssssttttuuuuuuuuuuuuww"
    "yyyzzzzzzoouuaaiioouuuuuuuuuuaaaaggkkoooojggnnaaaaaaeeeeiiiioooorrrruuuusstt"
    "hhaaeeooooooooyyadotsadotddhhillnnoott"
)

CREATE_FUNCTION = f"""
CREATE FUNCTION headway_fold(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$ SELECT lower(translate($1, '{ACCENTED}', '{PLAIN}')) $$
"""

INDEXES = (
    ("find_objective", "okrs_objective", "title"),
    ("find_key_result", "okrs_keyresult", "title"),
    ("find_person", "people_person", "name"),
    ("find_unit", "people_unit", "name"),
)


def add_indexes(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute(CREATE_FUNCTION, params=None)
    for name, table, column in INDEXES:
        schema_editor.execute(
            f"CREATE INDEX {name} ON {table} "
            f"USING gin (to_tsvector('simple', 'zzorg' || organisation_id || ' ' || headway_fold({column})))",
            params=None,
        )


def remove_indexes(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor != "postgresql":
        return
    for name, _table, _column in INDEXES:
        schema_editor.execute(f"DROP INDEX IF EXISTS {name}", params=None)
    schema_editor.execute("DROP FUNCTION IF EXISTS headway_fold(text)", params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("okrs", "0001_initial"),
        ("people", "0001_initial"),
    ]

    operations = [migrations.RunPython(add_indexes, remove_indexes)]
