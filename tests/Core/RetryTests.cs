namespace Sdk.Tests;

public class RetryTests
{
    private static readonly RetryOptions Five = new() { MaxRetryAttempts = 4 };

    [Fact]
    public async Task A_call_is_repeated_until_it_succeeds_and_waits_longer_each_time()
    {
        InstantClock clock = new();
        List<RetryNotice> notices = [];

        int result = await new Retry(Five, clock).CallAsync(new FailingCall(failures: 3).RunAsync, Always, notices.Add);

        result.ShouldBe(4);
        clock.Delays.ShouldBe([TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4)]);
        notices
            .Select(notice => (notice.Attempt, notice.MaxAttempts, notice.Delay))
            .ShouldBe([.. clock.Delays.Select((delay, index) => (index + 1, 5, delay))]);
        notices.ShouldAllBe(notice => notice.Failure is IOException);
    }

    [Theory, InlineData(0), InlineData(1), InlineData(4)]
    public async Task The_exception_of_the_last_attempt_is_thrown_and_no_delay_follows_it(int maxRetryAttempts)
    {
        InstantClock clock = new();
        FailingCall call = new(failures: int.MaxValue);

        IOException failure = await Thrown.ByAsync<IOException>(() =>
            new Retry(Five with { MaxRetryAttempts = maxRetryAttempts }, clock).CallAsync(call.RunAsync, Always)
        );

        failure.Message.ShouldBe($"attempt {maxRetryAttempts + 1}");
        (call.Attempts, clock.Delays.Count).ShouldBe((maxRetryAttempts + 1, maxRetryAttempts));
    }

    [Fact]
    public async Task A_permanent_failure_is_not_retried()
    {
        InstantClock clock = new();
        FailingCall call = new(failures: 1);

        await Thrown.ByAsync<IOException>(() => new Retry(Five, clock).CallAsync(call.RunAsync, static _ => default));

        (call.Attempts, clock.Delays.Count).ShouldBe((1, 0));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(7, 7)]
    [InlineData(-1, 1)]
    [InlineData(3600, 300)]
    public async Task A_requested_delay_is_used_up_to_its_maximum_and_a_negative_one_is_the_first_delay(int requested, int waited)
    {
        InstantClock clock = new();

        await new Retry(Five, clock).CallAsync(new FailingCall(failures: 2).RunAsync, _ => new RetryDecision(
            CanRetry: true,
            TimeSpan.FromSeconds(requested)
        ));

        clock.Delays.ShouldBe(waited == 0 ? [] : [TimeSpan.FromSeconds(waited), TimeSpan.FromSeconds(waited)]);
    }

    [Fact]
    public async Task One_random_number_is_drawn_for_each_retry_also_if_a_delay_is_requested()
    {
        int drawn = 0;
        Retry retry = new(Five, new InstantClock(), () => drawn++ / 10.0);

        await Thrown.ByAsync<IOException>(() =>
            retry.CallAsync(new FailingCall(int.MaxValue).RunAsync, _ => new RetryDecision(CanRetry: true, TimeSpan.Zero))
        );
        drawn.ShouldBe(4);

        await retry.RepeatAsync(_ => Task.FromResult(new RetryDecision(CanRetry: true)));
        drawn.ShouldBe(8);

        await retry.CallAsync(new FailingCall(0).RunAsync, Always);
        drawn.ShouldBe(8);
    }

    [Fact]
    public Task A_cancellation_during_a_delay_ends_the_call_at_once() =>
        RunAsync(
            async (clock, _) =>
            {
                using CancellationTokenSource stop = new(TimeSpan.FromMilliseconds(1500), clock);
                FailingCall call = new(failures: int.MaxValue);
                long start = clock.GetTimestamp();

                await Thrown.ByAsync<OperationCanceledException>(() =>
                    new Retry(Five, clock).CallAsync(call.RunAsync, Always, null, stop.Token)
                );

                clock.GetElapsedTime(start).ShouldBe(TimeSpan.FromMilliseconds(1500));
                call.Attempts.ShouldBe(2);
            }
        );

    [Fact]
    public async Task No_attempt_starts_after_a_cancellation()
    {
        using CancellationTokenSource stop = new();
        InstantClock clock = new();
        FailingCall call = new(failures: int.MaxValue, stop.Cancel);

        await Thrown.ByAsync<OperationCanceledException>(() =>
            new Retry(Five, clock).CallAsync(call.RunAsync, Always, _ => throw new InvalidOperationException("notified"), stop.Token)
        );
        await Thrown.ByAsync<OperationCanceledException>(() => new Retry(Five, clock).CallAsync(call.RunAsync, Always, null, stop.Token));
        await Thrown.ByAsync<OperationCanceledException>(() =>
            new Retry(RetryOptions.None, clock).RepeatAsync(_ => throw new InvalidOperationException("started"), stop.Token)
        );

        (call.Attempts, clock.Delays.Count).ShouldBe((1, 0));
    }

    [Fact]
    public async Task A_cancellation_between_the_end_of_a_delay_and_the_next_attempt_is_honored()
    {
        using CancellationTokenSource stop = new();
        FailingCall call = new(failures: int.MaxValue);

        await Thrown.ByAsync<OperationCanceledException>(() =>
            new Retry(Five with { Delay = TimeSpan.Zero }, new InstantClock()).CallAsync(
                call.RunAsync,
                Always,
                _ => stop.Cancel(),
                stop.Token
            )
        );

        call.Attempts.ShouldBe(1);
    }

    [Fact]
    public async Task Attempts_are_repeated_while_their_result_requests_it()
    {
        InstantClock clock = new();
        int attempts = 0;

        await new Retry(Five, clock).RepeatAsync(_ =>
            Task.FromResult(new RetryDecision(++attempts < 3, attempts == 1 ? TimeSpan.FromSeconds(9) : null))
        );
        clock.Delays.ShouldBe([TimeSpan.FromSeconds(9), TimeSpan.FromSeconds(2)]);

        await new Retry(Five, clock).RepeatAsync(_ => Task.FromResult(new RetryDecision(++attempts > 0)));
        attempts.ShouldBe(3 + 5);
        clock.Delays.Count.ShouldBe(2 + 4);
    }

    [Fact]
    public async Task A_delay_equal_to_its_maximum_is_constant()
    {
        InstantClock clock = new();
        TimeSpan second = TimeSpan.FromSeconds(1);

        await Thrown.ByAsync<IOException>(() =>
            new Retry(Five with { Delay = second, MaxDelay = second }, clock).CallAsync(new FailingCall(int.MaxValue).RunAsync, Always)
        );

        clock.Delays.ShouldBe([second, second, second, second]);
    }

    // Computed by Polly 8.9 with its decorrelated jitter, in ticks. Other delays would change recorded simulations.
    [Fact]
    public async Task Delays_with_jitter_are_those_of_the_published_formula()
    {
        double[] numbers = [0.1, 0.9, 0.5, 0.0, 0.99, 0.25, 0.75, 0.4, 0.6, 0.05, 0.3, 0.8];
        int drawn = 0;
        InstantClock clock = new();

        await Thrown.ByAsync<IOException>(() =>
            new Retry(new RetryOptions(), clock, () => numbers[drawn++]).CallAsync(new FailingCall(int.MaxValue).RunAsync, Always)
        );

        // Timers count milliseconds.
        clock
            .Delays.Select(delay => (int)delay.TotalMilliseconds)
            .ShouldBe([428, 2215, 1381, 1676, 16_990, 4482, 49_701, 43_758, 60_000, 60_000, 60_000, 60_000]);
    }

    [Fact]
    public void Negative_delays_are_rejected()
    {
        TimeSpan negative = TimeSpan.FromTicks(-1);

        Should.Throw<ArgumentOutOfRangeException>(() => new Retry(Five with { Delay = negative }, TimeProvider.System));
        Should.Throw<ArgumentOutOfRangeException>(() => new Retry(Five with { MaxDelay = negative }, TimeProvider.System));
        Should.Throw<ArgumentOutOfRangeException>(() => new Retry(Five with { MaxRetryAfterDelay = negative }, TimeProvider.System));
    }

    private static RetryDecision Always(Exception failure) => new(CanRetry: true);

    private static async Task RunAsync(Func<TimeProvider, CancellationToken, Task> story)
    {
        await using SimulationProvider provider = new() { Seed = 1 };
        await provider.RunAsync(token => story(provider.Clock, token));
    }

    private sealed class FailingCall(int failures, Action? onAttempt = null)
    {
        public int Attempts { get; private set; }

        public async Task<int> RunAsync(CancellationToken cancellationToken)
        {
            Attempts++;
            await Task.Yield();
            onAttempt?.Invoke();
            return Attempts > failures ? Attempts : throw new IOException($"attempt {Attempts}");
        }
    }
}

/// <summary>Clock whose timers fire at once. Records their delays.</summary>
internal sealed class InstantClock : TimeProvider
{
    public List<TimeSpan> Delays { get; } = [];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Delays.Add(dueTime);
        return System.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
