using Scalewright.Providers;

namespace Scalewright.Clusters.Reaping;

/// <summary>Removes resources by their tags, with several attempts until all are gone.</summary>
internal sealed class ResourceReaper(
    GuardedProvider provider,
    ReapRequest request,
    ValueList<Resource> chosen,
    Dictionary<Owner, long> epochs
)
{
    /// <summary>Maximum number of rejected calls in one attempt to find the epoch of an owner.</summary>
    private const int MaxRaises = 100;

    private readonly Dictionary<string, Problem> _problems = new(StringComparer.Ordinal);
    private List<Resource> _remaining = [.. chosen];
    private int _attempts;

    public async Task<ReapReport> RunAsync(CancellationToken cancellationToken)
    {
        if (_remaining.Count > 0)
        {
            await ProviderRetry.Create(provider, request.Retry).RepeatAsync(TryAsync, cancellationToken);
        }

        return new ReapReport(chosen) { Remaining = _remaining.Select(Leaked).ToValueList(), AttemptCount = _attempts };
    }

    private async Task<RetryDecision> TryAsync(CancellationToken cancellationToken)
    {
        _attempts++;
        await TakeOverAsync(cancellationToken);
        foreach (Resource[] wave in OrphanRemovalRequests.Waves(_remaining, provider.MaxBatchSize).ToArray())
        {
            await RemoveAsync(wave, cancellationToken);
        }

        if (_remaining.Count > 0)
        {
            await ObserveAsync(cancellationToken);
        }

        return new RetryDecision(_remaining.Count > 0);
    }

    /// <summary>
    /// Finds an epoch that the provider accepts: removes the first resource of each owner and increases the epoch by 1
    /// after each rejection. A larger increment would fence the cluster's folder.
    /// </summary>
    private async Task TakeOverAsync(CancellationToken cancellationToken)
    {
        if (request.Lineage is null)
        {
            return;
        }

        foreach (
            Resource first in OrphanRemovalRequests
                .Waves(_remaining, int.MaxValue)
                .SelectMany(wave => wave)
                .DistinctBy(resource => resource.Tag.Owner)
                .ToArray()
        )
        {
            await RemoveAsync([first], cancellationToken);
            for (int raise = 0; raise < MaxRaises && IsFenced(first); raise++)
            {
                epochs[first.Tag.Owner]++;
                await RemoveAsync([first], cancellationToken);
            }
        }
    }

    private bool IsFenced(Resource resource) =>
        _remaining.Contains(resource)
        && _problems.TryGetValue(resource.Tag.Token, out Problem? problem)
        && problem.Code == ProblemCode.LeaseLost;

    private async Task RemoveAsync(Resource[] wave, CancellationToken cancellationToken)
    {
        Array.ForEach(wave, resource => _problems.Remove(resource.Tag.Token));
        List<PendingStep> steps = [.. wave.Select((resource, index) => new PendingStep(index, ToRequest(resource)))];
        StepOutcomeReader reader = new(provider, request.StepTimeout, steps);
        await reader.ReadAsync((step, outcome) => Settle(wave[step.Index], outcome), cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        foreach (PendingStep step in reader.Unknown)
        {
            _problems[wave[step.Index].Tag.Token] = step.Problem ?? reader.Failure?.Problems[0] ?? ClusterProblems.NoOutcome(step.Step);
        }
    }

    private StepRequest ToRequest(Resource resource) =>
        OrphanRemovalRequests.Create(
            resource,
            resource.Tag.Owner,
            epochs.GetValueOrDefault(resource.Tag.Owner, resource.Tag.Epoch),
            $"reap-{provider.Random.NextInt64():x16}"
        );

    private Task Settle(Resource resource, StepOutcome outcome)
    {
        if (outcome.Result == StepResult.Succeeded)
        {
            _remaining.Remove(resource);
        }
        else if (outcome.Problem is { } problem)
        {
            _problems[resource.Tag.Token] = problem;
        }

        return Task.CompletedTask;
    }

    /// <summary>Observes again, because removals that were not reported may have succeeded.</summary>
    private async Task ObserveAsync(CancellationToken cancellationToken)
    {
        try
        {
            ValueList<Resource> observed = await provider.ObserveAsync(null, cancellationToken);
            HashSet<string> tokens = new(
                observed.Where(resource => resource.State != ResourceState.Deleting).Select(resource => resource.Tag.Token),
                StringComparer.Ordinal
            );
            _remaining = [.. _remaining.Where(resource => tokens.Contains(resource.Tag.Token))];
        }
        catch (ProviderException exception)
        {
            _remaining.ForEach(resource => _problems.TryAdd(resource.Tag.Token, exception.Problems[0]));
        }
    }

    private LeakedResource Leaked(Resource resource) =>
        new(
            resource,
            IsFenced(resource)
                ? ClusterProblems.EpochRejected(resource.Tag.Owner, epochs[resource.Tag.Owner], request.Lineage is not null)
                : _problems.GetValueOrDefault(resource.Tag.Token) ?? ClusterProblems.Leaked(resource.Id)
        );
}
