using static Scalewright.Providers.Outcomes;

namespace Scalewright.Providers.Slurm.Allocations;

/// <summary>
/// Executes steps in Slurm and returns failures as outcomes. The machines' networks are fixed, and groups are stored in
/// the tags of their nodes.
/// </summary>
internal sealed class AllocationOrders(SlurmClient client, AllocationList list, SlurmProviderOptions options, ILogger logger)
{
    private const string Finished = "already finished";

    /// <summary>Executes one step to completion.</summary>
    /// <param name="before">Jobs before the steps of its wave.</param>
    public async Task<StepOutcome> DoAsync(StepOrder order, Lazy<Task<ValueList<Allocation>>> before)
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
            // Only a change has an unknown outcome, and reports it itself.
            return Failed(order, failure.Problems[0], failure.MayRetry);
        }
    }

    private static StepOutcome Unknown(StepOrder order, ProviderException failure) => new(order.Token, StepResult.Unknown)
    {
        Problem = failure.Problems[0].Code == ProblemCode.UnknownOutcome ? failure.Problems[0] : failure.Problems[0] with { Code = ProblemCode.UnknownOutcome },
    };

    private async Task<StepOutcome> CreateAsync(StepOrder order, NodeSpec node, Lazy<Task<ValueList<Allocation>>> before)
    {
        if (AllocationRequest.Check(node).FirstOrDefault() is { } problem)
        {
            return Failed(order, problem);
        }

        ResourceMark mark = ResourceMark.Of(order.Tag, options.Slurm.Clock.GetUtcNow());
        string comment = Allocation.Comment(mark);
        if (comment.Length > Allocation.CommentMax)
        {
            return Failed(order, SlurmProblems.LongMark(node.Name, comment.Length, Allocation.CommentMax));
        }

        if (MadeBy(order, await before.Value) is { } made)
        {
            return Done(order, Resource(made));
        }

        try
        {
            string id = (await client.SubmitAsync(AllocationRequest.Of(node, comment, options), CancellationToken.None)).ToString(CultureInfo.InvariantCulture);
            SlurmLog.Submitted(logger, id, node.Name);
            return Done(order, mark.ToResource(id, ResourceState.Pending));
        }
        catch (ProviderException lost) when (lost.OutcomeIsUnknown)
        {
            return await LookForAsync(order) is { } found ? Done(order, Resource(found)) : Unknown(order, lost);
        }
    }

    /// <returns>Null if it does not exist, or this is unknown.</returns>
    private async Task<Allocation?> LookForAsync(StepOrder order)
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

    private Resource? Resource(Allocation job) => job.ToResource(options.Slurm.Clock.GetUtcNow(), options.EndNotice);

    private static Allocation? MadeBy(StepOrder order, ValueList<Allocation> jobs) =>
        jobs.FirstOrDefault(job => !job.IsOver && job.Mark!.Token == order.Token && job.Mark.Owner == order.Tag.Owner.ToString());

    private async Task<StepOutcome> ChangeAsync(StepOrder order)
    {
        if (await FindAsync(order) is not { IsOver: false } job || job.Mark is { } other && other.Name != order.Tag.Name)
        {
            return Failed(order, SlurmProblems.Gone(order.Step.Name, null));
        }

        if (Refusal(order, job) is { } refusal)
        {
            return Failed(order, refusal);
        }

        Allocation changed = job with { Mark = job.Mark!.ChangedTo(order.Tag) };
        try
        {
            await client.AskAsync(["scontrol", "update", $"jobid={job.Id}", $"comment={Allocation.Comment(changed.Mark)}"], "", CancellationToken.None);
            return Done(order, Resource(changed));
        }
        catch (ProviderException gone) when (gone.Message.Contains(Finished, StringComparison.Ordinal))
        {
            return Failed(order, SlurmProblems.Gone(order.Step.Name, null));
        }
        catch (ProviderException lost) when (lost.OutcomeIsUnknown)
        {
            return Unknown(order, lost);
        }
    }

    private async Task<StepOutcome> DestroyAsync(StepOrder order)
    {
        if (await FindAsync(order) is not { IsOver: false } job || job.Mark is { } other && other.Name != order.Tag.Name)
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
        catch (ProviderException lost) when (lost.OutcomeIsUnknown)
        {
            // The wait below shows whether it took effect. The request is idempotent.
        }

        return await WaitAsync(job) is { } left ? Failed(order, SlurmProblems.NotRemoved(order.Step.Name, left, options.RemovalDeadline), mayRetry: true) : Done(order);
    }

    /// <returns>The job if it still exists after the timeout; null if it is gone.</returns>
    private async Task<Allocation?> WaitAsync(Allocation job)
    {
        long start = options.Slurm.Clock.GetTimestamp();
        while (true)
        {
            Allocation? left = await list.FindAsync(job.Id, CancellationToken.None);
            if (left is null or { IsOver: true } || left.Mark?.Token != job.Mark!.Token)
            {
                return null;
            }

            if (options.Slurm.Clock.GetElapsedTime(start) > options.RemovalDeadline)
            {
                return left;
            }

            await Task.Delay(options.Slurm.LookInterval, options.Slurm.Clock, CancellationToken.None);
        }
    }

    /// <summary>Finds a job by ID, or by name if it never had an ID.</summary>
    private async Task<Allocation?> FindAsync(StepOrder order) => order.ResourceId is { } id
        ? await list.FindAsync(id, CancellationToken.None)
        : (await list.ReadAsync(CancellationToken.None)).FirstOrDefault(job => !job.IsOver && job.Mark!.Name == order.Tag.Name && job.Mark.Owner == order.Tag.Owner.ToString());

    private static Problem? Refusal(StepOrder order, Allocation job) => job.Mark is { } mark ? mark.Refusal(order) : SlurmProblems.Unmarked(order.Step.Name, job.Id);
}
