using Scalewright.Providers.Slots;

namespace Grid5000.Tests;

/// <summary>The slot finder, against starts computed by hand and a brute-force search.</summary>
public sealed class SlotFinderTests
{
    private static readonly DateTimeOffset Zero = DateTimeOffset.UnixEpoch;

    [Fact]
    public void Unreserved_machines_are_available_immediately() => Find(10, Demand(2, Machine(), Machine())).ShouldBe(0);

    [Fact]
    public void A_gap_of_exactly_the_requested_length_is_used() => Find(10, Demand(1, Machine((0, 5), (15, 20)))).ShouldBe(5);

    [Fact]
    public void A_gap_that_is_a_second_too_short_is_skipped() => Find(11, Demand(1, Machine((0, 5), (15, 20)))).ShouldBe(20);

    [Fact]
    public void Overlapping_and_unordered_reservations_are_merged() => Find(5, Demand(1, Machine((8, 30), (0, 10), (12, 14)))).ShouldBe(30);

    [Fact]
    public void A_slot_starts_when_one_machine_is_free_for_its_whole_length() =>
        Find(10, Demand(1, Machine((0, 8)), Machine((5, 50)))).ShouldBe(8);

    [Fact]
    public void Sites_start_together_in_the_first_window_that_fits_all_of_them() =>
        // The first site is free from 10 to 30 and from 40, the second one from 20 to 35 and from 45: 15 s fit in no
        // common window before 45.
        Find(15, Demand(1, Machine((0, 10), (30, 40))), Demand(1, Machine((0, 20), (35, 45)))).ShouldBe(45);

    [Fact]
    public void A_shorter_slot_fits_an_earlier_common_window_of_two_sites() =>
        Find(10, Demand(1, Machine((0, 10), (30, 40))), Demand(1, Machine((0, 20), (35, 45)))).ShouldBe(20);

    [Fact]
    public void A_request_for_no_machines_starts_immediately() => Find(10, Demand(0)).ShouldBe(0);

    [Fact]
    public void A_request_for_more_machines_than_exist_has_no_start() => Find(10, Demand(2, Machine())).ShouldBeNull();

    [Fact]
    public void A_machine_reserved_forever_is_never_available() =>
        SlotFinder
            .FindEarliest(
                [new SlotRequest("a", 1, [new MachineCalendar("m", [new ReservedPeriod(Zero, DateTimeOffset.MaxValue)])])],
                Zero,
                TimeSpan.FromSeconds(1)
            )
            .ShouldBeNull();

    [Fact]
    public void The_start_matches_a_brute_force_search_of_every_second()
    {
        Random chance = new(2026);
        for (int round = 0; round < 5000; round++)
        {
            SlotRequest[] demands =
            [
                .. Enumerable
                    .Range(0, chance.Next(1, 4))
                    .Select(_ => Demand(chance.Next(0, 4), [.. Enumerable.Range(0, chance.Next(0, 6)).Select(_ => Draw(chance))])),
            ];
            int length = chance.Next(1, 13);

            Find(length, demands).ShouldBe(Try(length, demands), $"round {round}");
        }
    }

    private static MachineCalendar Draw(Random chance) =>
        Machine([
            .. Enumerable.Range(0, chance.Next(0, 6)).Select(_ => chance.Next(0, 31)).Select(from => (from, from + chance.Next(0, 13))),
        ]);

    // Nothing is reserved after second 60.
    private static int? Try(int length, SlotRequest[] demands) =>
        Enumerable
            .Range(0, 61)
            .Select(start => (int?)start)
            .FirstOrDefault(start =>
                Array.TrueForAll(demands, demand =>
                    demand.Machines.Count(machine =>
                        machine.ReservedPeriods.All(booking =>
                            booking.Until <= booking.From
                            || booking.Until <= Zero.AddSeconds(start!.Value)
                            || booking.From >= Zero.AddSeconds(start.Value + length)
                        )
                    ) >= demand.Count
                )
            );

    private static int? Find(int length, params SlotRequest[] demands) =>
        (int?)(SlotFinder.FindEarliest([.. demands], Zero, TimeSpan.FromSeconds(length)) - Zero)?.TotalSeconds;

    private static SlotRequest Demand(int count, params MachineCalendar[] machines) => new("any", count, [.. machines]);

    private static MachineCalendar Machine(params (int From, int Until)[] bookings) =>
        new("one", [.. bookings.Select(booking => new ReservedPeriod(Zero.AddSeconds(booking.From), Zero.AddSeconds(booking.Until)))]);
}
