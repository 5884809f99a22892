using Scalewright.Providers;

namespace Scalewright.Clusters.Reaping;

/// <summary>Removes resources by their tags, try after try, until none is left.</summary>
internal sealed class ReapRun(IProvider provider, ReapRequest request, ValueList<Resource> chosen, IReadOnlyDictionary<Owner, long> epochs)
{
    private readonly Dictionary<string, Problem> _problems = new(StringComparer.Ordinal);
    private List<Resource> _left = [.. chosen];
    private int _tries;

    public async Task<ReapReport> RunAsync(CancellationToken cancellationToken)
    {
        if (_left.Count > 0)
        {
            await new Retries(provider, request.Retry).RunRoundsAsync(TryAsync, cancellationToken);
        }

        return new ReapReport(chosen) { Left = _left.Select(Leaked).ToValueList(), TryCount = _tries };
    }

    private async Task<Round> TryAsync(CancellationToken cancellationToken)
    {
        _tries++;
        foreach (Resource[] wave in Removals.Waves(_left, provider.OrdersMax).ToArray())
        {
            await RemoveAsync(wave, cancellationToken);
        }

        if (_left.Count > 0)
        {
            await LookAsync(cancellationToken);
        }

        return new Round(_left.Count > 0, RetryAfter: null);
    }

    private async Task RemoveAsync(Resource[] wave, CancellationToken cancellationToken)
    {
        List<PendingStep> steps = [.. wave.Select((resource, index) => new PendingStep(index, OrderOf(resource)))];
        OutcomeReader reader = new(provider, request.Retry.StepDeadline, steps);
        await reader.ReadAsync((step, outcome) => Settle(wave[step.Index], outcome), cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        foreach (PendingStep step in reader.Unknown)
        {
            _problems[wave[step.Index].Tag.Token] = step.Problem ?? reader.Failure?.Problems[0] ?? ClusterProblems.NoOutcome(step.Step);
        }
    }

    private StepOrder OrderOf(Resource resource) =>
        Removals.Of(resource, resource.Tag.Owner, epochs.GetValueOrDefault(resource.Tag.Owner, resource.Tag.Epoch), $"reap-{provider.Chance.NextInt64():x16}");

    private Task Settle(Resource resource, StepOutcome outcome)
    {
        if (outcome.Result == StepResult.Done)
        {
            _left.Remove(resource);
        }
        else if (outcome.Problem is { } problem)
        {
            _problems[resource.Tag.Token] = problem;
        }

        return Task.CompletedTask;
    }

    /// <summary>What a try did not report may be gone all the same.</summary>
    private async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            ValueList<Resource> there = await provider.ObserveAsync(null, cancellationToken);
            HashSet<string> tokens = new(there.Where(resource => resource.State != ResourceState.Leaving).Select(resource => resource.Tag.Token), StringComparer.Ordinal);
            _left = [.. _left.Where(resource => tokens.Contains(resource.Tag.Token))];
        }
        catch (ProviderException exception)
        {
            _left.ForEach(resource => _problems.TryAdd(resource.Tag.Token, exception.Problems[0]));
        }
    }

    private LeakedResource Leaked(Resource resource) => new(resource, _problems.GetValueOrDefault(resource.Tag.Token) ?? ClusterProblems.Leaked(resource.Id));
}
