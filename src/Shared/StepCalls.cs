using System.Runtime.CompilerServices;

namespace Scalewright.Providers;

/// <summary>Does a wave of steps as calls, so many at once.</summary>
internal static class StepCalls
{
    /// <summary>Makes calls until all are made or it is asked to stop; what was begun comes to its end.</summary>
    /// <param name="calls">The calls, each with the outcomes of one step or more.</param>
    /// <param name="callsMax">How many are under way at once.</param>
    /// <param name="cancellationToken">No further call is begun.</param>
    /// <exception cref="ProviderException">A call threw it: the place cannot be used at all.</exception>
    public static async IAsyncEnumerable<StepOutcome> MakeAsync(
        IEnumerable<Func<Task<ValueList<StepOutcome>>>> calls, int callsMax, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Queue<Func<Task<ValueList<StepOutcome>>>> waiting = new(calls);
        List<Task<ValueList<StepOutcome>>> underWay = [];
        try
        {
            while (true)
            {
                while (underWay.Count < callsMax && waiting.Count > 0 && !cancellationToken.IsCancellationRequested)
                {
                    underWay.Add(waiting.Dequeue()());
                }

                if (underWay.Count == 0)
                {
                    yield break;
                }

                Task<ValueList<StepOutcome>> ended = await Task.WhenAny(underWay);
                underWay.Remove(ended);
                foreach (StepOutcome outcome in await ended)
                {
                    yield return outcome;
                }
            }
        }
        finally
        {
            // What was begun comes to its end, whether anybody hears of it or not.
            await SettleAsync(underWay);
        }
    }

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
