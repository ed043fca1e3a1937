"""What the proof asks beside its figures, and the tests of the suite that hold it."""

HELD_BY: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("SIGTERM ends in order, with its digests", ("test_it_serves_its_health_and_ends_in_order_on_sigterm",)),
    (
        "SIGTERM in the middle of digests",
        (
            "test_a_stop_in_the_middle_of_digests_hands_over_and_nothing_is_in_doubt",
            "test_a_stop_while_a_platform_answers_never_hands_over_and_the_next_start_posts_it_once",
            "test_all_that_is_waited_for_at_a_stop_comes_to_less_than_ten_seconds",
        ),
    ),
    ("killed and started again", ("test_killed_and_started_again_it_posts_nothing_twice",)),
    ("a full disk", ("test_a_full_disk_loses_nothing_and_work_goes_on_once_there_is_room",)),
    ("a database that can only be read", ("test_a_read_only_file_is_named",)),
    ("a second process", ("test_a_second_delivering_process_is_told_and_one_shot_commands_still_work",)),
    (
        "a clock that jumps, a laptop that sleeps three days",
        ("test_whatever_the_clock_does_each_date_has_its_digest_once",),
    ),
    ("a sleep through two hours", ("test_a_silence_loses_no_paper",)),
    (
        "a backup restored elsewhere",
        (
            "test_a_restored_copy_sends_nothing_again_by_itself_and_says_so",
            "test_a_backup_taken_and_restored_repeats_nothing_silently",
            "test_a_dump_restored_elsewhere_parks_what_was_queued_and_sends_nothing_twice",
        ),
    ),
    ("a zone changed in the middle of a day", ("test_moving_the_zone_never_gives_a_second_digest_for_a_date",)),
    ("an hour changed in the middle of a day", ("test_an_overdue_digest_whose_hour_is_edited_is_not_lost",)),
    (
        "a zone that disappears",
        (
            "test_a_zone_that_the_machine_does_not_know_at_the_moment_outlives_another_hour",
            "test_a_machine_without_a_zone_is_utc",
        ),
    ),
    (
        "old records that go bring no paper back",
        ("test_two_months_bring_no_paper_twice_though_records_of_the_first_are_gone",),
    ),
)
