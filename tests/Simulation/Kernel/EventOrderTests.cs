using FsCheck;
using FsCheck.Fluent;

namespace Simulation.Tests.Kernel;

/// <summary>Compares the event order of the kernel with a set sorted by time and sequence number.</summary>
public class EventOrderTests
{
    private const long FarTicks = 1L << 50;

    [Theory, Trait(Category.Name, Category.Campaign), InlineData(1), InlineData(2), InlineData(3), InlineData(4)]
    public void Two_hundred_thousand_mixed_operations_with_ties_keep_the_order_of_time_and_sequence(int seed) =>
        OrderTrial.Play(seed, 200_000, [1, 4, 300, 70_000, 20_000_000, FarTicks]).ShouldBeNull();

    [Fact]
    public void Random_operations_keep_the_event_order_for_any_seed() =>
        Prop.ForAll<int>(seed => OrderTrial.Play(seed, 2_000, [1, 300, 1L << 33, FarTicks, long.MaxValue / 8]) is null)
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Events_at_the_same_time_fire_in_the_order_they_were_scheduled()
    {
        SimulationKernel kernel = new();
        List<int> fired = [];
        for (int number = 0; number < 1_000; number++)
        {
            int mine = number;
            kernel.Schedule(70_000, () => fired.Add(mine));
        }

        kernel.Run();

        fired.ShouldBe(Enumerable.Range(0, 1_000));
    }

    [Fact]
    public void An_event_scheduled_for_now_fires_after_the_events_already_due()
    {
        SimulationKernel kernel = new();
        List<string> fired = [];
        kernel.Schedule(5, () =>
        {
            kernel.Schedule(kernel.Now, () => fired.Add("third"));
            fired.Add("first");
        });
        kernel.Schedule(5, () => fired.Add("second"));

        kernel.Run();

        fired.ShouldBe(["first", "second", "third"]);
    }

    [Fact]
    public void The_last_representable_tick_is_reached()
    {
        SimulationKernel kernel = new();
        List<long> fired = [];
        foreach (long time in new[] { long.MaxValue, 1L << 48, (1L << 48) - 1, 3L << 60, 0 })
        {
            kernel.Schedule(time, () => fired.Add(kernel.Now));
        }

        kernel.Run();

        fired.ShouldBe([0, (1L << 48) - 1, 1L << 48, 3L << 60, long.MaxValue]);
    }

    [Fact]
    public void An_event_in_the_past_is_rejected()
    {
        SimulationKernel kernel = new();
        kernel.RunFor(TimeSpan.FromTicks(10));

        Should.Throw<ArgumentOutOfRangeException>(() => kernel.Schedule(9, () => { }));
    }

    [Fact]
    public void Time_without_events_does_not_affect_later_events()
    {
        SimulationKernel kernel = new();
        List<long> fired = [];
        kernel.Schedule(1_000_000, () => fired.Add(kernel.Now));
        kernel.RunFor(TimeSpan.FromTicks(65_536 * 3));
        kernel.Schedule(65_536 * 3, () => fired.Add(kernel.Now));
        kernel.Schedule((65_536 * 3) + 1, () => fired.Add(kernel.Now));

        kernel.Run();

        fired.ShouldBe([65_536 * 3, (65_536 * 3) + 1, 1_000_000]);
    }

    [Fact]
    public void Canceling_all_events_allows_earlier_times_to_be_scheduled()
    {
        SimulationKernel kernel = new();
        List<long> fired = [];
        EventHandle far = kernel.Schedule(1L << 40, () => fired.Add(-1));
        kernel.Cancel(far).ShouldBeTrue();
        kernel.Cancel(far).ShouldBeFalse();
        kernel.Run();
        kernel.Schedule(7, () => fired.Add(kernel.Now));
        kernel.Schedule(6, () => fired.Add(kernel.Now));

        kernel.Run();

        fired.ShouldBe([6, 7]);
    }

    [Fact]
    public void A_handle_of_a_fired_event_cancels_no_later_event()
    {
        SimulationKernel kernel = new();
        EventHandle old = kernel.Schedule(1, () => { });
        kernel.Run();
        bool fired = false;
        kernel.Schedule(2, () => fired = true);

        kernel.Cancel(old).ShouldBeFalse();
        kernel.Cancel(EventHandle.None).ShouldBeFalse();
        kernel.Run();

        fired.ShouldBeTrue();
    }

    [Theory, InlineData(1_000), InlineData(1L << 20), InlineData(1L << 56)]
    public void Canceling_most_events_keeps_the_order_of_the_rest(long span)
    {
        SimulationKernel kernel = new();
        Random random = new(5);
        List<(long Time, int Number)> expected = [];
        List<(long Time, int Number)> fired = [];
        for (int number = 0; number < 20_000; number++)
        {
            (long Time, int Number) mine = (random.NextInt64(span), number);
            EventHandle handle = kernel.Schedule(mine.Time, () => fired.Add(mine));
            if (number % 50 == 0)
            {
                expected.Add(mine);
            }
            else
            {
                kernel.Cancel(handle).ShouldBeTrue();
            }
        }

        kernel.PendingCount.ShouldBe(expected.Count);
        kernel.Run();

        fired.ShouldBe(expected.Order());
    }
}

/// <summary>Runs random schedules, cancellations and steps on the kernel and on a sorted set.</summary>
internal sealed class OrderTrial(int seed, long[] spans)
{
    private readonly SimulationKernel _kernel = new();
    private readonly Random _random = new(seed);
    private readonly SortedSet<(long Time, int Number)> _expected = [];
    private readonly List<(EventHandle Handle, long Time, int Number)> _handles = [];
    private string? _difference;
    private int _number;

    public static string? Play(int seed, int operations, long[] spans)
    {
        OrderTrial trial = new(seed, spans);
        for (int operation = 0; operation < operations && trial._difference is null; operation++)
        {
            trial.Act();
        }

        trial._kernel.Run();
        return trial._difference ?? (trial._expected.Count == 0 ? null : $"{trial._expected.Count} events never fired");
    }

    private void Act()
    {
        switch (_random.Next(20))
        {
            case < 11:
                Add();
                break;
            case < 14 when _handles.Count > 0:
                Cancel();
                break;
            default:
                long span = spans[_random.Next(spans.Length)];
                _kernel.RunFor(TimeSpan.FromTicks(_random.NextInt64(1 + Math.Min(span, (long.MaxValue - _kernel.Now) / 1_000))));
                break;
        }
    }

    private void Add()
    {
        long span = Math.Min(spans[_random.Next(spans.Length)], long.MaxValue - _kernel.Now);
        (long time, int number) = (_kernel.Now + _random.NextInt64(span), _number++);
        _expected.Add((time, number));
        EventHandle handle = _kernel.Schedule(time, () => Check(time, number));
        _handles.Add((handle, time, number));
    }

    private void Cancel()
    {
        int index = _random.Next(_handles.Count);
        (EventHandle handle, long time, int number) = _handles[index];
        _handles[index] = _handles[^1];
        _handles.RemoveAt(_handles.Count - 1);
        if (_kernel.Cancel(handle) != _expected.Remove((time, number)))
        {
            _difference ??= $"event {number} for {time} was cancelled by one side only at {_kernel.Now}";
        }
    }

    private void Check(long time, int number)
    {
        if (_expected.Min != (time, number) || _kernel.Now != time)
        {
            _difference ??= $"event {number} for {time} at {_kernel.Now} instead of {_expected.Min}";
        }

        _expected.Remove((time, number));
    }
}
