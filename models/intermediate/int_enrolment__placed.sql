-- Only where a total is filed beside its majors does one row depend on others; all the rest passes as it is.
with by_major as (
    select
        enrolment_id, batch_id, document_id, section, locator, locator_row, school_id,
        major_code, major_as_printed, direction, pathway, campus, academic_year, students, intake
    from {{ ref('stg_enrolment') }}
    where major_as_printed is not null
),

totalled as (
    select
        enrolment_id, batch_id, document_id, section, locator, locator_row, school_id,
        major_code, major_as_printed, direction, pathway, campus, coalesce(campus, '') as campus_key, academic_year, students, intake
    from {{ ref('stg_enrolment') }}
    where major_as_printed is null
),

pathway_total as (
    select * from totalled where pathway <> 'all'
),

school_total as (
    select * from totalled where pathway = 'all'
),

majors_of_pathway as (
    select
        major.batch_id, major.school_id, total.campus_key, major.academic_year, major.pathway,
        sum(major.students) as students, sum(major.intake) as intake
    from {{ ref('stg_enrolment') }} as major
    inner join (select distinct batch_id, school_id, campus_key, academic_year from totalled) as total
        on major.batch_id = total.batch_id and major.school_id = total.school_id and coalesce(major.campus, '') = total.campus_key
        and major.academic_year = total.academic_year
    where major.major_as_printed is not null
    group by major.batch_id, major.school_id, total.campus_key, major.academic_year, major.pathway
),

-- What is known of each pathway: its printed total, else its majors.
known_pathway as (
    select
        coalesce(pathway_total.batch_id, majors_of_pathway.batch_id) as batch_id,
        coalesce(pathway_total.school_id, majors_of_pathway.school_id) as school_id,
        coalesce(pathway_total.campus_key, majors_of_pathway.campus_key) as campus_key,
        coalesce(pathway_total.academic_year, majors_of_pathway.academic_year) as academic_year,
        coalesce(pathway_total.students, majors_of_pathway.students) as students,
        coalesce(pathway_total.intake, majors_of_pathway.intake) as intake
    from pathway_total
    full outer join majors_of_pathway
        on pathway_total.batch_id = majors_of_pathway.batch_id
        and pathway_total.school_id = majors_of_pathway.school_id
        and pathway_total.campus_key = majors_of_pathway.campus_key
        and pathway_total.academic_year = majors_of_pathway.academic_year
        and pathway_total.pathway = majors_of_pathway.pathway
),

explained_of_school as (
    select batch_id, school_id, campus_key, academic_year, sum(students) as students, sum(intake) as intake
    from known_pathway
    group by batch_id, school_id, campus_key, academic_year
),

-- What the finer rows do not explain of a total stays on the member "not broken down by major".
total as (
    select
        pathway_total.*,
        majors_of_pathway.students as explained_students,
        majors_of_pathway.intake as explained_intake,
        majors_of_pathway.school_id is not null as is_residual
    from pathway_total
    left join majors_of_pathway
        on pathway_total.batch_id = majors_of_pathway.batch_id
        and pathway_total.school_id = majors_of_pathway.school_id
        and pathway_total.campus_key = majors_of_pathway.campus_key
        and pathway_total.academic_year = majors_of_pathway.academic_year
        and pathway_total.pathway = majors_of_pathway.pathway
    union all
    select
        school_total.*,
        explained_of_school.students,
        explained_of_school.intake,
        explained_of_school.school_id is not null
    from school_total
    left join explained_of_school
        on school_total.batch_id = explained_of_school.batch_id
        and school_total.school_id = explained_of_school.school_id
        and school_total.campus_key = explained_of_school.campus_key
        and school_total.academic_year = explained_of_school.academic_year
),

placed as (
    select
        enrolment_id, batch_id, document_id, section, locator, locator_row, school_id,
        major_code, major_as_printed, direction, pathway, campus, academic_year, students, intake, false as is_residual
    from by_major
    union all
    select
        enrolment_id, batch_id, document_id, section, locator, locator_row, school_id,
        major_code, major_as_printed, direction, pathway, campus, academic_year,
        students - coalesce(explained_students, 0),
        intake - coalesce(explained_intake, 0),
        is_residual
    from total
),

final as (
    select * from placed where not is_residual or coalesce(students, 0) <> 0 or coalesce(intake, 0) <> 0
)

select * from final
