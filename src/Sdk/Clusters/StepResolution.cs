using Scalewright.Planning;
using Scalewright.Providers;

namespace Scalewright.Clusters;

/// <summary>Finds out what came of steps whose outcome is not known, by looking at the place itself.</summary>
internal sealed class StepResolution(IProvider provider, ClusterJournal journal, RetryOptions options, IReadOnlyList<PendingStep> unknown)
{
    public async Task ResolveAsync(Func<PendingStep, StepOutcome, Task> settle, Func<PendingStep, Task> renew, CancellationToken cancellationToken)
    {
        if (provider.ConsistencyWindow > TimeSpan.Zero)
        {
            await Task.Delay(provider.ConsistencyWindow, provider.Clock, cancellationToken);
        }

        ValueList<Resource> there = await new Retries(provider, options).AskAsync(token => provider.ObserveAsync(journal.Owner, token), cancellationToken);
        foreach (PendingStep step in unknown)
        {
            Resource? found = Find(step.Order, there);
            if (found is { State: ResourceState.Pending })
            {
                await RemoveAsync(step.Order, found, cancellationToken);
                await renew(step);
            }
            else
            {
                await settle(step, OutcomeOf(step.Order, found, step.Problem));
            }
        }
    }

    /// <summary>What the resource that was found, or not, says about an order.</summary>
    public static StepOutcome OutcomeOf(StepOrder order, Resource? found, Problem? problem)
    {
        bool isDone = order.Step.Action switch
        {
            StepAction.Create => found is not null,
            StepAction.Change => found?.Tag.Digest == order.Tag.Digest,
            _ => found is null,
        };
        return isDone
            ? new StepOutcome(order.Token, StepResult.Done) { Resource = order.Step.Action == StepAction.Destroy ? null : found }
            : new StepOutcome(order.Token, StepResult.Failed) { Problem = problem ?? ClusterProblems.NoOutcome(order.Step), MayRetry = true };
    }

    /// <summary>The resource that an order is about: by token when it makes one, by id otherwise.</summary>
    public static Resource? Find(StepOrder order, IEnumerable<Resource> there) => order.Step.Action == StepAction.Create
        ? there.FirstOrDefault(resource => resource.Tag.Token == order.Token && resource.State != ResourceState.Leaving)
        : there.FirstOrDefault(resource => resource.Id == order.ResourceId && resource.State != ResourceState.Leaving);

    private async Task RemoveAsync(StepOrder order, Resource found, CancellationToken cancellationToken)
    {
        StepOrder removal = Removals.Of(found, order.Tag.Owner, order.Tag.Epoch, journal.DrawToken());
        await journal.FenceAsync();
        await foreach (StepOutcome _ in provider.ApplyAsync([removal], cancellationToken))
        {
            // What is left of it is found as a stray by the next look.
        }
    }
}
