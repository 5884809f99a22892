using Scalewright.Planning;
using Scalewright.Providers;

namespace Scalewright.Clusters;

internal sealed class StepOutcomeResolver(
    GuardedProvider provider,
    ClusterJournal journal,
    ClusterOptions settings,
    IReadOnlyList<PendingStep> unknown
)
{
    public async Task ResolveAsync(Func<PendingStep, StepOutcome, Task> settle, CancellationToken cancellationToken)
    {
        if (provider.ConsistencyWindow > TimeSpan.Zero)
        {
            await Task.Delay(provider.ConsistencyWindow, provider.Clock, cancellationToken);
        }

        ValueList<Resource> observed = await ProviderRetry
            .Create(provider, settings.Retry)
            .QueryAsync(token => provider.ObserveAsync(journal.Owner, token), cancellationToken);
        foreach (PendingStep step in unknown)
        {
            await settle(step, DeriveOutcome(step.Request, Find(step.Request, observed), step.Problem));
        }
    }

    /// <summary>Derives the outcome of a request from the presence of its resource.</summary>
    public static StepOutcome DeriveOutcome(StepRequest request, Resource? resource, Problem? problem)
    {
        bool isDone = request.Step.Action switch
        {
            StepAction.Create => resource is not null,
            StepAction.Change => resource is not null && SpecDigest.Matches(request.Step, resource.Tag.Digest),
            _ => resource is null,
        };
        return isDone
            ? new StepOutcome(request.Token, StepResult.Succeeded) { Resource = resource }
            : new StepOutcome(request.Token, StepResult.Failed)
            {
                Problem = problem ?? ClusterProblems.NoOutcome(request.Step),
                CanRetry = true,
            };
    }

    /// <summary>Returns the resource of a request: by token for a creation, otherwise by ID.</summary>
    public static Resource? Find(StepRequest request, IEnumerable<Resource> observed) =>
        request.Step.Action == StepAction.Create
            ? observed.FirstOrDefault(resource => resource.Tag.Token == request.Token && resource.State != ResourceState.Deleting)
            : observed.FirstOrDefault(resource => resource.Id == request.ResourceId && resource.State != ResourceState.Deleting);
}
