"""Name who vouches for each alias of a major."""

from alembic import op
import sqlalchemy as sa


revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Rows stored before get the steward who keeps the bundled aliases; new rows must say it themselves.
    with op.batch_alter_table('major_alias', schema=None) as batch_op:
        batch_op.add_column(sa.Column('reviewed_by', sa.String(), nullable=False, server_default='policy data steward'))
    with op.batch_alter_table('major_alias', schema=None) as batch_op:
        batch_op.alter_column('reviewed_by', existing_type=sa.String(), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table('major_alias', schema=None) as batch_op:
        batch_op.drop_column('reviewed_by')
