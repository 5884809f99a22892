using Scalewright.Planning;
using Scalewright.Providers;

namespace Scalewright.Clusters;

/// <summary>Does a plan: wave after wave, each intent on disk before the provider hears of it, each result on disk before the caller does.</summary>
internal sealed class PlanRunner(IProvider provider, ClusterJournal journal, ClusterEvents events, ClusterSettings settings)
{
    private readonly Retries _retries = new(provider, settings.Retry);

    /// <summary>Does a plan as far as it can be done.</summary>
    /// <exception cref="OperationCanceledException">Cancelled: what was under way came to its end and is recorded, nothing more was begun.</exception>
    public async Task<PlanReport> RunAsync(Plan plan, CancellationToken cancellationToken)
    {
        RunLog log = new(plan, settings.Progress);
        bool areOne = settings.Planted.HasFlag(PlantedDefects.IgnoresWaves);
        foreach (ValueList<int> wave in areOne ? [Enumerable.Range(0, plan.Steps.Count).ToValueList()] : (IEnumerable<ValueList<int>>)plan.Waves())
        {
            cancellationToken.ThrowIfCancellationRequested();
            List<PendingStep> steps = [.. wave.Where(index => areOne || log.MayBegin(index)).Select(index => new PendingStep(index, OrderOf(plan.Steps[index])))];
            WaveRun run = new(provider, journal, events, settings, log, steps, OrderOf);
            await _retries.RunRoundsAsync(run.RunAsync, cancellationToken);
            await run.GiveUpAsync();
        }

        return log.ToReport();
    }

    private StepOrder OrderOf(PlanStep step)
    {
        string group = step switch
        {
            CreateNode create => create.Group,
            ChangeNode change => change.Group,
            DestroyNode destroy => destroy.Group,
            _ => "",
        };
        ResourceTag tag = new(journal.Owner, step.Target, step.Name, journal.DrawToken())
        {
            Group = group,
            Digest = SpecDigest.Of(step),
            Epoch = journal.Epoch,
            ExpiresAt = settings.TimeToLive is { } life ? provider.Clock.GetUtcNow() + life : null,
        };
        return new StepOrder(step, tag, step.Action == StepAction.Create ? null : journal.State.Find(step.Target, step.Name)?.Id);
    }
}
