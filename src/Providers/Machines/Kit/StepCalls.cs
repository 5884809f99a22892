using System.Runtime.CompilerServices;

namespace Scalewright.Providers;

/// <summary>Does a wave of steps as calls, so many at once. A place that asks for a pause asks the whole account: once it has, no further call is begun.</summary>
internal static class StepCalls
{
    /// <summary>Makes calls until all are made or it is asked to stop; what was begun comes to its end.</summary>
    /// <param name="orders">The steps of the wave. Those that were not begun because of a pause may be repeated after it.</param>
    /// <param name="calls">The calls, each with the outcomes of one step or more.</param>
    /// <param name="callsMax">How many are under way at once.</param>
    /// <exception cref="ProviderException">A call threw it: the place cannot be used at all.</exception>
    public static async IAsyncEnumerable<StepOutcome> MakeAsync(
        ValueList<StepOrder> orders, IEnumerable<Func<Task<ValueList<StepOutcome>>>> calls, int callsMax, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Queue<Func<Task<ValueList<StepOutcome>>>> waiting = new(calls);
        List<Task<ValueList<StepOutcome>>> underWay = [];
        HashSet<string> left = [.. orders.Select(order => order.Token)];
        TimeSpan pause = TimeSpan.Zero;
        try
        {
            while (true)
            {
                while (underWay.Count < callsMax && waiting.Count > 0 && pause <= TimeSpan.Zero && !cancellationToken.IsCancellationRequested)
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
                    pause = outcome is { MayRetry: true, RetryAfter: { } asked } && outcome.Problem?.Code == ProblemCode.Throttled && asked > pause ? asked : pause;
                    yield return outcome;
                }
            }

            foreach (StepOrder order in pause > TimeSpan.Zero && waiting.Count > 0 ? orders.Where(order => left.Contains(order.Token)) : [])
            {
                yield return NotBegun(order, pause);
            }
        }
        finally
        {
            // What was begun comes to its end, whether anybody hears of it or not.
            await SettleAsync(underWay);
        }
    }

    private static StepOutcome NotBegun(StepOrder order, TimeSpan pause) => new(order.Token, StepResult.Failed)
    {
        Problem = new Problem(
            ProblemCode.Throttled, string.Create(CultureInfo.InvariantCulture, $"it was not begun: the place asked for a pause of {pause.TotalSeconds:0.###} s"), "try again after it"),
        MayRetry = true,
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
                // The first of these has been thrown already.
            }
        }
    }
}

/// <summary>What comes of steps.</summary>
internal static class Outcomes
{
    public static StepOutcome Done(StepOrder order, Resource? resource = null) => new(order.Token, StepResult.Done) { Resource = resource };

    public static StepOutcome Failed(StepOrder order, Problem problem, bool mayRetry = false) => new(order.Token, StepResult.Failed) { Problem = problem, MayRetry = mayRetry };

    public static StepOutcome Later(StepOrder order, Problem problem, TimeSpan? after) => Failed(order, problem, mayRetry: true) with { RetryAfter = after };
}
