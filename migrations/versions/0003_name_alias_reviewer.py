"""Name who vouches for each alias of a major."""

from alembic import op
import sqlalchemy as sa


revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

LEVELS = "('secondary', 'higher_vocational', 'vocational_undergraduate', 'general_undergraduate')"
KINDS = "('printed_variant', 'former_name', 'short_form', 'outside_catalogue', 'generic')"
OWN = ('alias_normalised', 'education_level', 'alias_name', 'alias_bin', 'major_code', 'alias_kind', 'reason')
PLACE = ('batch_id', 'document_id', 'section', 'locator', 'locator_row', 'transcription_note')
OPTIONAL = {'major_code', *PLACE} - {'batch_id'}


def upgrade() -> None:
    # Rows stored before get the steward who keeps the bundled aliases; new rows say it themselves.
    _rebuild(('reviewed_by',), "'policy data steward'")


def downgrade() -> None:
    _rebuild((), None)


def _rebuild(reviewer: tuple[str, ...], value: str | None) -> None:
    """The table anew, its rows kept: a column added in place would stand behind the place of print, and its number would differ after a downgrade."""
    op.drop_index('ix_major_alias_batch_id', table_name='major_alias')
    if op.get_bind().dialect.name == 'postgresql':
        op.drop_constraint('pk_major_alias', 'major_alias', type_='primary')
    op.rename_table('major_alias', 'major_alias_before')
    op.create_table('major_alias',
    *[sa.Column(name, sa.String(), nullable=name in OPTIONAL) for name in (*OWN, *reviewer, *PLACE)],
    sa.CheckConstraint("(alias_bin = 'ignored') = (major_code IS NULL)", name=op.f('ck_major_alias_ignored_has_no_major')),
    sa.CheckConstraint("alias_bin IN ('canonical', 'mapped', 'ignored')", name=op.f('ck_major_alias_alias_bin_code')),
    sa.CheckConstraint(f"alias_kind IN {KINDS}", name=op.f('ck_major_alias_alias_kind_code')),
    sa.CheckConstraint(f"education_level IN {LEVELS}", name=op.f('ck_major_alias_education_level_code')),
    sa.ForeignKeyConstraint(['batch_id'], ['batch.batch_id'], name=op.f('fk_major_alias_batch_id_batch')),
    sa.ForeignKeyConstraint(['document_id'], ['document.document_id'], name=op.f('fk_major_alias_document_id_document')),
    sa.ForeignKeyConstraint(['major_code'], ['major.major_code'], name=op.f('fk_major_alias_major_code_major')),
    sa.PrimaryKeyConstraint('alias_normalised', 'education_level', name=op.f('pk_major_alias')),
    )
    kept, values = (*OWN, *PLACE, *reviewer), (*OWN, *PLACE, *([value] if value else []))
    op.execute(f"INSERT INTO major_alias ({', '.join(kept)}) SELECT {', '.join(values)} FROM major_alias_before")
    op.drop_table('major_alias_before')
    op.create_index('ix_major_alias_batch_id', 'major_alias', ['batch_id'])
