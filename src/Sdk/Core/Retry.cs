namespace Scalewright;

/// <summary>
/// Retries a call with exponential backoff. Continues in the caller's context, so a call inside a simulation stays there.
/// </summary>
public sealed class Retry
{
    private readonly RetryOptions _options;
    private readonly TimeProvider _clock;
    private readonly Func<double>? _jitter;

    /// <summary>Creates a retry policy with its clock.</summary>
    /// <param name="options">Number of retries and their delays.</param>
    /// <param name="clock">Time provider of the delays.</param>
    /// <param name="jitter">Returns a random number from 0 to below 1. Called once for each retry, unless
    /// <see cref="RetryOptions.Delay"/> is zero. Null: delays without jitter.</param>
    /// <exception cref="ArgumentOutOfRangeException">A delay is negative.</exception>
    public Retry(RetryOptions options, TimeProvider clock, Func<double>? jitter = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(clock);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Delay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxDelay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxRetryAfterDelay, TimeSpan.Zero);
        (_options, _clock, _jitter) = (options, clock, jitter);
    }

    /// <summary>Calls until an attempt succeeds, its failure is permanent, or no retry is left.</summary>
    /// <typeparam name="T">Type of the result.</typeparam>
    /// <param name="call">One attempt.</param>
    /// <param name="judge">Decides whether a failure can be retried. Pure; must not throw.</param>
    /// <param name="onRetry">Called before the delay of each retry; null for none.</param>
    /// <param name="cancellationToken">Starts no further attempt, and ends a delay.</param>
    /// <returns>Result of the first successful attempt.</returns>
    /// <exception cref="OperationCanceledException">Canceled while a retry was left. Otherwise the exception of the last
    /// attempt is thrown unchanged.</exception>
    public async Task<T> CallAsync<T>(
        Func<CancellationToken, Task<T>> call,
        Func<Exception, RetryDecision> judge,
        Action<RetryNotice>? onRetry = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(judge);
        RetryDelays delays = default;
        for (int attempt = 1; ; attempt++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            RetryDecision decision = default;
            TimeSpan delay;
            try
            {
                return await call(cancellationToken);
            }
            catch (Exception failure) when (attempt <= _options.MaxRetryAttempts && (decision = judge(failure)).CanRetry)
            {
                // Drawn before the check, so that a cancellation does not change the random numbers of later calls.
                delay = delays.Next(_options, _jitter, decision.After);
                cancellationToken.ThrowIfCancellationRequested();
                onRetry?.Invoke(new RetryNotice(attempt, _options.MaxRetryAttempts + 1, delay, failure));
            }

            await WaitAsync(delay, cancellationToken);
        }
    }

    /// <summary>Repeats attempts whose result decides whether another one follows, for example waves of steps.</summary>
    /// <param name="attempt">One attempt. Its exceptions end the retries.</param>
    /// <param name="cancellationToken">Starts no further attempt, and ends a delay.</param>
    /// <remarks>Returns after the last attempt, whatever its result.</remarks>
    /// <exception cref="OperationCanceledException">Canceled while an attempt was left.</exception>
    public async Task RepeatAsync(Func<CancellationToken, Task<RetryDecision>> attempt, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        RetryDelays delays = default;
        for (int number = 1; ; number++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            RetryDecision decision = await attempt(cancellationToken);
            if (!decision.CanRetry || number > _options.MaxRetryAttempts)
            {
                return;
            }

            await WaitAsync(delays.Next(_options, _jitter, decision.After), cancellationToken);
        }
    }

    private Task WaitAsync(TimeSpan delay, CancellationToken cancellationToken) =>
        delay > TimeSpan.Zero ? Task.Delay(delay, _clock, cancellationToken) : Task.CompletedTask;
}

/// <summary>Decision after an attempt.</summary>
/// <param name="CanRetry">True if another attempt can follow.</param>
/// <param name="After">Delay that the callee requested. Null: the calculated delay.</param>
public readonly record struct RetryDecision(bool CanRetry, TimeSpan? After = null);

/// <summary>Describes a retry before its delay.</summary>
/// <param name="Attempt">Number of the attempt that failed, from 1.</param>
/// <param name="MaxAttempts">Maximum number of attempts, including the first.</param>
/// <param name="Delay">Delay until the next attempt.</param>
/// <param name="Failure">Exception of the failed attempt.</param>
public readonly record struct RetryNotice(int Attempt, int MaxAttempts, TimeSpan Delay, Exception Failure);

/// <summary>
/// Calculates the delays of one call. With jitter they follow a decorrelated exponential backoff, whose median is near
/// the delay without jitter.
/// </summary>
internal struct RetryDelays
{
    // Largest double below the maximum of a TimeSpan; the conversion of a larger one would overflow.
    private static readonly double MaxTicks = (double)TimeSpan.MaxValue.Ticks - 1000;

    private double _previous;
    private int _retry;

    /// <summary>Returns the delay of the next retry. Draws its random number also if the callee requests a delay.</summary>
    public TimeSpan Next(RetryOptions options, Func<double>? jitter, TimeSpan? requested)
    {
        TimeSpan calculated = options.Delay == TimeSpan.Zero ? TimeSpan.Zero : Calculate(options.Delay, jitter);
        _retry++;
        if (requested is not { } delay)
        {
            return calculated > options.MaxDelay ? options.MaxDelay : calculated;
        }

        if (delay < TimeSpan.Zero)
        {
            return options.Delay;
        }

        return delay > options.MaxRetryAfterDelay ? options.MaxRetryAfterDelay : delay;
    }

    private TimeSpan Calculate(TimeSpan delay, Func<double>? jitter) =>
        jitter is null ? ToTimeSpan(Math.Pow(2, _retry) * delay.Ticks) : Decorrelated(_retry + jitter(), delay);

    // Formula by George Polevoy with the factors of Polly (BSD-3-Clause), see
    // https://github.com/App-vNext/Polly/issues/530#issuecomment-526555979. 1.4 scales its medians to 1, 2, 4 … delays.
    private TimeSpan Decorrelated(double time, TimeSpan delay)
    {
        double next = Math.Pow(2, time) * Math.Tanh(Math.Sqrt(4 * time));
        double ticks = double.IsInfinity(next) ? MaxTicks : (next - _previous) * (1 / 1.4) * delay.Ticks;
        _previous = next;
        return ToTimeSpan(ticks);
    }

    private static TimeSpan ToTimeSpan(double ticks) => TimeSpan.FromTicks((long)Math.Min(ticks, MaxTicks));
}
