using Scalewright.Providers;

namespace Scalewright.Clusters;

/// <summary>Hears what came of orders. What the provider leaves out or says it does not know is unknown, and so is everything when it says nothing for too long.</summary>
internal sealed class OutcomeReader(IProvider provider, TimeSpan deadline, IReadOnlyList<PendingStep> steps)
{
    /// <summary>After a pause this long we may have been frozen, and another may have taken over: what came of it is recorded first.</summary>
    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, PendingStep> _open = steps.ToDictionary(step => step.Order.Token, StringComparer.Ordinal);

    /// <summary>The steps whose outcome is not known.</summary>
    public List<PendingStep> Unknown { get; } = [];

    /// <summary>Why the provider broke off; null when it did not.</summary>
    public ProviderException? Failure { get; private set; }

    /// <summary>Hears everything. Nothing more is begun once an outcome cannot be recorded.</summary>
    public async Task ReadAsync(Func<PendingStep, StepOutcome, Task> settle, CancellationToken cancellationToken)
    {
        using CancellationTokenSource abandoned = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        ValueList<StepOrder> orders = steps.Select(step => step.Order).ToValueList();
        IAsyncEnumerator<StepOutcome> outcomes = provider.ApplyAsync(orders, abandoned.Token).GetAsyncEnumerator(CancellationToken.None);
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
            // What was under way has come to its end.
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
        long asked = provider.Clock.GetTimestamp();
        while (await outcomes.MoveNextAsync().AsTask().WaitAsync(deadline, provider.Clock, CancellationToken.None))
        {
            settled = Hear(outcomes.Current, settle, settled);
            if (settled.IsFaulted || provider.Clock.GetElapsedTime(asked) >= PauseMax)
            {
                await settled;
            }

            asked = provider.Clock.GetTimestamp();
        }

        await settled;
    }

    // Not CancelAsync: it would leave the simulation's loop.
    private static void Abandon(CancellationTokenSource source) => source.Cancel();

    private Task Hear(StepOutcome outcome, Func<PendingStep, StepOutcome, Task> settle, Task settled)
    {
        ProviderAnswers.Check(provider.Name, outcome);

        // An outcome that no order waits for came twice, or belongs to another call.
        if (!_open.TryGetValue(outcome.Token, out PendingStep? step))
        {
            return settled;
        }

        ProviderAnswers.Check(provider.Name, step.Order, outcome);
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
