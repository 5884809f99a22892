using Loopback.Control;

namespace Loopback.Programs.Tests;

public sealed class SteeredClockTests
{
    [Fact]
    public void The_clock_is_ahead_of_system_time_by_its_total_advance_and_rejects_a_negative_advance()
    {
        SteeredClock clock = new();
        DateTimeOffset earliest = TimeProvider.System.GetUtcNow();
        long begun = clock.GetTimestamp();

        clock.Advance(TimeSpan.FromHours(1));
        clock.Advance(TimeSpan.FromMinutes(30));

        DateTimeOffset now = clock.GetUtcNow();
        (clock.Ahead, now - earliest >= TimeSpan.FromMinutes(90), clock.GetElapsedTime(begun) >= TimeSpan.FromMinutes(90)).ShouldBe(
            (TimeSpan.FromMinutes(90), true, true)
        );
        Should.Throw<ArgumentOutOfRangeException>(() => clock.Advance(TimeSpan.FromTicks(-1)));
    }

    [Fact]
    public async Task A_long_delay_completes_only_after_the_clock_is_advanced_by_its_full_length()
    {
        SteeredClock clock = new();
        Task waiting = Task.Delay(TimeSpan.FromDays(45), clock);

        clock.Advance(TimeSpan.FromDays(44));
        bool isEarly = waiting.IsCompleted;
        clock.Advance(TimeSpan.FromDays(1));

        await waiting.WaitAsync(StartedServer.Enough);
        isEarly.ShouldBeFalse();
    }

    [Fact]
    public async Task A_periodic_timer_continues_after_a_large_clock_advance()
    {
        SteeredClock clock = new();
        using SemaphoreSlim calls = new(0);
        await using ITimer timer = clock.CreateTimer(_ => calls.Release(), null, TimeSpan.FromHours(1), TimeSpan.FromHours(1));

        clock.Advance(TimeSpan.FromHours(10));
        bool isFirst = await calls.WaitAsync(StartedServer.Enough);
        clock.Advance(TimeSpan.FromHours(1));

        (isFirst, await calls.WaitAsync(StartedServer.Enough)).ShouldBe((true, true));
    }

    [Fact]
    public async Task A_disposed_timer_is_never_called()
    {
        SteeredClock clock = new();
        int calls = 0;
        ITimer timer = clock.CreateTimer(_ => Interlocked.Increment(ref calls), null, TimeSpan.FromHours(1), Timeout.InfiniteTimeSpan);
        await timer.DisposeAsync();

        Task other = Task.Delay(TimeSpan.FromHours(1), clock);
        clock.Advance(TimeSpan.FromHours(2));
        await other.WaitAsync(StartedServer.Enough);

        calls.ShouldBe(0);
    }
}
