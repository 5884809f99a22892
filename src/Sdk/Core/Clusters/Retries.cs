using Polly;
using Polly.Retry;
using Scalewright.Agents;
using Scalewright.Providers;

namespace Scalewright.Clusters;

/// <summary>Repeats what was declared safe to repeat, by the provider's clock and chance, without leaving the caller's context.</summary>
internal sealed class Retries(IProvider provider, RetryOptions options)
{
    // Making a pipeline costs more than most calls through it.
    private readonly ConcurrentDictionary<(Type Result, RetriedCall Call), object> _pipelines = new();

    /// <summary>Runs rounds until one leaves nothing that may be repeated, or there were enough.</summary>
    public async Task RunRoundsAsync(Func<CancellationToken, Task<Round>> round, CancellationToken cancellationToken)
    {
        ResiliencePipeline<Round> pipeline = Kept(
            RetriedCall.Round,
            () => Pipeline(new PredicateBuilder<Round>().HandleResult(ended => ended.MayRetry), outcome => outcome.Result.RetryAfter));
        await RunAsync(pipeline, round, cancellationToken);
    }

    /// <summary>Asks the provider something that changes nothing, again and again while it says that it may answer later.</summary>
    public Task<T> AskAsync<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        ResiliencePipeline<T> pipeline = Kept(RetriedCall.Question, () => Pipeline(
            new PredicateBuilder<T>().Handle<ProviderException>(exception => exception.MayRetry),
            outcome => (outcome.Exception as ProviderException)?.RetryAfter));
        return RunAsync(pipeline, ask, cancellationToken);
    }

    /// <summary>Calls a node again after the connection broke, when the call had no effect or may have it twice.</summary>
    public Task<T> CallAsync<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] T>(
        Func<CancellationToken, Task<T>> call, bool isRepeatable, CancellationToken cancellationToken)
    {
        ResiliencePipeline<T> pipeline = Kept(isRepeatable ? RetriedCall.Repeatable : RetriedCall.Effectful, () => Pipeline(
            new PredicateBuilder<T>().Handle<AgentException>(exception =>
                (exception.Code == ProblemCode.ConnectionLost || exception.Code == ProblemCode.AgentEnded) && (isRepeatable || !exception.OutcomeIsUnknown)),
            // How long an agent that ended is left alone is decided where it is started.
            static outcome => outcome.Exception is AgentException { Code: var code } && code == ProblemCode.AgentEnded ? TimeSpan.Zero : null));
        return RunAsync(pipeline, call, cancellationToken);
    }

    private static async Task<T> RunAsync<T>(ResiliencePipeline<T> pipeline, Func<CancellationToken, Task<T>> run, CancellationToken cancellationToken)
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

    private ResiliencePipeline<T> Kept<T>(RetriedCall call, Func<ResiliencePipeline<T>> make) =>
        (ResiliencePipeline<T>)_pipelines.GetOrAdd((typeof(T), call), static (_, make) => make(), make);

    private ResiliencePipeline<T> Pipeline<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] T>(PredicateBuilder<T> mayRetry, Func<Outcome<T>, TimeSpan?> asked) => options.RoundsMax < 1
        ? ResiliencePipeline<T>.Empty
        : new ResiliencePipelineBuilder<T> { TimeProvider = provider.Clock }
            .AddRetry(new RetryStrategyOptions<T>
            {
                ShouldHandle = mayRetry,
                MaxRetryAttempts = options.RoundsMax,
                BackoffType = DelayBackoffType.Exponential,
                Delay = options.Pause,
                MaxDelay = options.PauseMax,
                UseJitter = true,
                Randomizer = provider.Chance.NextDouble,
                DelayGenerator = arguments => new ValueTask<TimeSpan?>(Cap(asked(arguments.Outcome))),
            })
            .Build();

    private TimeSpan? Cap(TimeSpan? asked) => asked is not { } pause ? null
        : pause < TimeSpan.Zero ? options.Pause
        : pause > options.AskedPauseMax ? options.AskedPauseMax
        : pause;
}

/// <summary>How one round of a wave ended.</summary>
/// <param name="MayRetry">True when something is left that may be repeated.</param>
/// <param name="RetryAfter">How long the provider asked to wait; null: it said nothing.</param>
internal readonly record struct Round(bool MayRetry, TimeSpan? RetryAfter);

/// <summary>Kinds of calls, each with its own rule for what is repeated.</summary>
internal enum RetriedCall
{
    /// <summary>Orders to a provider: until it left nothing that may be repeated.</summary>
    Round,

    /// <summary>Asks a provider something that changes nothing.</summary>
    Question,

    /// <summary>Calls a node, and may have its effect twice.</summary>
    Repeatable,

    /// <summary>Calls a node, and must have its effect once.</summary>
    Effectful,
}
