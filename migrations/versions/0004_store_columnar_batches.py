"""Let a batch be a columnar file beside the store, and let a home hold the synthetic panel."""

from alembic import op
import sqlalchemy as sa


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

_KINDS = "batch_kind IN ('reference', 'published', 'filing'{more})"


def _table(kinds: str, *more: sa.Column | sa.CheckConstraint) -> sa.Table:
    """The table as it is before a step: SQLite rebuilds it, and reflection would lose its CHECKs."""
    return sa.Table(
        'batch',
        sa.MetaData(),
        sa.Column('batch_id', sa.String(), nullable=False),
        sa.Column('source_name', sa.String(), nullable=False, index=False),
        sa.Column('target_table', sa.String(), nullable=False),
        sa.Column('batch_kind', sa.String(), nullable=False),
        sa.Column('batch_status', sa.String(), nullable=False),
        sa.Column('content_sha256', sa.String(), nullable=False),
        sa.Column('row_count', sa.Integer(), nullable=False),
        sa.Column('loaded_at', sa.DateTime(), nullable=False),
        *more,
        sa.CheckConstraint(kinds, name=op.f('ck_batch_batch_kind_code')),
        sa.CheckConstraint("batch_status IN ('draft', 'submitted', 'reviewed', 'approved', 'returned', 'withdrawn', 'superseded')", name=op.f('ck_batch_batch_status_code')),
        sa.CheckConstraint('row_count > 0', name=op.f('ck_batch_row_count_positive')),
        sa.PrimaryKeyConstraint('batch_id', name=op.f('pk_batch')),
        sa.UniqueConstraint('content_sha256', name=op.f('uq_batch_content_sha256')),
        sa.Index(op.f('ix_batch_source_name'), 'source_name'),
    )


def upgrade() -> None:
    narrow, wide = _KINDS.format(more=''), _KINDS.format(more=", 'synthetic'")
    with op.batch_alter_table('batch', copy_from=_table(narrow)) as batch_op:
        batch_op.add_column(sa.Column('batch_storage', sa.String(), nullable=True))
    op.execute("UPDATE batch SET batch_storage = 'rows'")
    with op.batch_alter_table('batch', copy_from=_table(narrow, sa.Column('batch_storage', sa.String(), nullable=True))) as batch_op:
        batch_op.alter_column('batch_storage', existing_type=sa.String(), nullable=False)
        batch_op.drop_constraint(op.f('ck_batch_batch_kind_code'), type_='check')
        batch_op.create_check_constraint(op.f('ck_batch_batch_kind_code'), wide)
        batch_op.create_check_constraint(op.f('ck_batch_batch_storage_code'), "batch_storage IN ('rows', 'columnar')")


def downgrade() -> None:
    narrow, wide = _KINDS.format(more=''), _KINDS.format(more=", 'synthetic'")
    storage = sa.CheckConstraint("batch_storage IN ('rows', 'columnar')", name=op.f('ck_batch_batch_storage_code'))
    with op.batch_alter_table('batch', copy_from=_table(wide, sa.Column('batch_storage', sa.String(), nullable=False), storage)) as batch_op:
        batch_op.drop_constraint(op.f('ck_batch_batch_storage_code'), type_='check')
        batch_op.drop_constraint(op.f('ck_batch_batch_kind_code'), type_='check')
        batch_op.create_check_constraint(op.f('ck_batch_batch_kind_code'), narrow)
        batch_op.drop_column('batch_storage')
