using Scalewright.Providers;

namespace Scalewright.Clusters;

/// <summary>Hears what came of orders. What the provider leaves out or says it does not know is unknown, and so is everything when it says nothing for too long.</summary>
internal sealed class OutcomeReader(IProvider provider, TimeSpan deadline, IReadOnlyList<PendingStep> steps)
{
    private readonly Dictionary<string, PendingStep> _open = steps.ToDictionary(step => step.Order.Token, StringComparer.Ordinal);

    /// <summary>The steps whose outcome is not known.</summary>
    public List<PendingStep> Unknown { get; } = [];

    /// <summary>Why the provider broke off; null when it did not.</summary>
    public ProviderException? Failure { get; private set; }

    public async Task ReadAsync(Action<PendingStep, StepOutcome> settle, CancellationToken cancellationToken)
    {
        using CancellationTokenSource abandoned = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        ValueList<StepOrder> orders = steps.Select(step => step.Order).ToValueList();
        IAsyncEnumerator<StepOutcome> outcomes = provider.ApplyAsync(orders, abandoned.Token).GetAsyncEnumerator(CancellationToken.None);
        bool isOver = false;
        try
        {
            while (await outcomes.MoveNextAsync().AsTask().WaitAsync(deadline, provider.Clock, CancellationToken.None))
            {
                Hear(outcomes.Current, settle);
            }

            isOver = true;
        }
        catch (TimeoutException)
        {
            Abandon(abandoned);
        }
        catch (ProviderException exception)
        {
            (Failure, isOver) = (exception, true);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            isOver = true;
        }

        if (isOver)
        {
            await outcomes.DisposeAsync();
        }

        Unknown.AddRange(_open.Values);
    }

    // Not CancelAsync: it would leave the simulation's loop.
    private static void Abandon(CancellationTokenSource source) => source.Cancel();

    private void Hear(StepOutcome outcome, Action<PendingStep, StepOutcome> settle)
    {
        // An outcome that no order waits for came twice, or belongs to another call.
        if (!_open.Remove(outcome.Token, out PendingStep? step))
        {
            return;
        }

        if (outcome.Result == StepResult.Unknown)
        {
            step.Problem = outcome.Problem;
            Unknown.Add(step);
            return;
        }

        settle(step, outcome);
    }
}
