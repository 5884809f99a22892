using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Scalewright.Providers;

/// <summary>
/// Executes a wave of steps as concurrent calls. When the backend throttles a call, no further call is started, because
/// the limit applies to the whole account.
/// </summary>
public static class StepCallRunner
{
    /// <summary>Runs calls until all are made or cancellation is requested. Started calls always complete.</summary>
    /// <param name="requests">Steps of the wave. Steps that were not started because of throttling can be
    /// retried.</param>
    /// <param name="calls">Calls that return the outcomes of one or more steps.</param>
    /// <param name="maxConcurrency">Maximum number of concurrent calls.</param>
    /// <param name="cancellationToken">Requests that no further call is started.</param>
    /// <exception cref="ProviderException">A call threw it because the provider cannot be used at all. It is thrown
    /// after the outcomes of all other started calls.</exception>
    public static async IAsyncEnumerable<StepOutcome> RunAsync(
        ValueList<StepRequest> requests,
        IEnumerable<Func<Task<ValueList<StepOutcome>>>> calls,
        int maxConcurrency,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(requests);
        ArgumentNullException.ThrowIfNull(calls);
        Queue<Func<Task<ValueList<StepOutcome>>>> waiting = new(calls);
        List<Task<ValueList<StepOutcome>>> running = [];
        HashSet<string> remaining = [.. requests.Select(request => request.Token)];
        TimeSpan pause = TimeSpan.Zero;
        ExceptionDispatchInfo? refusal = null;
        try
        {
            while (true)
            {
                while (
                    running.Count < maxConcurrency
                    && waiting.Count > 0
                    && pause <= TimeSpan.Zero
                    && refusal is null
                    && !cancellationToken.IsCancellationRequested
                )
                {
                    running.Add(waiting.Dequeue()());
                }

                if (running.Count == 0)
                {
                    break;
                }

                Task<ValueList<StepOutcome>> ended = await Task.WhenAny(running);
                running.Remove(ended);
                (ValueList<StepOutcome> outcomes, ExceptionDispatchInfo? thrown) = await ReadAsync(ended);
                refusal ??= thrown;
                foreach (StepOutcome outcome in outcomes)
                {
                    remaining.Remove(outcome.Token);
                    pause =
                        outcome is { CanRetry: true, RetryAfter: { } delay }
                        && outcome.Problem?.Code == ProblemCode.Throttled
                        && delay > pause
                            ? delay
                            : pause;
                    yield return outcome;
                }
            }

            refusal?.Throw();
            foreach (
                StepRequest request in pause > TimeSpan.Zero && waiting.Count > 0
                    ? requests.Where(request => remaining.Contains(request.Token))
                    : []
            )
            {
                yield return NotStarted(request, pause);
            }
        }
        finally
        {
            // Started calls complete even if the caller stops enumerating.
            await SettleAsync(running);
        }
    }

    private static StepOutcome NotStarted(StepRequest request, TimeSpan pause) =>
        new(request.Token, StepResult.Failed)
        {
            Problem = new Problem(
                ProblemCode.Throttled,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"it was not started, because the provider throttles requests for {pause.TotalSeconds:0.###} s"
                ),
                "retry after this time"
            ),
            CanRetry = true,
            RetryAfter = pause,
        };

    private static async Task<(ValueList<StepOutcome> Outcomes, ExceptionDispatchInfo? Thrown)> ReadAsync(
        Task<ValueList<StepOutcome>> ended
    )
    {
        try
        {
            return (await ended, null);
        }
        catch (ProviderException exception)
        {
            return ([], ExceptionDispatchInfo.Capture(exception));
        }
    }

    private static async Task SettleAsync(List<Task<ValueList<StepOutcome>>> running)
    {
        foreach (Task<ValueList<StepOutcome>> call in running)
        {
            await ReadAsync(call);
        }
    }
}
