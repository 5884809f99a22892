using Polly;
using Polly.Retry;

namespace Sdk.Tests;

/// <summary>Delays and random numbers are those of Polly, so that simulations of earlier builds replay.</summary>
public class RetryDelayComparisonTests
{
    private const int SeedCount = 1000;
    private const int RetryCount = 12;

    [Theory]
    [InlineData(1000, 60_000, true)]
    [InlineData(200, 300_000, true)]
    [InlineData(86_400_000, 86_400_000, true)]
    [InlineData(0, 60_000, true)]
    [InlineData(1000, 60_000, false)]
    [InlineData(333, 300_000, false)]
    public void Delays_and_draws_are_those_of_Polly(int delayMs, int maxDelayMs, bool hasJitter)
    {
        RetryOptions options = new()
        {
            MaxRetryAttempts = RetryCount,
            Delay = TimeSpan.FromMilliseconds(delayMs),
            MaxDelay = TimeSpan.FromMilliseconds(maxDelayMs),
        };
        for (int seed = 0; seed < SeedCount; seed++)
        {
            CountingRandom random = new(seed);
            CountingRandom expected = new(seed);

            TimeSpan[] delays = GetDelays(options, hasJitter ? random.NextDouble : null);

            delays.ShouldBe(GetDelaysOfPolly(options, hasJitter ? expected.NextDouble : null), $"seed {seed}");
            random.Count.ShouldBe(expected.Count);
        }
    }

    private static TimeSpan[] GetDelays(RetryOptions options, Func<double>? jitter)
    {
        List<TimeSpan> delays = [];
        Retry retry = new(options, new InstantClock(), jitter);
        Should.Throw<IOException>(() =>
            retry
                .CallAsync<int>(
                    _ => throw new IOException("broken"),
                    static _ => new RetryDecision(CanRetry: true),
                    notice => delays.Add(notice.Delay)
                )
                .GetAwaiter()
                .GetResult()
        );
        return [.. delays];
    }

    private static TimeSpan[] GetDelaysOfPolly(RetryOptions options, Func<double>? jitter)
    {
        List<TimeSpan> delays = [];
        ResiliencePipeline pipeline = new ResiliencePipelineBuilder { TimeProvider = new InstantClock() }
            .AddRetry(
                new RetryStrategyOptions
                {
                    ShouldHandle = static _ => PredicateResult.True(),
                    MaxRetryAttempts = options.MaxRetryAttempts,
                    BackoffType = DelayBackoffType.Exponential,
                    Delay = options.Delay,
                    MaxDelay = options.MaxDelay,
                    UseJitter = jitter is not null,
                    Randomizer = jitter ?? (static () => 0),
                    OnRetry = arguments =>
                    {
                        delays.Add(arguments.RetryDelay);
                        return ValueTask.CompletedTask;
                    },
                }
            )
            .Build();
        Should.Throw<IOException>(() => pipeline.Execute(static () => throw new IOException("broken")));
        return [.. delays];
    }

    private sealed class CountingRandom(int seed)
    {
        private readonly Random _random = new(seed);

        public int Count { get; private set; }

        public double NextDouble()
        {
            Count++;
            return _random.NextDouble();
        }
    }
}
