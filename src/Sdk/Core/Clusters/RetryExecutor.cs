using Polly;
using Polly.Retry;
using Scalewright.Agents;
using Scalewright.Providers;

namespace Scalewright.Clusters;

/// <summary>Retries calls with the provider's clock and random source, without leaving the caller's context.</summary>
internal sealed class RetryExecutor(IProvider provider, RetryOptions options)
{
    // Cached, because building a pipeline costs more than most calls through it.
    private readonly ConcurrentDictionary<(Type Result, RetryRule Call), object> _pipelines = new();

    /// <summary>Runs attempts until nothing is left to retry or the maximum is reached.</summary>
    public async Task RunAttemptsAsync(Func<CancellationToken, Task<RetryAttempt>> round, CancellationToken cancellationToken)
    {
        ResiliencePipeline<RetryAttempt> pipeline = Kept(RetryRule.Round, () =>
            Pipeline(new PredicateBuilder<RetryAttempt>().HandleResult(ended => ended.MayRetry), outcome => outcome.Result.RetryAfter)
        );
        await RunAsync(pipeline, round, cancellationToken);
    }

    /// <summary>Queries the provider, with retries after transient failures.</summary>
    public Task<T> QueryAsync<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] T>(
        Func<CancellationToken, Task<T>> ask,
        CancellationToken cancellationToken
    )
    {
        ResiliencePipeline<T> pipeline = Kept(RetryRule.Question, () =>
            Pipeline(new PredicateBuilder<T>().Handle<ProviderException>(exception => exception.IsTransient), outcome =>
                (outcome.Exception as ProviderException)?.RetryAfter
            )
        );
        return RunAsync(pipeline, ask, cancellationToken);
    }

    /// <summary>
    /// Calls a node. After a broken connection, retries the call if it had no effect or is idempotent.
    /// </summary>
    public Task<T> CallAsync<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] T>(
        Func<CancellationToken, Task<T>> call,
        bool isRepeatable,
        CancellationToken cancellationToken
    )
    {
        RetryRule rule = isRepeatable ? RetryRule.Repeatable : RetryRule.Effectful;
        ResiliencePipeline<T> pipeline = Kept(rule, () => Pipeline(
                new PredicateBuilder<T>().Handle<AgentException>(exception =>
                    (exception.Code == ProblemCode.ConnectionLost || exception.Code == ProblemCode.AgentExited)
                    && (isRepeatable || !exception.IsOutcomeUnknown)
                ),
                // The supervisor of the agent delays the restart after an exit.
                static outcome =>
                    outcome.Exception is AgentException { Code: var code } && code == ProblemCode.AgentExited ? TimeSpan.Zero : null
            ));
        return RunAsync(pipeline, call, cancellationToken);
    }

    private static async Task<T> RunAsync<T>(
        ResiliencePipeline<T> pipeline,
        Func<CancellationToken, Task<T>> run,
        CancellationToken cancellationToken
    )
    {
        ResilienceContext context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: true, cancellationToken);
        try
        {
            return await pipeline.ExecuteAsync(static (context, run) => new ValueTask<T>(run(context.CancellationToken)), context, run);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private ResiliencePipeline<T> Kept<T>(RetryRule call, Func<ResiliencePipeline<T>> make) =>
        (ResiliencePipeline<T>)_pipelines.GetOrAdd((typeof(T), call), static (_, make) => make(), make);

    private ResiliencePipeline<T> Pipeline<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] T>(
        PredicateBuilder<T> mayRetry,
        Func<Outcome<T>, TimeSpan?> retryAfter
    ) =>
        options.MaxRetryAttempts < 1
            ? ResiliencePipeline<T>.Empty
            : new ResiliencePipelineBuilder<T> { TimeProvider = provider.Clock }
                .AddRetry(
                    new RetryStrategyOptions<T>
                    {
                        ShouldHandle = mayRetry,
                        MaxRetryAttempts = options.MaxRetryAttempts,
                        BackoffType = DelayBackoffType.Exponential,
                        Delay = options.Delay,
                        MaxDelay = options.MaxDelay,
                        UseJitter = true,
                        Randomizer = provider.Random.NextDouble,
                        DelayGenerator = arguments => new ValueTask<TimeSpan?>(Cap(retryAfter(arguments.Outcome))),
                    }
                )
                .Build();

    private TimeSpan? Cap(TimeSpan? retryAfter) =>
        retryAfter switch
        {
            _ when retryAfter < TimeSpan.Zero => options.Delay,
            _ when retryAfter > options.MaxRetryAfterDelay => options.MaxRetryAfterDelay,
            _ => retryAfter,
        };
}

/// <summary>Result of one attempt of a wave.</summary>
/// <param name="MayRetry">True if something is left to retry.</param>
/// <param name="RetryAfter">Delay that the provider requested; null for none.</param>
internal readonly record struct RetryAttempt(bool MayRetry, TimeSpan? RetryAfter);

internal enum RetryRule
{
    /// <summary>Requests to a provider, until nothing is left to retry.</summary>
    Round,

    /// <summary>Query of a provider; changes nothing.</summary>
    Question,

    /// <summary>Idempotent call of a node.</summary>
    Repeatable,

    /// <summary>Call of a node that is not idempotent.</summary>
    Effectful,
}
