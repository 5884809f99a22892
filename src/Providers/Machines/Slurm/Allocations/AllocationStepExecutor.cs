using static Scalewright.Providers.StepOutcomes;

namespace Scalewright.Providers.Slurm.Allocations;

/// <summary>
/// Executes steps in Slurm and returns failures as outcomes. The machines' networks are fixed, and groups are stored in
/// the tags of their nodes.
/// </summary>
internal sealed class AllocationStepExecutor(
    SlurmClient client, SlurmAllocations list, SlurmOptions options, ILogger logger)
{
    private const string Finished = "already finished";

    /// <summary>Executes one step to completion.</summary>
    /// <param name="before">Jobs that existed before the wave.</param>
    public async Task<StepOutcome> DoAsync(StepRequest order, Lazy<Task<ValueList<SlurmAllocation>>> before)
    {
        try
        {
            return order.Step switch
            {
                CreateNode create => await CreateAsync(order, create.Node, before),
                ChangeNode => await ChangeAsync(order),
                DestroyNode => await DestroyAsync(order),
                _ => Done(order),
            };
        }
        catch (ProviderException failure)
        {
            // Unknown outcomes of changes are handled where the change is requested.
            return Failed(order, failure.Problems[0], failure.IsTransient);
        }
    }

    private static StepOutcome Unknown(StepRequest order, ProviderException failure) =>
        new(order.Token, StepResult.Unknown)
        {
            Problem = failure.Problems[0].Code == ProblemCode.CallOutcomeUnknown
                ? failure.Problems[0]
                : failure.Problems[0] with { Code = ProblemCode.CallOutcomeUnknown },
        };

    private async Task<StepOutcome> CreateAsync(
        StepRequest order, NodeSpec node, Lazy<Task<ValueList<SlurmAllocation>>> before)
    {
        if (AllocationRequest.Check(node).FirstOrDefault() is { } problem)
        {
            return Failed(order, problem);
        }

        StoredResourceTag mark = StoredResourceTag.FromTag(order.Tag, options.Client.Clock.GetUtcNow());
        string comment = SlurmAllocation.Comment(mark);
        if (comment.Length > SlurmAllocation.MaxComment)
        {
            return Failed(order, SlurmProblems.LongMark(node.Name, comment.Length, SlurmAllocation.MaxComment));
        }

        if (MadeBy(order, await before.Value) is { } made)
        {
            return Done(order, Resource(made));
        }

        try
        {
            string id = (await client.SubmitAsync(AllocationRequest.Of(node, comment, options), CancellationToken.None))
                .ToString(CultureInfo.InvariantCulture);
            SlurmLog.Submitted(logger, id, node.Name);
            return Done(order, mark.ToResource(id, ResourceState.Pending));
        }
        catch (ProviderException lost) when (lost.IsOutcomeUnknown)
        {
            return await LookForAsync(order) is { } found ? Done(order, Resource(found)) : Unknown(order, lost);
        }
    }

    /// <returns>Null if the job does not exist, or if Slurm does not respond.</returns>
    private async Task<SlurmAllocation?> LookForAsync(StepRequest order)
    {
        try
        {
            return MadeBy(order, await list.ReadAsync(CancellationToken.None));
        }
        catch (ProviderException)
        {
            return null;
        }
    }

    private Resource? Resource(SlurmAllocation job) =>
        job.ToResource(options.Client.Clock.GetUtcNow(), options.NoticePeriod);

    private static SlurmAllocation? MadeBy(StepRequest order, ValueList<SlurmAllocation> jobs) =>
        jobs.FirstOrDefault(
            job => !job.IsOver && job.Mark!.Token == order.Token && job.Mark.Owner == order.Tag.Owner.ToString());

    private async Task<StepOutcome> ChangeAsync(StepRequest order)
    {
        if (await FindAsync(order) is not { IsOver: false } job
            || job.Mark is { } other && other.Name != order.Tag.Name)
        {
            return Failed(order, SlurmProblems.Gone(order.Step.Name, null));
        }

        if (Refusal(order, job) is { } refusal)
        {
            return Failed(order, refusal);
        }

        SlurmAllocation changed = job with { Mark = job.Mark!.WithTag(order.Tag) };
        try
        {
            await client.AskAsync(
                ["scontrol", "update", $"jobid={job.Id}", $"comment={SlurmAllocation.Comment(changed.Mark)}"], "",
                CancellationToken.None);
            return Done(order, Resource(changed));
        }
        catch (ProviderException gone) when (gone.Message.Contains(Finished, StringComparison.Ordinal))
        {
            return Failed(order, SlurmProblems.Gone(order.Step.Name, null));
        }
        catch (ProviderException lost) when (lost.IsOutcomeUnknown)
        {
            return Unknown(order, lost);
        }
    }

    private async Task<StepOutcome> DestroyAsync(StepRequest order)
    {
        if (await FindAsync(order) is not { IsOver: false } job
            || job.Mark is { } other && other.Name != order.Tag.Name)
        {
            return Done(order);
        }

        if (Refusal(order, job) is { } refusal)
        {
            return Failed(order, refusal);
        }

        try
        {
            await client.CancelAsync(long.Parse(job.Id, CultureInfo.InvariantCulture), CancellationToken.None);
            SlurmLog.Cancelled(logger, job.Id, order.Step.Name);
        }
        catch (ProviderException lost) when (lost.IsOutcomeUnknown)
        {
            // The wait below shows whether the job was cancelled. The request is idempotent.
        }

        return await WaitAsync(job) is { } left
            ? Failed(order, SlurmProblems.NotRemoved(order.Step.Name, left, options.RemovalTimeout), mayRetry: true)
            : Done(order);
    }

    /// <returns>The job if it still exists after the timeout; null if it is gone.</returns>
    private async Task<SlurmAllocation?> WaitAsync(SlurmAllocation job)
    {
        long start = options.Client.Clock.GetTimestamp();
        while (true)
        {
            SlurmAllocation? left = await list.FindAsync(job.Id, CancellationToken.None);
            if (left is null or { IsOver: true } || left.Mark?.Token != job.Mark!.Token)
            {
                return null;
            }

            if (options.Client.Clock.GetElapsedTime(start) > options.RemovalTimeout)
            {
                return left;
            }

            await Task.Delay(options.Client.PollInterval, options.Client.Clock, CancellationToken.None);
        }
    }

    /// <summary>Finds a job by ID, or by name if it never had an ID.</summary>
    private async Task<SlurmAllocation?> FindAsync(StepRequest order) => order.ResourceId is { } id
        ? await list.FindAsync(id, CancellationToken.None)
        : (await list.ReadAsync(CancellationToken.None)).FirstOrDefault(
            job => !job.IsOver && job.Mark!.Name == order.Tag.Name && job.Mark.Owner == order.Tag.Owner.ToString());

    private static Problem? Refusal(StepRequest order, SlurmAllocation job) =>
        job.Mark is { } mark ? mark.CheckRequest(order) : SlurmProblems.Unmarked(order.Step.Name, job.Id);
}
