using Scalewright.Clusters.Telemetry;
using Scalewright.Planning;
using Scalewright.Providers;

namespace Scalewright.Clusters;

/// <summary>
/// Executes a plan wave by wave. Writes intents to disk before the steps are requested, and results before they are
/// reported.
/// </summary>
internal sealed class PlanExecutor(
    GuardedProvider provider,
    ClusterJournal journal,
    ClusterEvents events,
    NodeLinks links,
    ClusterOptions settings,
    ClusterRecording? recording
)
{
    private readonly Retry _retry = ProviderRetry.Create(provider, settings.Retry);

    /// <summary>Executes as many steps of a plan as possible.</summary>
    /// <exception cref="OperationCanceledException">Canceled; steps in progress completed and are recorded.</exception>
    public async Task<PlanReport> RunAsync(Plan plan, CancellationToken cancellationToken)
    {
        using TelemetryScope? work = TelemetryScope.Start(
            provider.Clock,
            activity: null,
            Instruments.Plans,
            Instruments.Tag("cluster", journal.Owner.Cluster)
        );
        PlanProgressTracker log = new(plan, settings.Progress);
        foreach (ValueList<int> wave in plan.GetWaves())
        {
            cancellationToken.ThrowIfCancellationRequested();
            List<PendingStep> steps = [.. wave.Where(log.CanStart).Select(index => new PendingStep(index, ToRequest(plan.Steps[index])))];
            await RunWaveAsync(
                new WaveExecutor(provider, journal, events, links, settings, log, steps, ToRequest, recording),
                steps,
                cancellationToken
            );
        }

        PlanReport report = log.ToReport();
        if (report.Succeeded)
        {
            work?.Succeed();
        }

        return report;
    }

    private async Task RunWaveAsync(WaveExecutor run, IReadOnlyList<PendingStep> steps, CancellationToken cancellationToken)
    {
        int recorded = recording?.BeginWave(steps) ?? -1;
        using TelemetryScope? work = TelemetryScope.Start(
            provider.Clock,
            "scalewright.wave",
            durations: null,
            Instruments.Tag("cluster", journal.Owner.Cluster)
        );
        await _retry.RepeatAsync(run.RunAsync, cancellationToken);
        bool anyFailed = await run.FailPendingAsync();
        recording?.EndWave(recorded, anyFailed ? "steps failed" : "");
        if (!anyFailed)
        {
            work?.Succeed();
        }
    }

    private StepRequest ToRequest(PlanStep step)
    {
        string group = step switch
        {
            CreateNode create => create.Group,
            ChangeNode change => change.Group,
            DestroyNode destroy => destroy.Group,
            _ => "",
        };
        ResourceTag tag = new(journal.Owner, step.Target, step.Name, journal.CreateToken())
        {
            Group = group,
            Digest = SpecDigest.Compute(step),
            Epoch = journal.Epoch,
            ExpiresAt = settings.TimeToLive is { } life ? provider.Clock.GetUtcNow() + life : null,
        };
        return new StepRequest(step, tag, step.Action == StepAction.Create ? null : journal.State.Find(step.Target, step.Name)?.Id);
    }
}
