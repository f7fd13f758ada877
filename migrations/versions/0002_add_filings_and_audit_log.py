"""Add filings, their batches and the append-only audit log."""

from alembic import op
import sqlalchemy as sa


revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

STATUSES = "('draft', 'submitted', 'reviewed', 'approved', 'returned', 'withdrawn', 'superseded')"
APPEND_ONLY = {'audit_log': ('UPDATE', 'DELETE'), 'filing': ('DELETE',)}


def upgrade() -> None:
    op.create_table('filing',
    sa.Column('filing_id', sa.String(), nullable=False),
    sa.Column('school_id', sa.String(), nullable=False),
    sa.Column('period_year', sa.Integer(), nullable=False),
    sa.Column('filing_status', sa.String(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('content_sha256', sa.String(), nullable=False),
    sa.Column('request_id', sa.String(), nullable=True),
    sa.Column('file_name', sa.String(), nullable=False),
    sa.Column('template_version', sa.String(), nullable=True),
    sa.Column('row_count', sa.Integer(), nullable=False),
    sa.Column('collector', sa.String(), nullable=False),
    sa.Column('reviewer', sa.String(), nullable=True),
    sa.Column('approver', sa.String(), nullable=True),
    sa.Column('responsibility_statement', sa.String(), nullable=True),
    sa.Column('supersedes_filing_id', sa.String(), nullable=True),
    sa.Column('received_at', sa.DateTime(), nullable=False),
    sa.Column('changed_at', sa.DateTime(), nullable=False),
    sa.CheckConstraint(f"filing_status IN {STATUSES}", name=op.f('ck_filing_filing_status_code')),
    sa.CheckConstraint('row_count > 0', name=op.f('ck_filing_row_count_positive')),
    sa.CheckConstraint('version > 0', name=op.f('ck_filing_version_positive')),
    sa.CheckConstraint('reviewer IS NULL OR reviewer <> collector', name=op.f('ck_filing_reviewer_is_another')),
    sa.CheckConstraint('approver IS NULL OR (approver <> collector AND approver <> reviewer)', name=op.f('ck_filing_approver_is_a_third')),
    sa.CheckConstraint("filing_status <> 'approved' OR (reviewer IS NOT NULL AND approver IS NOT NULL AND responsibility_statement IS NOT NULL AND length(responsibility_statement) > 0)", name=op.f('ck_filing_approved_with_statement')),
    sa.ForeignKeyConstraint(['school_id'], ['school.school_id'], name=op.f('fk_filing_school_id_school')),
    sa.ForeignKeyConstraint(['supersedes_filing_id'], ['filing.filing_id'], name=op.f('fk_filing_supersedes_filing_id_filing')),
    sa.PrimaryKeyConstraint('filing_id', name=op.f('pk_filing')),
    sa.UniqueConstraint('content_sha256', name=op.f('uq_filing_content_sha256')),
    sa.UniqueConstraint('request_id', name=op.f('uq_filing_request_id')),
    )
    op.create_index(op.f('ix_filing_school_id'), 'filing', ['school_id'], unique=False)

    op.create_table('filing_batch',
    sa.Column('batch_id', sa.String(), nullable=False),
    sa.Column('filing_id', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['batch_id'], ['batch.batch_id'], name=op.f('fk_filing_batch_batch_id_batch')),
    sa.ForeignKeyConstraint(['filing_id'], ['filing.filing_id'], name=op.f('fk_filing_batch_filing_id_filing')),
    sa.PrimaryKeyConstraint('batch_id', name=op.f('pk_filing_batch')),
    )
    op.create_index(op.f('ix_filing_batch_filing_id'), 'filing_batch', ['filing_id'], unique=False)

    op.create_table('audit_log',
    sa.Column('entry_no', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('occurred_at', sa.String(), nullable=False),
    sa.Column('actor', sa.String(), nullable=False),
    sa.Column('actor_role', sa.String(), nullable=False),
    sa.Column('log_action', sa.String(), nullable=False),
    sa.Column('filing_id', sa.String(), nullable=False),
    sa.Column('from_status', sa.String(), nullable=True),
    sa.Column('to_status', sa.String(), nullable=False),
    sa.Column('comment', sa.String(), nullable=True),
    sa.Column('detail', sa.String(), nullable=True),
    sa.Column('previous_hash', sa.String(), nullable=False),
    sa.Column('entry_hash', sa.String(), nullable=False),
    sa.CheckConstraint("actor_role IN ('collector', 'reviewer', 'approver')", name=op.f('ck_audit_log_actor_role_code')),
    sa.CheckConstraint("log_action IN ('save', 'submit', 'review', 'approve', 'return', 'withdraw', 'supersede')", name=op.f('ck_audit_log_log_action_code')),
    sa.CheckConstraint(f"from_status IN {STATUSES}", name=op.f('ck_audit_log_from_status_code')),
    sa.CheckConstraint(f"to_status IN {STATUSES}", name=op.f('ck_audit_log_to_status_code')),
    sa.ForeignKeyConstraint(['filing_id'], ['filing.filing_id'], name=op.f('fk_audit_log_filing_id_filing')),
    sa.PrimaryKeyConstraint('entry_no', name=op.f('pk_audit_log')),
    sa.UniqueConstraint('entry_hash', name=op.f('uq_audit_log_entry_hash')),
    sa.UniqueConstraint('previous_hash', name=op.f('uq_audit_log_previous_hash')),
    )
    op.create_index(op.f('ix_audit_log_filing_id'), 'audit_log', ['filing_id'], unique=False)
    _forbid_changes()


def _forbid_changes() -> None:
    """A log that can be rewritten proves nothing; the functions of the package are not the only way into a database."""
    if op.get_bind().dialect.name == 'sqlite':
        for table, verbs in APPEND_ONLY.items():
            for verb in verbs:
                op.execute(f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END")
        return
    for table, verbs in APPEND_ONLY.items():
        function = f"{table}_is_append_only()"
        op.execute(f"CREATE FUNCTION {function} RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$")
        for verb in verbs:
            op.execute(f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION {function}")
        op.execute(f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {function}")


def downgrade() -> None:
    op.drop_table('audit_log')
    op.drop_table('filing_batch')
    op.drop_table('filing')
    if op.get_bind().dialect.name == 'postgresql':
        for table in APPEND_ONLY:
            op.execute(f"DROP FUNCTION {table}_is_append_only()")
