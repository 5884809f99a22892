using Scalewright.Clusters.Telemetry;
using Scalewright.Planning;
using Scalewright.Providers;

namespace Scalewright.Clusters;

/// <summary>Executes one wave of a plan and retries failed steps that can be retried.</summary>
internal sealed class WaveExecutor(
    GuardedProvider provider,
    ClusterJournal journal,
    ClusterEvents events,
    NodeLinks links,
    ClusterOptions settings,
    PlanProgressTracker log,
    IReadOnlyList<PendingStep> steps,
    Func<PlanStep, StepRequest> renew,
    ClusterRecording? recording
)
{
    private bool _allFailed;
    private bool _hasProviderFault;
    private bool _anyFailed;
    private TimeSpan? _retryAfter;

    /// <summary>
    /// Requests all pending steps. If all of them failed before, first requests only one step to probe the provider.
    /// </summary>
    public async Task<RetryDecision> RunAsync(CancellationToken cancellationToken)
    {
        (_retryAfter, _hasProviderFault) = (null, false);
        List<PendingStep> pendingSteps = [.. steps.Where(IsPending)];
        int startedCount = 0;
        if (_allFailed && pendingSteps.Count > 1)
        {
            startedCount = 1;
            if (await RequestAsync([pendingSteps[0]], cancellationToken) > 0)
            {
                return new RetryDecision(CanRetry: true, _retryAfter);
            }
        }

        int failed = 0;
        for (; startedCount < pendingSteps.Count; startedCount += provider.MaxBatchSize)
        {
            failed += await RequestAsync(
                pendingSteps.GetRange(startedCount, Math.Min(provider.MaxBatchSize, pendingSteps.Count - startedCount)),
                cancellationToken
            );
        }

        _allFailed = failed > 0 && failed == pendingSteps.Count && _hasProviderFault;
        return new RetryDecision(steps.Any(IsPending), _retryAfter);
    }

    /// <summary>Marks all pending steps as failed.</summary>
    /// <returns>True if any step of the wave failed.</returns>
    public async Task<bool> FailPendingAsync()
    {
        foreach (PendingStep step in steps.Where(IsPending))
        {
            await FailAsync(step, step.Problem ?? ClusterProblems.NoOutcome(step.Step));
        }

        return _anyFailed;
    }

    /// <returns>Number of steps to retry.</returns>
    private async Task<int> RequestAsync(List<PendingStep> batch, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await IntendAsync(batch, cancellationToken);
        foreach (PendingStep removal in batch.Where(static step => step.Step is DestroyNode))
        {
            // Before the node is gone, so that no call continues on a machine that then belongs to another owner.
            links.EndCalls(removal.Step.Name);
        }

        StepOutcomeReader reader = new(provider, settings.StepTimeout, batch);
        Task settled = Task.CompletedTask;
        await reader.ReadAsync((step, outcome) => settled = SettleAsync(step, outcome, settled), cancellationToken);
        await settled;
        cancellationToken.ThrowIfCancellationRequested();
        if (reader.Unknown.Count > 0)
        {
            await new StepOutcomeResolver(provider, journal, settings, reader.Unknown).ResolveAsync(
                (step, outcome) => SettleAsync(step, outcome, Task.CompletedTask),
                cancellationToken
            );
        }

        _hasProviderFault |= reader.Failure is not null;
        return reader.Failure is { IsTransient: false } failure ? throw failure : batch.Count(IsPending);
    }

    private async Task IntendAsync(List<PendingStep> batch, CancellationToken cancellationToken)
    {
        PendingStep[] fresh = [.. batch.Where(step => !step.IsIntended)];
        if (fresh.Length > 0)
        {
            await journal.IntendAsync([.. fresh.Select(step => step.Request)], cancellationToken);
            Array.ForEach(fresh, step => (step.IsIntended, step.Request) = (true, journal.Acknowledged(step.Request)));
        }
        else
        {
            // A retry records no intent, so this checks that no other process has taken over in the meantime.
            await journal.FenceAsync();
        }

        log.RetryCount += batch.Count - fresh.Length;
    }

    /// <summary>
    /// Starts to record an outcome immediately, so that outcomes share a disk flush, and reports it after the previous
    /// one.
    /// </summary>
    private async Task SettleAsync(PendingStep step, StepOutcome outcome, Task previous)
    {
        bool isDone = outcome.Result == StepResult.Succeeded;
        Task recorded = isDone ? journal.EndAsync(step.Request.Token, isDone: true, outcome.Resource) : Task.CompletedTask;
        await previous;
        await recorded;
        if (isDone)
        {
            if (step.Step is DestroyNode)
            {
                // Ends calls that started during the removal.
                links.EndCalls(step.Step.Name);
            }

            step.IsEnded = true;
            log.Complete(step.Index);
            recording?.End(step, problem: null);
            Count(step, Instruments.Done);
            bool isBroken = outcome.Resource is { State: ResourceState.Failed };
            string text = isBroken ? "was created but failed" : step.Step.ToString();
            events.Publish(isBroken ? ClusterEventKind.NodeFailed : ClusterEventKind.StepSucceeded, step.Step.Name, text);
            return;
        }

        Problem problem = outcome.Problem ?? ClusterProblems.NoOutcome(step.Step);
        if (problem.Code == ProblemCode.LeaseLost)
        {
            throw new ClusterException(journal.Owner.Cluster, problem);
        }

        step.Problem = problem;
        if (problem.Code == ProblemCode.IdempotencyTokenUsed)
        {
            await RenewAsync(step);
            return;
        }

        if (!outcome.CanRetry)
        {
            await FailAsync(step, problem);
            return;
        }

        _hasProviderFault |= problem.Code != ProblemCode.Throttled;
        _retryAfter = outcome.RetryAfter is { } delay && (_retryAfter is null || delay > _retryAfter) ? delay : _retryAfter;
        Count(step, Instruments.Retried);
        events.Publish(ClusterEventKind.StepRetrying, step.Step.Name, $"{step.Step}: {problem.Message}");
    }

    private void Count(PendingStep step, string result) => Instruments.CountStep(journal.Owner.Cluster, step.Step, result);

    private static bool IsPending(PendingStep step) => !step.IsEnded;

    private async Task FailAsync(PendingStep step, Problem problem)
    {
        await journal.EndAsync(step.Request.Token, isDone: false, resource: null);
        step.IsEnded = true;
        log.Fail(step.Index, problem);
        recording?.End(step, problem);
        _anyFailed = true;
        Count(step, Instruments.Failed);
        events.Publish(ClusterEventKind.StepFailed, step.Step.Name, $"{step.Step}: {problem.Message}");
    }

    private async Task RenewAsync(PendingStep step)
    {
        await journal.EndAsync(step.Request.Token, isDone: false, resource: null);
        step.Request = renew(step.Step);
        recording?.Bind(step);
        step.IsIntended = false;
        Count(step, Instruments.Retried);
        events.Publish(ClusterEventKind.StepRetrying, step.Step.Name, $"{step.Step}: the resource that it created was removed again");
    }
}
