"""Create the source store."""

from alembic import op
import sqlalchemy as sa

from warehouse.source.base import ExactDecimal


revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('batch',
    sa.Column('batch_id', sa.String(), nullable=False),
    sa.Column('source_name', sa.String(), nullable=False),
    sa.Column('target_table', sa.String(), nullable=False),
    sa.Column('batch_kind', sa.String(), nullable=False),
    sa.Column('batch_status', sa.String(), nullable=False),
    sa.Column('content_sha256', sa.String(), nullable=False),
    sa.Column('row_count', sa.Integer(), nullable=False),
    sa.Column('loaded_at', sa.DateTime(), nullable=False),
    sa.CheckConstraint("batch_kind IN ('reference', 'published', 'filing')", name=op.f('ck_batch_batch_kind_code')),
    sa.CheckConstraint("batch_status IN ('draft', 'submitted', 'reviewed', 'approved', 'returned', 'withdrawn', 'superseded')", name=op.f('ck_batch_batch_status_code')),
    sa.CheckConstraint('row_count > 0', name=op.f('ck_batch_row_count_positive')),
    sa.PrimaryKeyConstraint('batch_id', name=op.f('pk_batch')),
    sa.UniqueConstraint('content_sha256', name=op.f('uq_batch_content_sha256')),
    )
    with op.batch_alter_table('batch', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_batch_source_name'), ['source_name'], unique=False)

    op.create_table('document',
    sa.Column('document_id', sa.String(), nullable=False),
    sa.Column('document_kind', sa.String(), nullable=False),
    sa.Column('title_zh', sa.String(), nullable=False),
    sa.Column('title_en', sa.String(), nullable=False),
    sa.Column('publisher', sa.String(), nullable=True),
    sa.Column('published_date', sa.Date(), nullable=True),
    sa.Column('period_year', sa.Integer(), nullable=False),
    sa.Column('report_year', sa.Integer(), nullable=False),
    sa.Column('preference_rank', sa.Integer(), nullable=False),
    sa.Column('note', sa.String(), nullable=True),
    sa.Column('batch_id', sa.String(), nullable=False),
    sa.Column('section', sa.String(), nullable=True),
    sa.Column('locator', sa.String(), nullable=True),
    sa.Column('locator_row', sa.String(), nullable=True),
    sa.Column('transcription_note', sa.String(), nullable=True),
    sa.CheckConstraint("document_kind IN ('policy', 'annual_report')", name=op.f('ck_document_document_kind_code')),
    sa.ForeignKeyConstraint(['batch_id'], ['batch.batch_id'], name=op.f('fk_document_batch_id_batch')),
    sa.PrimaryKeyConstraint('document_id', name=op.f('pk_document')),
    sa.UniqueConstraint('title_zh', name=op.f('uq_document_title_zh')),
    )
    with op.batch_alter_table('document', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_document_batch_id'), ['batch_id'], unique=False)

    op.create_table('consortium',
    sa.Column('consortium_id', sa.String(), nullable=False),
    sa.Column('consortium_name', sa.String(), nullable=False),
    sa.Column('consortium_kind', sa.String(), nullable=False),
    sa.Column('consortium_level', sa.String(), nullable=False),
    sa.Column('recognition_title', sa.String(), nullable=False),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('batch_label', sa.String(), nullable=True),
    sa.Column('since_year', sa.Integer(), nullable=True),
    sa.Column('batch_id', sa.String(), nullable=False),
    sa.Column('document_id', sa.String(), nullable=True),
    sa.Column('section', sa.String(), nullable=True),
    sa.Column('locator', sa.String(), nullable=True),
    sa.Column('locator_row', sa.String(), nullable=True),
    sa.Column('transcription_note', sa.String(), nullable=True),
    sa.CheckConstraint("consortium_kind IN ('city_consortium', 'industry_community', 'education_group', 'integration_base')", name=op.f('ck_consortium_consortium_kind_code')),
    sa.CheckConstraint("consortium_level IN ('national', 'city', 'district', 'school')", name=op.f('ck_consortium_consortium_level_code')),
    sa.CheckConstraint("status IN ('initiated', 'incubated', 'recognised')", name=op.f('ck_consortium_status_code')),
    sa.ForeignKeyConstraint(['batch_id'], ['batch.batch_id'], name=op.f('fk_consortium_batch_id_batch')),
    sa.ForeignKeyConstraint(['document_id'], ['document.document_id'], name=op.f('fk_consortium_document_id_document')),
    sa.PrimaryKeyConstraint('consortium_id', name=op.f('pk_consortium')),
    )
    with op.batch_alter_table('consortium', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_consortium_batch_id'), ['batch_id'], unique=False)

    op.create_table('contest',
    sa.Column('contest_id', sa.String(), nullable=False),
    sa.Column('contest_name', sa.String(), nullable=False),
    sa.Column('contest_name_en', sa.String(), nullable=False),
    sa.Column('edition_label', sa.String(), nullable=False),
    sa.Column('contest_year', sa.Integer(), nullable=False),
    sa.Column('contest_level', sa.String(), nullable=False),
    sa.Column('batch_id', sa.String(), nullable=False),
    sa.Column('document_id', sa.String(), nullable=True),
    sa.Column('section', sa.String(), nullable=True),
    sa.Column('locator', sa.String(), nullable=True),
    sa.Column('locator_row', sa.String(), nullable=True),
    sa.Column('transcription_note', sa.String(), nullable=True),
    sa.CheckConstraint("contest_level IN ('world', 'national', 'city', 'district')", name=op.f('ck_contest_contest_level_code')),
    sa.ForeignKeyConstraint(['batch_id'], ['batch.batch_id'], name=op.f('fk_contest_batch_id_batch')),
    sa.ForeignKeyConstraint(['document_id'], ['document.document_id'], name=op.f('fk_contest_document_id_document')),
    sa.PrimaryKeyConstraint('contest_id', name=op.f('pk_contest')),
    sa.UniqueConstraint('contest_name', name=op.f('uq_contest_contest_name')),
    )
    with op.batch_alter_table('contest', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_contest_batch_id'), ['batch_id'], unique=False)

    op.create_table('indicator',
    sa.Column('indicator_id', sa.String(), nullable=False),
    sa.Column('label_zh', sa.String(), nullable=False),
    sa.Column('label_en', sa.String(), nullable=False),
    sa.Column('unit', sa.String(), nullable=False),
    sa.Column('definition', sa.String(), nullable=False),
    sa.Column('not_comparable_with', sa.String(), nullable=True),
    sa.Column('batch_id', sa.String(), nullable=False),
    sa.Column('document_id', sa.String(), nullable=True),
    sa.Column('section', sa.String(), nullable=True),
    sa.Column('locator', sa.String(), nullable=True),
    sa.Column('locator_row', sa.String(), nullable=True),
    sa.Column('transcription_note', sa.String(), nullable=True),
    sa.ForeignKeyConstraint(['batch_id'], ['batch.batch_id'], name=op.f('fk_indicator_batch_id_batch')),
    sa.ForeignKeyConstraint(['document_id'], ['document.document_id'], name=op.f('fk_indicator_document_id_document')),
    sa.PrimaryKeyConstraint('indicator_id', name=op.f('pk_indicator')),
    )
    with op.batch_alter_table('indicator', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_indicator_batch_id'), ['batch_id'], unique=False)

    op.create_table('major',
    sa.Column('major_code', sa.String(), nullable=False),
    sa.Column('major_name', sa.String(), nullable=False),
    sa.Column('education_level', sa.String(), nullable=False),
    sa.Column('category_code', sa.String(), nullable=False),
    sa.Column('category_name', sa.String(), nullable=False),
    sa.Column('class_code', sa.String(), nullable=False),
    sa.Column('class_name', sa.String(), nullable=False),
    sa.Column('confirmed_by', sa.String(), nullable=False),
    sa.Column('batch_id', sa.String(), nullable=False),
    sa.Column('document_id', sa.String(), nullable=True),
    sa.Column('section', sa.String(), nullable=True),
    sa.Column('locator', sa.String(), nullable=True),
    sa.Column('locator_row', sa.String(), nullable=True),
    sa.Column('transcription_note', sa.String(), nullable=True),
    sa.CheckConstraint("confirmed_by IN ('two_sources', 'one_source')", name=op.f('ck_major_confirmed_by_code')),
    sa.CheckConstraint("education_level IN ('secondary', 'higher_vocational', 'vocational_undergraduate', 'general_undergraduate')", name=op.f('ck_major_education_level_code')),
    sa.ForeignKeyConstraint(['batch_id'], ['batch.batch_id'], name=op.f('fk_major_batch_id_batch')),
    sa.ForeignKeyConstraint(['document_id'], ['document.document_id'], name=op.f('fk_major_document_id_document')),
    sa.PrimaryKeyConstraint('major_code', name=op.f('pk_major')),
    )
    with op.batch_alter_table('major', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_major_batch_id'), ['batch_id'], unique=False)

    op.create_table('organisation',
    sa.Column('organisation_id', sa.String(), nullable=False),
    sa.Column('organisation_name', sa.String(), nullable=False),
    sa.Column('organisation_kind', sa.String(), nullable=False),
    sa.Column('note', sa.String(), nullable=True),
    sa.Column('batch_id', sa.String(), nullable=False),
    sa.Column('document_id', sa.String(), nullable=True),
    sa.Column('section', sa.String(), nullable=True),
    sa.Column('locator', sa.String(), nullable=True),
    sa.Column('locator_row', sa.String(), nullable=True),
    sa.Column('transcription_note', sa.String(), nullable=True),
    sa.CheckConstraint("organisation_kind IN ('company', 'park', 'association', 'government', 'research', 'university', 'other')", name=op.f('ck_organisation_organisation_kind_code')),
    sa.ForeignKeyConstraint(['batch_id'], ['batch.batch_id'], name=op.f('fk_organisation_batch_id_batch')),
    sa.ForeignKeyConstraint(['document_id'], ['document.document_id'], name=op.f('fk_organisation_document_id_document')),
    sa.PrimaryKeyConstraint('organisation_id', name=op.f('pk_organisation')),
    sa.UniqueConstraint('organisation_name', name=op.f('uq_organisation_organisation_name')),
    )
    with op.batch_alter_table('organisation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_organisation_batch_id'), ['batch_id'], unique=False)

    op.create_table('school',
    sa.Column('school_id', sa.String(), nullable=False),
    sa.Column('school_name', sa.String(), nullable=False),
    sa.Column('school_level', sa.String(), nullable=False),
    sa.Column('school_kind', sa.String(), nullable=False),
    sa.Column('batch_id', sa.String(), nullable=False),
    sa.Column('document_id', sa.String(), nullable=True),
    sa.Column('section', sa.String(), nullable=True),
    sa.Column('locator', sa.String(), nullable=True),
    sa.Column('locator_row', sa.String(), nullable=True),
    sa.Column('transcription_note', sa.String(), nullable=True),
    sa.CheckConstraint("school_kind IN ('secondary', 'higher_vocational', 'vocational_undergraduate', 'applied_university', 'university', 'special')", name=op.f('ck_school_school_kind_code')),
    sa.CheckConstraint("school_level IN ('secondary', 'higher_vocational', 'vocational_undergraduate', 'other')", name=op.f('ck_school_school_level_code')),
    sa.ForeignKeyConstraint(['batch_id'], ['batch.batch_id'], name=op.f('fk_school_batch_id_batch')),
    sa.ForeignKeyConstraint(['document_id'], ['document.document_id'], name=op.f('fk_school_document_id_document')),
    sa.PrimaryKeyConstraint('school_id', name=op.f('pk_school')),
    sa.UniqueConstraint('school_name', name=op.f('uq_school_school_name')),
    )
    with op.batch_alter_table('school', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_school_batch_id'), ['batch_id'], unique=False)

    op.create_table('award',
    sa.Column('award_id', sa.String(), nullable=False),
    sa.Column('contest_id', sa.String(), nullable=False),
    sa.Column('event_name', sa.String(), nullable=False),
    sa.Column('participant_kind', sa.String(), nullable=False),
    sa.Column('medal', sa.String(), nullable=False),
    sa.Column('medal_as_printed', sa.String(), nullable=False),
    sa.Column('item_as_printed', sa.String(), nullable=True),
    sa.Column('award_count', sa.Integer(), nullable=False),
    sa.Column('recipients', sa.Integer(), nullable=True),
    sa.Column('co_recipient_as_printed', sa.String(), nullable=True),
    sa.Column('co_organisation_id', sa.String(), nullable=True),
    sa.Column('batch_id', sa.String(), nullable=False),
    sa.Column('document_id', sa.String(), nullable=True),
    sa.Column('section', sa.String(), nullable=True),
    sa.Column('locator', sa.String(), nullable=True),
    sa.Column('locator_row', sa.String(), nullable=True),
    sa.Column('transcription_note', sa.String(), nullable=True),
    sa.Column('school_as_printed', sa.String(), nullable=False),
    sa.Column('school_id', sa.String(), nullable=False),
    sa.CheckConstraint("medal IN ('special', 'gold', 'silver', 'bronze', 'first', 'second', 'third', 'merit')", name=op.f('ck_award_medal_code')),
    sa.CheckConstraint("participant_kind IN ('student', 'teacher')", name=op.f('ck_award_participant_kind_code')),
    sa.CheckConstraint('CAST(award_count AS NUMERIC) >= 0', name=op.f('ck_award_award_count_not_negative')),
    sa.CheckConstraint('CAST(recipients AS NUMERIC) >= 0', name=op.f('ck_award_recipients_not_negative')),
    sa.ForeignKeyConstraint(['batch_id'], ['batch.batch_id'], name=op.f('fk_award_batch_id_batch')),
    sa.ForeignKeyConstraint(['co_organisation_id'], ['organisation.organisation_id'], name=op.f('fk_award_co_organisation_id_organisation')),
    sa.ForeignKeyConstraint(['contest_id'], ['contest.contest_id'], name=op.f('fk_award_contest_id_contest')),
    sa.ForeignKeyConstraint(['document_id'], ['document.document_id'], name=op.f('fk_award_document_id_document')),
    sa.ForeignKeyConstraint(['school_id'], ['school.school_id'], name=op.f('fk_award_school_id_school')),
    sa.PrimaryKeyConstraint('award_id', 'batch_id', name=op.f('pk_award')),
    )
    with op.batch_alter_table('award', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_award_contest_id'), ['contest_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_award_school_id'), ['school_id'], unique=False)

    op.create_table('consortium_member',
    sa.Column('consortium_member_id', sa.String(), nullable=False),
    sa.Column('consortium_name', sa.String(), nullable=False),
    sa.Column('consortium_kind', sa.String(), nullable=False),
    sa.Column('consortium_id', sa.String(), nullable=False),
    sa.Column('member_as_printed', sa.String(), nullable=False),
    sa.Column('school_id', sa.String(), nullable=True),
    sa.Column('organisation_id', sa.String(), nullable=True),
    sa.Column('member_role', sa.String(), nullable=False),
    sa.Column('since_year', sa.Integer(), nullable=True),
    sa.Column('batch_id', sa.String(), nullable=False),
    sa.Column('document_id', sa.String(), nullable=True),
    sa.Column('section', sa.String(), nullable=True),
    sa.Column('locator', sa.String(), nullable=True),
    sa.Column('locator_row', sa.String(), nullable=True),
    sa.Column('transcription_note', sa.String(), nullable=True),
    sa.CheckConstraint("consortium_kind IN ('city_consortium', 'industry_community', 'education_group', 'integration_base')", name=op.f('ck_consortium_member_consortium_kind_code')),
    sa.CheckConstraint("member_role IN ('lead_school', 'lead_university', 'lead_company', 'applicant_park', 'base_school', 'base_company', 'vice_chair', 'member')", name=op.f('ck_consortium_member_member_role_code')),
    sa.CheckConstraint('(school_id IS NULL) <> (organisation_id IS NULL)', name=op.f('ck_consortium_member_one_member')),
    sa.ForeignKeyConstraint(['batch_id'], ['batch.batch_id'], name=op.f('fk_consortium_member_batch_id_batch')),
    sa.ForeignKeyConstraint(['consortium_id'], ['consortium.consortium_id'], name=op.f('fk_consortium_member_consortium_id_consortium')),
    sa.ForeignKeyConstraint(['document_id'], ['document.document_id'], name=op.f('fk_consortium_member_document_id_document')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.organisation_id'], name=op.f('fk_consortium_member_organisation_id_organisation')),
    sa.ForeignKeyConstraint(['school_id'], ['school.school_id'], name=op.f('fk_consortium_member_school_id_school')),
    sa.PrimaryKeyConstraint('consortium_member_id', 'batch_id', name=op.f('pk_consortium_member')),
    )
    with op.batch_alter_table('consortium_member', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_consortium_member_consortium_id'), ['consortium_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_consortium_member_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_consortium_member_school_id'), ['school_id'], unique=False)

    op.create_table('enrolment',
    sa.Column('enrolment_id', sa.String(), nullable=False),
    sa.Column('pathway', sa.String(), nullable=False),
    sa.Column('campus', sa.String(), nullable=True),
    sa.Column('academic_year', sa.Integer(), nullable=False),
    sa.Column('students', sa.Integer(), nullable=True),
    sa.Column('intake', sa.Integer(), nullable=True),
    sa.Column('batch_id', sa.String(), nullable=False),
    sa.Column('document_id', sa.String(), nullable=True),
    sa.Column('section', sa.String(), nullable=True),
    sa.Column('locator', sa.String(), nullable=True),
    sa.Column('locator_row', sa.String(), nullable=True),
    sa.Column('transcription_note', sa.String(), nullable=True),
    sa.Column('school_as_printed', sa.String(), nullable=False),
    sa.Column('school_id', sa.String(), nullable=False),
    sa.Column('major_as_printed', sa.String(), nullable=True),
    sa.Column('education_level', sa.String(), nullable=True),
    sa.Column('direction', sa.String(), nullable=True),
    sa.Column('major_code', sa.String(), nullable=True),
    sa.CheckConstraint("education_level IN ('secondary', 'higher_vocational', 'vocational_undergraduate', 'general_undergraduate')", name=op.f('ck_enrolment_education_level_code')),
    sa.CheckConstraint("pathway IN ('plain', 'secondary_to_diploma', 'secondary_to_bachelor', 'diploma_to_bachelor', 'five_year', 'all')", name=op.f('ck_enrolment_pathway_code')),
    sa.CheckConstraint('CAST(intake AS NUMERIC) >= 0', name=op.f('ck_enrolment_intake_not_negative')),
    sa.CheckConstraint('CAST(students AS NUMERIC) >= 0', name=op.f('ck_enrolment_students_not_negative')),
    sa.CheckConstraint('students IS NOT NULL OR intake IS NOT NULL', name=op.f('ck_enrolment_something_counted')),
    sa.ForeignKeyConstraint(['batch_id'], ['batch.batch_id'], name=op.f('fk_enrolment_batch_id_batch')),
    sa.ForeignKeyConstraint(['document_id'], ['document.document_id'], name=op.f('fk_enrolment_document_id_document')),
    sa.ForeignKeyConstraint(['major_code'], ['major.major_code'], name=op.f('fk_enrolment_major_code_major')),
    sa.ForeignKeyConstraint(['school_id'], ['school.school_id'], name=op.f('fk_enrolment_school_id_school')),
    sa.PrimaryKeyConstraint('enrolment_id', 'batch_id', name=op.f('pk_enrolment')),
    )
    with op.batch_alter_table('enrolment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_enrolment_school_id'), ['school_id'], unique=False)

    op.create_table('funding',
    sa.Column('funding_id', sa.String(), nullable=False),
    sa.Column('fiscal_year', sa.Integer(), nullable=False),
    sa.Column('funding_source', sa.String(), nullable=False),
    sa.Column('amount_as_printed', sa.String(), nullable=False),
    sa.Column('unit_as_printed', sa.String(), nullable=False),
    sa.Column('batch_id', sa.String(), nullable=False),
    sa.Column('document_id', sa.String(), nullable=True),
    sa.Column('section', sa.String(), nullable=True),
    sa.Column('locator', sa.String(), nullable=True),
    sa.Column('locator_row', sa.String(), nullable=True),
    sa.Column('transcription_note', sa.String(), nullable=True),
    sa.Column('school_as_printed', sa.String(), nullable=False),
    sa.Column('school_id', sa.String(), nullable=False),
    sa.CheckConstraint("funding_source IN ('total', 'fiscal', 'non_fiscal')", name=op.f('ck_funding_funding_source_code')),
    sa.ForeignKeyConstraint(['batch_id'], ['batch.batch_id'], name=op.f('fk_funding_batch_id_batch')),
    sa.ForeignKeyConstraint(['document_id'], ['document.document_id'], name=op.f('fk_funding_document_id_document')),
    sa.ForeignKeyConstraint(['school_id'], ['school.school_id'], name=op.f('fk_funding_school_id_school')),
    sa.PrimaryKeyConstraint('funding_id', 'batch_id', name=op.f('pk_funding')),
    )
    with op.batch_alter_table('funding', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_funding_school_id'), ['school_id'], unique=False)

    op.create_table('graduate_outcome',
    sa.Column('graduate_outcome_id', sa.String(), nullable=False),
    sa.Column('period_year', sa.Integer(), nullable=False),
    sa.Column('graduates', sa.Integer(), nullable=True),
    sa.Column('placed', sa.Integer(), nullable=True),
    sa.Column('progressed', sa.Integer(), nullable=True),
    sa.Column('employed_directly', sa.Integer(), nullable=True),
    sa.Column('studying_abroad', sa.Integer(), nullable=True),
    sa.Column('placement_rate_pct', ExactDecimal(precision=7, scale=4), nullable=True),
    sa.Column('placement_rate_qualifier', sa.String(), nullable=True),
    sa.Column('progression_rate_pct', ExactDecimal(precision=7, scale=4), nullable=True),
    sa.Column('batch_id', sa.String(), nullable=False),
    sa.Column('document_id', sa.String(), nullable=True),
    sa.Column('section', sa.String(), nullable=True),
    sa.Column('locator', sa.String(), nullable=True),
    sa.Column('locator_row', sa.String(), nullable=True),
    sa.Column('transcription_note', sa.String(), nullable=True),
    sa.Column('school_as_printed', sa.String(), nullable=False),
    sa.Column('school_id', sa.String(), nullable=False),
    sa.Column('major_as_printed', sa.String(), nullable=True),
    sa.Column('education_level', sa.String(), nullable=True),
    sa.Column('direction', sa.String(), nullable=True),
    sa.Column('major_code', sa.String(), nullable=True),
    sa.CheckConstraint("education_level IN ('secondary', 'higher_vocational', 'vocational_undergraduate', 'general_undergraduate')", name=op.f('ck_graduate_outcome_education_level_code')),
    sa.CheckConstraint("placement_rate_qualifier IN ('exact', 'about', 'over', 'under')", name=op.f('ck_graduate_outcome_placement_rate_qualifier_code')),
    sa.CheckConstraint('CAST(employed_directly AS NUMERIC) >= 0', name=op.f('ck_graduate_outcome_employed_directly_not_negative')),
    sa.CheckConstraint('CAST(graduates AS NUMERIC) >= 0', name=op.f('ck_graduate_outcome_graduates_not_negative')),
    sa.CheckConstraint('CAST(placed AS NUMERIC) >= 0', name=op.f('ck_graduate_outcome_placed_not_negative')),
    sa.CheckConstraint('CAST(placement_rate_pct AS NUMERIC) BETWEEN 0 AND 100', name=op.f('ck_graduate_outcome_placement_rate_pct_percentage')),
    sa.CheckConstraint('CAST(progressed AS NUMERIC) >= 0', name=op.f('ck_graduate_outcome_progressed_not_negative')),
    sa.CheckConstraint('CAST(progression_rate_pct AS NUMERIC) BETWEEN 0 AND 100', name=op.f('ck_graduate_outcome_progression_rate_pct_percentage')),
    sa.CheckConstraint('CAST(studying_abroad AS NUMERIC) >= 0', name=op.f('ck_graduate_outcome_studying_abroad_not_negative')),
    sa.CheckConstraint('placed <= graduates', name=op.f('ck_graduate_outcome_placed_within_graduates')),
    sa.CheckConstraint('progressed <= graduates', name=op.f('ck_graduate_outcome_progressed_within_graduates')),
    sa.ForeignKeyConstraint(['batch_id'], ['batch.batch_id'], name=op.f('fk_graduate_outcome_batch_id_batch')),
    sa.ForeignKeyConstraint(['document_id'], ['document.document_id'], name=op.f('fk_graduate_outcome_document_id_document')),
    sa.ForeignKeyConstraint(['major_code'], ['major.major_code'], name=op.f('fk_graduate_outcome_major_code_major')),
    sa.ForeignKeyConstraint(['school_id'], ['school.school_id'], name=op.f('fk_graduate_outcome_school_id_school')),
    sa.PrimaryKeyConstraint('graduate_outcome_id', 'batch_id', name=op.f('pk_graduate_outcome')),
    )
    with op.batch_alter_table('graduate_outcome', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_graduate_outcome_school_id'), ['school_id'], unique=False)

    op.create_table('major_alias',
    sa.Column('alias_normalised', sa.String(), nullable=False),
    sa.Column('education_level', sa.String(), nullable=False),
    sa.Column('alias_name', sa.String(), nullable=False),
    sa.Column('alias_bin', sa.String(), nullable=False),
    sa.Column('major_code', sa.String(), nullable=True),
    sa.Column('alias_kind', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('batch_id', sa.String(), nullable=False),
    sa.Column('document_id', sa.String(), nullable=True),
    sa.Column('section', sa.String(), nullable=True),
    sa.Column('locator', sa.String(), nullable=True),
    sa.Column('locator_row', sa.String(), nullable=True),
    sa.Column('transcription_note', sa.String(), nullable=True),
    sa.CheckConstraint("(alias_bin = 'ignored') = (major_code IS NULL)", name=op.f('ck_major_alias_ignored_has_no_major')),
    sa.CheckConstraint("alias_bin IN ('canonical', 'mapped', 'ignored')", name=op.f('ck_major_alias_alias_bin_code')),
    sa.CheckConstraint("alias_kind IN ('printed_variant', 'former_name', 'short_form', 'outside_catalogue', 'generic')", name=op.f('ck_major_alias_alias_kind_code')),
    sa.CheckConstraint("education_level IN ('secondary', 'higher_vocational', 'vocational_undergraduate', 'general_undergraduate')", name=op.f('ck_major_alias_education_level_code')),
    sa.ForeignKeyConstraint(['batch_id'], ['batch.batch_id'], name=op.f('fk_major_alias_batch_id_batch')),
    sa.ForeignKeyConstraint(['document_id'], ['document.document_id'], name=op.f('fk_major_alias_document_id_document')),
    sa.ForeignKeyConstraint(['major_code'], ['major.major_code'], name=op.f('fk_major_alias_major_code_major')),
    sa.PrimaryKeyConstraint('alias_normalised', 'education_level', name=op.f('pk_major_alias')),
    )
    with op.batch_alter_table('major_alias', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_major_alias_batch_id'), ['batch_id'], unique=False)

    op.create_table('organisation_alias',
    sa.Column('alias_normalised', sa.String(), nullable=False),
    sa.Column('alias_name', sa.String(), nullable=False),
    sa.Column('alias_bin', sa.String(), nullable=False),
    sa.Column('organisation_id', sa.String(), nullable=True),
    sa.Column('reason', sa.String(), nullable=True),
    sa.Column('batch_id', sa.String(), nullable=False),
    sa.Column('document_id', sa.String(), nullable=True),
    sa.Column('section', sa.String(), nullable=True),
    sa.Column('locator', sa.String(), nullable=True),
    sa.Column('locator_row', sa.String(), nullable=True),
    sa.Column('transcription_note', sa.String(), nullable=True),
    sa.CheckConstraint("(alias_bin = 'ignored') = (organisation_id IS NULL)", name=op.f('ck_organisation_alias_ignored_has_no_organisation')),
    sa.CheckConstraint("alias_bin = 'canonical' OR reason IS NOT NULL", name=op.f('ck_organisation_alias_reason_given')),
    sa.CheckConstraint("alias_bin IN ('canonical', 'mapped', 'ignored')", name=op.f('ck_organisation_alias_alias_bin_code')),
    sa.ForeignKeyConstraint(['batch_id'], ['batch.batch_id'], name=op.f('fk_organisation_alias_batch_id_batch')),
    sa.ForeignKeyConstraint(['document_id'], ['document.document_id'], name=op.f('fk_organisation_alias_document_id_document')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.organisation_id'], name=op.f('fk_organisation_alias_organisation_id_organisation')),
    sa.PrimaryKeyConstraint('alias_normalised', name=op.f('pk_organisation_alias')),
    )
    with op.batch_alter_table('organisation_alias', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_organisation_alias_batch_id'), ['batch_id'], unique=False)

    op.create_table('programme',
    sa.Column('programme_id', sa.String(), nullable=False),
    sa.Column('pathway', sa.String(), nullable=False),
    sa.Column('campus', sa.String(), nullable=True),
    sa.Column('academic_year', sa.Integer(), nullable=False),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('is_new', sa.Boolean(), nullable=True),
    sa.Column('partner_as_printed', sa.String(), nullable=True),
    sa.Column('partner_school_id', sa.String(), nullable=True),
    sa.Column('department', sa.String(), nullable=True),
    sa.Column('remark_as_printed', sa.String(), nullable=True),
    sa.Column('batch_id', sa.String(), nullable=False),
    sa.Column('document_id', sa.String(), nullable=True),
    sa.Column('section', sa.String(), nullable=True),
    sa.Column('locator', sa.String(), nullable=True),
    sa.Column('locator_row', sa.String(), nullable=True),
    sa.Column('transcription_note', sa.String(), nullable=True),
    sa.Column('school_as_printed', sa.String(), nullable=False),
    sa.Column('school_id', sa.String(), nullable=False),
    sa.Column('major_as_printed', sa.String(), nullable=True),
    sa.Column('education_level', sa.String(), nullable=True),
    sa.Column('direction', sa.String(), nullable=True),
    sa.Column('major_code', sa.String(), nullable=True),
    sa.CheckConstraint("education_level IN ('secondary', 'higher_vocational', 'vocational_undergraduate', 'general_undergraduate')", name=op.f('ck_programme_education_level_code')),
    sa.CheckConstraint("pathway <> 'all'", name=op.f('ck_programme_pathway_single')),
    sa.CheckConstraint("pathway IN ('plain', 'secondary_to_diploma', 'secondary_to_bachelor', 'diploma_to_bachelor', 'five_year', 'all')", name=op.f('ck_programme_pathway_code')),
    sa.CheckConstraint("status IN ('recruiting', 'approved', 'suspended', 'withdrawn')", name=op.f('ck_programme_status_code')),
    sa.ForeignKeyConstraint(['batch_id'], ['batch.batch_id'], name=op.f('fk_programme_batch_id_batch')),
    sa.ForeignKeyConstraint(['document_id'], ['document.document_id'], name=op.f('fk_programme_document_id_document')),
    sa.ForeignKeyConstraint(['major_code'], ['major.major_code'], name=op.f('fk_programme_major_code_major')),
    sa.ForeignKeyConstraint(['partner_school_id'], ['school.school_id'], name=op.f('fk_programme_partner_school_id_school')),
    sa.ForeignKeyConstraint(['school_id'], ['school.school_id'], name=op.f('fk_programme_school_id_school')),
    sa.PrimaryKeyConstraint('programme_id', 'batch_id', name=op.f('pk_programme')),
    )
    with op.batch_alter_table('programme', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_programme_school_id'), ['school_id'], unique=False)

    op.create_table('recognition',
    sa.Column('recognition_id', sa.String(), nullable=False),
    sa.Column('recognition_title', sa.String(), nullable=False),
    sa.Column('item_kind', sa.String(), nullable=False),
    sa.Column('item_as_printed', sa.String(), nullable=True),
    sa.Column('recognition_year', sa.Integer(), nullable=True),
    sa.Column('status', sa.String(), nullable=False),
    sa.Column('recognition_level', sa.String(), nullable=False),
    sa.Column('batch_label', sa.String(), nullable=True),
    sa.Column('grade_as_printed', sa.String(), nullable=True),
    sa.Column('batch_id', sa.String(), nullable=False),
    sa.Column('document_id', sa.String(), nullable=True),
    sa.Column('section', sa.String(), nullable=True),
    sa.Column('locator', sa.String(), nullable=True),
    sa.Column('locator_row', sa.String(), nullable=True),
    sa.Column('transcription_note', sa.String(), nullable=True),
    sa.Column('school_as_printed', sa.String(), nullable=False),
    sa.Column('school_id', sa.String(), nullable=False),
    sa.Column('major_as_printed', sa.String(), nullable=True),
    sa.Column('education_level', sa.String(), nullable=True),
    sa.Column('direction', sa.String(), nullable=True),
    sa.Column('major_code', sa.String(), nullable=True),
    sa.CheckConstraint("education_level IN ('secondary', 'higher_vocational', 'vocational_undergraduate', 'general_undergraduate')", name=op.f('ck_recognition_education_level_code')),
    sa.CheckConstraint("item_kind IN ('none', 'major', 'major_cluster', 'course', 'course_and_team', 'centre', 'base', 'textbook', 'resource_bank')", name=op.f('ck_recognition_item_kind_code')),
    sa.CheckConstraint("recognition_level IN ('national', 'city', 'district', 'school')", name=op.f('ck_recognition_recognition_level_code')),
    sa.CheckConstraint("status IN ('initiated', 'incubated', 'recognised')", name=op.f('ck_recognition_status_code')),
    sa.ForeignKeyConstraint(['batch_id'], ['batch.batch_id'], name=op.f('fk_recognition_batch_id_batch')),
    sa.ForeignKeyConstraint(['document_id'], ['document.document_id'], name=op.f('fk_recognition_document_id_document')),
    sa.ForeignKeyConstraint(['major_code'], ['major.major_code'], name=op.f('fk_recognition_major_code_major')),
    sa.ForeignKeyConstraint(['school_id'], ['school.school_id'], name=op.f('fk_recognition_school_id_school')),
    sa.PrimaryKeyConstraint('recognition_id', 'batch_id', name=op.f('pk_recognition')),
    )
    with op.batch_alter_table('recognition', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_recognition_school_id'), ['school_id'], unique=False)

    op.create_table('reported_figure',
    sa.Column('figure_id', sa.String(), nullable=False),
    sa.Column('subject_type', sa.String(), nullable=False),
    sa.Column('sector', sa.String(), nullable=False),
    sa.Column('subject_as_printed', sa.String(), nullable=False),
    sa.Column('school_id', sa.String(), nullable=True),
    sa.Column('indicator_id', sa.String(), nullable=False),
    sa.Column('breakdown', sa.String(), nullable=True),
    sa.Column('period_as_printed', sa.String(), nullable=True),
    sa.Column('period', sa.String(), nullable=False),
    sa.Column('period_basis', sa.String(), nullable=False),
    sa.Column('value_as_printed', sa.String(), nullable=False),
    sa.Column('value_number', ExactDecimal(precision=20, scale=6), nullable=False),
    sa.Column('unit_as_printed', sa.String(), nullable=True),
    sa.Column('qualifier', sa.String(), nullable=False),
    sa.Column('qualifier_as_printed', sa.String(), nullable=True),
    sa.Column('numerator_figure_id', sa.String(), nullable=True),
    sa.Column('denominator_figure_id', sa.String(), nullable=True),
    sa.Column('repeats_figure_id', sa.String(), nullable=True),
    sa.Column('batch_id', sa.String(), nullable=False),
    sa.Column('document_id', sa.String(), nullable=True),
    sa.Column('section', sa.String(), nullable=True),
    sa.Column('locator', sa.String(), nullable=True),
    sa.Column('locator_row', sa.String(), nullable=True),
    sa.Column('transcription_note', sa.String(), nullable=True),
    sa.CheckConstraint("period_basis IN ('calendar_year', 'school_year', 'point_in_time', 'cumulative', 'range', 'assumed_report_year')", name=op.f('ck_reported_figure_period_basis_code')),
    sa.CheckConstraint("qualifier IN ('exact', 'about', 'over', 'under')", name=op.f('ck_reported_figure_qualifier_code')),
    sa.CheckConstraint("sector IN ('secondary', 'higher', 'all')", name=op.f('ck_reported_figure_sector_code')),
    sa.CheckConstraint("subject_type IN ('city', 'district', 'school', 'organisation', 'consortium', 'project', 'course', 'contest', 'person', 'other')", name=op.f('ck_reported_figure_subject_type_code')),
    sa.CheckConstraint('document_id IS NOT NULL AND section IS NOT NULL AND locator IS NOT NULL', name=op.f('ck_reported_figure_place_of_print')),
    sa.ForeignKeyConstraint(['batch_id'], ['batch.batch_id'], name=op.f('fk_reported_figure_batch_id_batch')),
    sa.ForeignKeyConstraint(['document_id'], ['document.document_id'], name=op.f('fk_reported_figure_document_id_document')),
    sa.ForeignKeyConstraint(['indicator_id'], ['indicator.indicator_id'], name=op.f('fk_reported_figure_indicator_id_indicator')),
    sa.ForeignKeyConstraint(['school_id'], ['school.school_id'], name=op.f('fk_reported_figure_school_id_school')),
    sa.PrimaryKeyConstraint('figure_id', 'batch_id', name=op.f('pk_reported_figure')),
    )
    with op.batch_alter_table('reported_figure', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_reported_figure_indicator_id'), ['indicator_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_reported_figure_school_id'), ['school_id'], unique=False)

    op.create_table('school_alias',
    sa.Column('alias_normalised', sa.String(), nullable=False),
    sa.Column('alias_name', sa.String(), nullable=False),
    sa.Column('alias_bin', sa.String(), nullable=False),
    sa.Column('school_id', sa.String(), nullable=True),
    sa.Column('reason', sa.String(), nullable=True),
    sa.Column('batch_id', sa.String(), nullable=False),
    sa.Column('document_id', sa.String(), nullable=True),
    sa.Column('section', sa.String(), nullable=True),
    sa.Column('locator', sa.String(), nullable=True),
    sa.Column('locator_row', sa.String(), nullable=True),
    sa.Column('transcription_note', sa.String(), nullable=True),
    sa.CheckConstraint("(alias_bin = 'ignored') = (school_id IS NULL)", name=op.f('ck_school_alias_ignored_has_no_school')),
    sa.CheckConstraint("alias_bin = 'canonical' OR reason IS NOT NULL", name=op.f('ck_school_alias_reason_given')),
    sa.CheckConstraint("alias_bin IN ('canonical', 'mapped', 'ignored')", name=op.f('ck_school_alias_alias_bin_code')),
    sa.ForeignKeyConstraint(['batch_id'], ['batch.batch_id'], name=op.f('fk_school_alias_batch_id_batch')),
    sa.ForeignKeyConstraint(['document_id'], ['document.document_id'], name=op.f('fk_school_alias_document_id_document')),
    sa.ForeignKeyConstraint(['school_id'], ['school.school_id'], name=op.f('fk_school_alias_school_id_school')),
    sa.PrimaryKeyConstraint('alias_normalised', name=op.f('pk_school_alias')),
    )
    with op.batch_alter_table('school_alias', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_school_alias_batch_id'), ['batch_id'], unique=False)

    op.create_table('school_fact',
    sa.Column('school_fact_id', sa.String(), nullable=False),
    sa.Column('school_id', sa.String(), nullable=False),
    sa.Column('attribute', sa.String(), nullable=False),
    sa.Column('value', sa.String(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=True),
    sa.Column('valid_to', sa.Date(), nullable=True),
    sa.Column('as_of_date', sa.Date(), nullable=False),
    sa.Column('fact_basis', sa.String(), nullable=False),
    sa.Column('batch_id', sa.String(), nullable=False),
    sa.Column('document_id', sa.String(), nullable=True),
    sa.Column('section', sa.String(), nullable=True),
    sa.Column('locator', sa.String(), nullable=True),
    sa.Column('locator_row', sa.String(), nullable=True),
    sa.Column('transcription_note', sa.String(), nullable=True),
    sa.CheckConstraint("attribute IN ('school_name', 'supervising_body', 'district', 'address', 'founded_year', 'successor')", name=op.f('ck_school_fact_attribute_code')),
    sa.CheckConstraint("fact_basis IN ('printed', 'inferred')", name=op.f('ck_school_fact_fact_basis_code')),
    sa.CheckConstraint('valid_from IS NULL OR valid_to IS NULL OR valid_from < valid_to', name=op.f('ck_school_fact_valid_range')),
    sa.ForeignKeyConstraint(['batch_id'], ['batch.batch_id'], name=op.f('fk_school_fact_batch_id_batch')),
    sa.ForeignKeyConstraint(['document_id'], ['document.document_id'], name=op.f('fk_school_fact_document_id_document')),
    sa.ForeignKeyConstraint(['school_id'], ['school.school_id'], name=op.f('fk_school_fact_school_id_school')),
    sa.PrimaryKeyConstraint('school_fact_id', name=op.f('pk_school_fact')),
    )
    with op.batch_alter_table('school_fact', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_school_fact_batch_id'), ['batch_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_school_fact_school_id'), ['school_id'], unique=False)

    op.create_table('teacher_count',
    sa.Column('teacher_count_id', sa.String(), nullable=False),
    sa.Column('campus', sa.String(), nullable=True),
    sa.Column('period_year', sa.Integer(), nullable=False),
    sa.Column('teacher_category', sa.String(), nullable=False),
    sa.Column('headcount', sa.Integer(), nullable=True),
    sa.Column('share_pct', ExactDecimal(precision=7, scale=4), nullable=True),
    sa.Column('base_category', sa.String(), nullable=True),
    sa.Column('batch_id', sa.String(), nullable=False),
    sa.Column('document_id', sa.String(), nullable=True),
    sa.Column('section', sa.String(), nullable=True),
    sa.Column('locator', sa.String(), nullable=True),
    sa.Column('locator_row', sa.String(), nullable=True),
    sa.Column('transcription_note', sa.String(), nullable=True),
    sa.Column('school_as_printed', sa.String(), nullable=False),
    sa.Column('school_id', sa.String(), nullable=False),
    sa.CheckConstraint("base_category IN ('staff', 'full_time', 'senior_title', 'bachelor_or_above', 'master_or_above', 'dual_qualified', 'dual_qualified_senior', 'dual_qualified_middle', 'dual_qualified_junior')", name=op.f('ck_teacher_count_base_category_code')),
    sa.CheckConstraint("teacher_category IN ('staff', 'full_time', 'senior_title', 'bachelor_or_above', 'master_or_above', 'dual_qualified', 'dual_qualified_senior', 'dual_qualified_middle', 'dual_qualified_junior')", name=op.f('ck_teacher_count_teacher_category_code')),
    sa.CheckConstraint('CAST(headcount AS NUMERIC) >= 0', name=op.f('ck_teacher_count_headcount_not_negative')),
    sa.CheckConstraint('CAST(share_pct AS NUMERIC) BETWEEN 0 AND 100', name=op.f('ck_teacher_count_share_pct_percentage')),
    sa.CheckConstraint('headcount IS NOT NULL OR share_pct IS NOT NULL', name=op.f('ck_teacher_count_something_counted')),
    sa.ForeignKeyConstraint(['batch_id'], ['batch.batch_id'], name=op.f('fk_teacher_count_batch_id_batch')),
    sa.ForeignKeyConstraint(['document_id'], ['document.document_id'], name=op.f('fk_teacher_count_document_id_document')),
    sa.ForeignKeyConstraint(['school_id'], ['school.school_id'], name=op.f('fk_teacher_count_school_id_school')),
    sa.PrimaryKeyConstraint('teacher_count_id', 'batch_id', name=op.f('pk_teacher_count')),
    )
    with op.batch_alter_table('teacher_count', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_teacher_count_school_id'), ['school_id'], unique=False)

    op.create_table('teacher_team',
    sa.Column('teacher_team_id', sa.String(), nullable=False),
    sa.Column('period_year', sa.Integer(), nullable=False),
    sa.Column('team_name', sa.String(), nullable=False),
    sa.Column('lead_name_as_printed', sa.String(), nullable=True),
    sa.Column('team_level', sa.String(), nullable=False),
    sa.Column('batch_id', sa.String(), nullable=False),
    sa.Column('document_id', sa.String(), nullable=True),
    sa.Column('section', sa.String(), nullable=True),
    sa.Column('locator', sa.String(), nullable=True),
    sa.Column('locator_row', sa.String(), nullable=True),
    sa.Column('transcription_note', sa.String(), nullable=True),
    sa.Column('school_as_printed', sa.String(), nullable=False),
    sa.Column('school_id', sa.String(), nullable=False),
    sa.CheckConstraint("team_level IN ('national', 'city', 'district', 'school')", name=op.f('ck_teacher_team_team_level_code')),
    sa.ForeignKeyConstraint(['batch_id'], ['batch.batch_id'], name=op.f('fk_teacher_team_batch_id_batch')),
    sa.ForeignKeyConstraint(['document_id'], ['document.document_id'], name=op.f('fk_teacher_team_document_id_document')),
    sa.ForeignKeyConstraint(['school_id'], ['school.school_id'], name=op.f('fk_teacher_team_school_id_school')),
    sa.PrimaryKeyConstraint('teacher_team_id', 'batch_id', name=op.f('pk_teacher_team')),
    )
    with op.batch_alter_table('teacher_team', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_teacher_team_school_id'), ['school_id'], unique=False)

    op.create_table('training',
    sa.Column('training_id', sa.String(), nullable=False),
    sa.Column('training_name', sa.String(), nullable=False),
    sa.Column('period_year', sa.Integer(), nullable=False),
    sa.Column('sessions', sa.Integer(), nullable=True),
    sa.Column('persons', sa.Integer(), nullable=True),
    sa.Column('person_times', sa.Integer(), nullable=True),
    sa.Column('person_days', sa.Integer(), nullable=True),
    sa.Column('hours', sa.Integer(), nullable=True),
    sa.Column('income_as_printed', sa.String(), nullable=True),
    sa.Column('unit_as_printed', sa.String(), nullable=True),
    sa.Column('training_qualifier', sa.String(), nullable=True),
    sa.Column('batch_id', sa.String(), nullable=False),
    sa.Column('document_id', sa.String(), nullable=True),
    sa.Column('section', sa.String(), nullable=True),
    sa.Column('locator', sa.String(), nullable=True),
    sa.Column('locator_row', sa.String(), nullable=True),
    sa.Column('transcription_note', sa.String(), nullable=True),
    sa.Column('school_as_printed', sa.String(), nullable=False),
    sa.Column('school_id', sa.String(), nullable=False),
    sa.CheckConstraint("training_qualifier IN ('exact', 'about', 'over', 'under')", name=op.f('ck_training_training_qualifier_code')),
    sa.CheckConstraint('CAST(hours AS NUMERIC) >= 0', name=op.f('ck_training_hours_not_negative')),
    sa.CheckConstraint('CAST(person_days AS NUMERIC) >= 0', name=op.f('ck_training_person_days_not_negative')),
    sa.CheckConstraint('CAST(person_times AS NUMERIC) >= 0', name=op.f('ck_training_person_times_not_negative')),
    sa.CheckConstraint('CAST(persons AS NUMERIC) >= 0', name=op.f('ck_training_persons_not_negative')),
    sa.CheckConstraint('CAST(sessions AS NUMERIC) >= 0', name=op.f('ck_training_sessions_not_negative')),
    sa.CheckConstraint('sessions IS NOT NULL OR persons IS NOT NULL OR person_times IS NOT NULL OR person_days IS NOT NULL OR hours IS NOT NULL OR income_as_printed IS NOT NULL', name=op.f('ck_training_something_counted')),
    sa.ForeignKeyConstraint(['batch_id'], ['batch.batch_id'], name=op.f('fk_training_batch_id_batch')),
    sa.ForeignKeyConstraint(['document_id'], ['document.document_id'], name=op.f('fk_training_document_id_document')),
    sa.ForeignKeyConstraint(['school_id'], ['school.school_id'], name=op.f('fk_training_school_id_school')),
    sa.PrimaryKeyConstraint('training_id', 'batch_id', name=op.f('pk_training')),
    )
    with op.batch_alter_table('training', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_training_school_id'), ['school_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('training', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_training_school_id'))

    op.drop_table('training')
    with op.batch_alter_table('teacher_team', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_teacher_team_school_id'))

    op.drop_table('teacher_team')
    with op.batch_alter_table('teacher_count', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_teacher_count_school_id'))

    op.drop_table('teacher_count')
    with op.batch_alter_table('school_fact', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_school_fact_school_id'))
        batch_op.drop_index(batch_op.f('ix_school_fact_batch_id'))

    op.drop_table('school_fact')
    with op.batch_alter_table('school_alias', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_school_alias_batch_id'))

    op.drop_table('school_alias')
    with op.batch_alter_table('reported_figure', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_reported_figure_school_id'))
        batch_op.drop_index(batch_op.f('ix_reported_figure_indicator_id'))

    op.drop_table('reported_figure')
    with op.batch_alter_table('recognition', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_recognition_school_id'))

    op.drop_table('recognition')
    with op.batch_alter_table('programme', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_programme_school_id'))

    op.drop_table('programme')
    with op.batch_alter_table('organisation_alias', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_organisation_alias_batch_id'))

    op.drop_table('organisation_alias')
    with op.batch_alter_table('major_alias', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_major_alias_batch_id'))

    op.drop_table('major_alias')
    with op.batch_alter_table('graduate_outcome', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_graduate_outcome_school_id'))

    op.drop_table('graduate_outcome')
    with op.batch_alter_table('funding', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_funding_school_id'))

    op.drop_table('funding')
    with op.batch_alter_table('enrolment', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_enrolment_school_id'))

    op.drop_table('enrolment')
    with op.batch_alter_table('consortium_member', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_consortium_member_school_id'))
        batch_op.drop_index(batch_op.f('ix_consortium_member_organisation_id'))
        batch_op.drop_index(batch_op.f('ix_consortium_member_consortium_id'))

    op.drop_table('consortium_member')
    with op.batch_alter_table('award', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_award_school_id'))
        batch_op.drop_index(batch_op.f('ix_award_contest_id'))

    op.drop_table('award')
    with op.batch_alter_table('school', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_school_batch_id'))

    op.drop_table('school')
    with op.batch_alter_table('organisation', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_organisation_batch_id'))

    op.drop_table('organisation')
    with op.batch_alter_table('major', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_major_batch_id'))

    op.drop_table('major')
    with op.batch_alter_table('indicator', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_indicator_batch_id'))

    op.drop_table('indicator')
    with op.batch_alter_table('contest', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_contest_batch_id'))

    op.drop_table('contest')
    with op.batch_alter_table('consortium', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_consortium_batch_id'))

    op.drop_table('consortium')
    with op.batch_alter_table('document', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_document_batch_id'))

    op.drop_table('document')
    with op.batch_alter_table('batch', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_batch_source_name'))

    op.drop_table('batch')
