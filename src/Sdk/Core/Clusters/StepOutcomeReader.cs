using Scalewright.Providers;

namespace Scalewright.Clusters;

/// <summary>
/// Reads the outcomes of requests. Outcomes that are missing, for example after a timeout, count as unknown.
/// </summary>
internal sealed class StepOutcomeReader(GuardedProvider provider, TimeSpan deadline, IReadOnlyList<PendingStep> steps)
{
    /// <summary>
    /// Maximum pause between two outcomes. After a longer pause, earlier outcomes are recorded before the next one is
    /// read, because another process may have taken over.
    /// </summary>
    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, PendingStep> _open = steps.ToDictionary(step => step.Request.Token, StringComparer.Ordinal);

    public List<PendingStep> Unknown { get; } = [];

    /// <summary>Exception that ended the stream; null if it completed.</summary>
    public ProviderException? Failure { get; private set; }

    /// <summary>Reads all outcomes. Stops the requests once an outcome cannot be recorded.</summary>
    public async Task ReadAsync(Func<PendingStep, StepOutcome, Task> settle, CancellationToken cancellationToken)
    {
        using CancellationTokenSource abandoned = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        ValueList<StepRequest> requests = steps.Select(step => step.Request).ToValueList();
        IAsyncEnumerator<StepOutcome> outcomes = provider.ApplyAsync(requests, abandoned.Token).GetAsyncEnumerator(CancellationToken.None);
        bool isSilent = false;
        try
        {
            await ReadAsync(outcomes, settle);
        }
        catch (TimeoutException)
        {
            isSilent = true;
        }
        catch (ProviderException exception)
        {
            Failure = exception;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The steps in progress have completed.
        }
        finally
        {
            Abandon(abandoned);
            if (!isSilent)
            {
                await outcomes.DisposeAsync();
            }
        }

        Unknown.AddRange(_open.Values);
    }

    private async Task ReadAsync(IAsyncEnumerator<StepOutcome> outcomes, Func<PendingStep, StepOutcome, Task> settle)
    {
        Task settled = Task.CompletedTask;
        long startTimestamp = provider.Clock.GetTimestamp();
        while (await outcomes.MoveNextAsync().AsTask().WaitAsync(deadline, provider.Clock, CancellationToken.None))
        {
            settled = OnOutcome(outcomes.Current, settle, settled);
            if (settled.IsFaulted || provider.Clock.GetElapsedTime(startTimestamp) >= MaxPause)
            {
                await settled;
            }

            startTimestamp = provider.Clock.GetTimestamp();
        }

        await settled;
    }

    // Not CancelAsync, which leaves the loop of a simulation.
    private static void Abandon(CancellationTokenSource source) => source.Cancel();

    private Task OnOutcome(StepOutcome outcome, Func<PendingStep, StepOutcome, Task> settle, Task settled)
    {
        // An outcome without a pending request is a duplicate, or belongs to another call.
        if (!_open.TryGetValue(outcome.Token, out PendingStep? step))
        {
            return settled;
        }

        ProviderResponses.Check(provider.Name, step.Request, outcome);
        _open.Remove(outcome.Token);

        if (outcome.Result == StepResult.Unknown)
        {
            step.Problem = outcome.Problem;
            Unknown.Add(step);
            return settled;
        }

        return settle(step, outcome);
    }
}
