namespace Simulation.Tests.Kernel;

/// <summary>The clock complies with the contract of <see cref="TimeProvider"/> in virtual time.</summary>
public class ClockTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly SimulationKernel _kernel = new();
    private readonly List<double> _fired = [];

    [Fact]
    public void Timestamps_measure_virtual_time()
    {
        long start = _kernel.Clock.GetTimestamp();
        _kernel.RunFor(90 * Second);

        _kernel.Clock.GetElapsedTime(start).ShouldBe(90 * Second);
        _kernel.Clock.LocalTimeZone.ShouldBe(TimeZoneInfo.Utc);
    }

    [Fact]
    public void A_timer_fires_once_or_every_period()
    {
        using ITimer once = Timer(Second, Timeout.InfiniteTimeSpan);
        using ITimer zeroPeriod = Timer(2 * Second, TimeSpan.Zero);
        using ITimer periodic = Timer(3 * Second, 2 * Second);

        _kernel.RunFor(8 * Second);

        _fired.ShouldBe([1, 2, 3, 5, 7]);
    }

    [Fact]
    public void A_changed_or_disposed_timer_follows_the_last_change()
    {
        using ITimer later = Timer(Second, Timeout.InfiniteTimeSpan);
        ITimer gone = Timer(Second, Second);
        later.Change(5 * Second, Timeout.InfiniteTimeSpan).ShouldBeTrue();
        gone.Dispose();
        gone.Change(Second, Second).ShouldBeFalse();

        _kernel.Run();

        _fired.ShouldBe([5]);
    }

    [Fact]
    public void A_timer_may_dispose_itself()
    {
        ITimer? timer = null;
        timer = _kernel.Clock.CreateTimer(
            _ =>
            {
                _fired.Add(_kernel.Elapsed.TotalSeconds);
                timer!.Dispose();
            },
            null,
            Second,
            Second
        );

        _kernel.Run();

        _fired.ShouldBe([1]);
    }

    [Fact]
    public void A_timer_with_an_infinite_due_time_never_fires_and_a_negative_time_is_rejected()
    {
        using ITimer never = Timer(Timeout.InfiniteTimeSpan, Second);

        _kernel.Run();

        _fired.ShouldBeEmpty();
        Should.Throw<ArgumentOutOfRangeException>(() => Timer(-Second, Second));
        Should.Throw<ArgumentOutOfRangeException>(() => Timer(Second, -Second));
    }

    [Fact]
    public void The_longest_due_time_does_not_overflow()
    {
        _kernel.RunFor(Second);
        using ITimer timer = Timer(TimeSpan.MaxValue, Timeout.InfiniteTimeSpan);

        _kernel.Run();

        _kernel.Elapsed.ShouldBe(TimeSpan.MaxValue);
    }

    [Fact]
    public void A_timer_callback_has_the_async_locals_of_its_creator()
    {
        AsyncLocal<string> scope = new() { Value = "maker" };
        string? seen = null;
        using ITimer timer = _kernel.Clock.CreateTimer(_ => seen = scope.Value, null, Second, Timeout.InfiniteTimeSpan);
        scope.Value = "other";

        _kernel.Run();

        seen.ShouldBe("maker");
    }

    private ITimer Timer(TimeSpan due, TimeSpan period) =>
        _kernel.Clock.CreateTimer(_ => _fired.Add(_kernel.Elapsed.TotalSeconds), null, due, period);
}
