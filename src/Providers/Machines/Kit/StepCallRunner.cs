using System.Runtime.CompilerServices;

namespace Scalewright.Providers;

/// <summary>
/// Executes a wave of steps as concurrent calls. When the backend throttles a call, no further call is started, because
/// the limit applies to the whole account.
/// </summary>
internal static class StepCallRunner
{
    /// <summary>Runs calls until all are made or cancellation is requested. Started calls always complete.</summary>
    /// <param name="orders">Steps of the wave. Steps that were not started because of throttling can be
    /// retried.</param>
    /// <param name="calls">Calls that return the outcomes of one or more steps.</param>
    /// <param name="maxConcurrency">Maximum number of concurrent calls.</param>
    /// <exception cref="ProviderException">A call threw it because the provider cannot be used at all.</exception>
    public static async IAsyncEnumerable<StepOutcome> RunAsync(
        ValueList<StepRequest> orders, IEnumerable<Func<Task<ValueList<StepOutcome>>>> calls, int maxConcurrency,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Queue<Func<Task<ValueList<StepOutcome>>>> waiting = new(calls);
        List<Task<ValueList<StepOutcome>>> underWay = [];
        HashSet<string> left = [.. orders.Select(order => order.Token)];
        TimeSpan pause = TimeSpan.Zero;
        try
        {
            while (true)
            {
                while (underWay.Count < maxConcurrency
                    && waiting.Count > 0
                    && pause <= TimeSpan.Zero
                    && !cancellationToken.IsCancellationRequested)
                {
                    underWay.Add(waiting.Dequeue()());
                }

                if (underWay.Count == 0)
                {
                    break;
                }

                Task<ValueList<StepOutcome>> ended = await Task.WhenAny(underWay);
                underWay.Remove(ended);
                foreach (StepOutcome outcome in await ended)
                {
                    left.Remove(outcome.Token);
                    pause = outcome is { CanRetry: true, RetryAfter: { } asked }
                        && outcome.Problem?.Code == ProblemCode.Throttled
                        && asked > pause ? asked : pause;
                    yield return outcome;
                }
            }

            foreach (StepRequest order in pause > TimeSpan.Zero && waiting.Count > 0
                ? orders.Where(order => left.Contains(order.Token))
                : [])
            {
                yield return NotStarted(order, pause);
            }
        }
        finally
        {
            // Started calls complete even if the caller stops enumerating.
            await SettleAsync(underWay);
        }
    }

    private static StepOutcome NotStarted(StepRequest order, TimeSpan pause) => new(order.Token, StepResult.Failed)
    {
        Problem = new Problem(
            ProblemCode.Throttled, string.Create(CultureInfo.InvariantCulture,
                $"it was not started, because the provider throttles requests for {pause.TotalSeconds:0.###} s"),
            "retry after this time"),
        CanRetry = true,
        RetryAfter = pause,
    };

    private static async Task SettleAsync(List<Task<ValueList<StepOutcome>>> underWay)
    {
        foreach (Task<ValueList<StepOutcome>> call in underWay)
        {
            try
            {
                await call;
            }
            catch (ProviderException)
            {
                // The first exception has already been thrown.
            }
        }
    }
}

internal static class StepOutcomes
{
    public static StepOutcome Done(StepRequest order, Resource? resource = null) =>
        new(order.Token, StepResult.Succeeded) { Resource = resource };

    public static StepOutcome Failed(StepRequest order, Problem problem, bool mayRetry = false) =>
        new(order.Token, StepResult.Failed) { Problem = problem, CanRetry = mayRetry };

    public static StepOutcome Later(StepRequest order, Problem problem, TimeSpan? after) =>
        Failed(order, problem, mayRetry: true) with { RetryAfter = after };
}
