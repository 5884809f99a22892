namespace Scalewright.Providers.Slurm.Allocations;

/// <summary>
/// Executes steps in Slurm and returns failures as outcomes. Steps of networks and groups succeed without a call
/// to Slurm: the networks of the machines are fixed, and the tags of the nodes contain their groups.
/// </summary>
internal sealed class AllocationStepExecutor(SlurmClient client, SlurmAllocations allocations, SlurmOptions options, ILogger logger)
{
    // Part of the message with which scontrol rejects a change of a job that has ended.
    private const string AlreadyFinished = "already finished";

    /// <summary>Executes one step to completion.</summary>
    /// <param name="existingJobs">Jobs that existed before the wave.</param>
    public async Task<StepOutcome> ExecuteAsync(StepRequest request, Lazy<Task<ValueList<SlurmAllocation>>> existingJobs)
    {
        try
        {
            return request.Step switch
            {
                CreateNode create => await CreateAsync(request, create.Node, existingJobs),
                ChangeNode => await ChangeAsync(request),
                DestroyNode => await DestroyAsync(request),
                _ => StepOutcome.Succeeded(request),
            };
        }
        catch (ProviderException failure)
        {
            // Calls that change something handle unknown outcomes themselves.
            return StepOutcome.Failed(request, failure.Problems[0], failure.IsTransient);
        }
    }

    private static StepOutcome CreateUnknown(StepRequest request, ProviderException failure) =>
        new(request.Token, StepResult.Unknown) { Problem = failure.Problems[0] with { Code = ProblemCode.CallOutcomeUnknown } };

    private async Task<StepOutcome> CreateAsync(StepRequest request, NodeSpec node, Lazy<Task<ValueList<SlurmAllocation>>> existingJobs)
    {
        if (AllocationRequest.Check(node).FirstOrDefault() is { } problem)
        {
            return StepOutcome.Failed(request, problem);
        }

        StoredResourceTag tag = StoredResourceTag.FromTag(request.Tag, options.Client.Clock.GetUtcNow());
        string comment = SlurmAllocation.FormatComment(tag);
        if (comment.Length > SlurmAllocation.MaxCommentLength)
        {
            return StepOutcome.Failed(request, SlurmProblems.TagTooLong(node.Name, comment.Length, SlurmAllocation.MaxCommentLength));
        }

        if (SelectCreated(request, await existingJobs.Value) is { } existing)
        {
            return StepOutcome.Succeeded(request, ToResource(existing));
        }

        try
        {
            long id = await client.SubmitAsync(AllocationRequest.Create(node, comment, options), CancellationToken.None);
            string jobId = id.ToString(CultureInfo.InvariantCulture);
            SlurmLog.Submitted(logger, jobId, node.Name);
            return StepOutcome.Succeeded(request, tag.ToResource(jobId, ResourceState.Pending));
        }
        catch (ProviderException failure) when (failure.IsOutcomeUnknown)
        {
            return await FindCreatedAsync(request) is { } found
                ? StepOutcome.Succeeded(request, ToResource(found))
                : CreateUnknown(request, failure);
        }
    }

    /// <returns>The job of the request; null if it does not exist or Slurm does not respond in time.</returns>
    private async Task<SlurmAllocation?> FindCreatedAsync(StepRequest request)
    {
        try
        {
            return SelectCreated(
                request,
                await FailureQuery.RunAsync(allocations.ReadAsync, [], FailureQuery.Limit, options.Client.Clock, CancellationToken.None)
            );
        }
        catch (ProviderException)
        {
            return null;
        }
    }

    private Resource? ToResource(SlurmAllocation job) => job.ToResource(options.Client.Clock.GetUtcNow(), options.NoticePeriod);

    private static SlurmAllocation? SelectCreated(StepRequest request, ValueList<SlurmAllocation> jobs) =>
        jobs.FirstOrDefault(job => !job.IsCompleted && job.Tag?.Token == request.Token && job.Tag.Owner == request.Tag.Owner.ToString());

    private async Task<StepOutcome> ChangeAsync(StepRequest request)
    {
        if (await FindActiveAsync(request) is not { } job)
        {
            return StepOutcome.Failed(request, SlurmProblems.NotFound(request.Step.Name, job: null));
        }

        if (CheckOwnership(request, job) is { } problem)
        {
            return StepOutcome.Failed(request, problem);
        }

        // A job without a tag was refused above.
        SlurmAllocation changed = job with { Tag = job.Tag!.WithTag(request.Tag) };
        try
        {
            await client.RunAsync(
                ["scontrol", "update", $"jobid={job.Id}", $"comment={SlurmAllocation.FormatComment(changed.Tag)}"],
                "",
                CancellationToken.None
            );
            return StepOutcome.Succeeded(request, ToResource(changed));
        }
        catch (ProviderException failure) when (failure.Message.Contains(AlreadyFinished, StringComparison.Ordinal))
        {
            return StepOutcome.Failed(request, SlurmProblems.NotFound(request.Step.Name, job: null));
        }
        catch (ProviderException failure) when (failure.IsOutcomeUnknown)
        {
            return CreateUnknown(request, failure);
        }
    }

    private async Task<StepOutcome> DestroyAsync(StepRequest request)
    {
        if (await FindActiveAsync(request) is not { } job)
        {
            return StepOutcome.Succeeded(request);
        }

        if (CheckOwnership(request, job) is { } problem)
        {
            return StepOutcome.Failed(request, problem);
        }

        try
        {
            await client.CancelAsync(long.Parse(job.Id, CultureInfo.InvariantCulture), CancellationToken.None);
            SlurmLog.Cancelled(logger, job.Id, request.Step.Name);
        }
        catch (ProviderException failure) when (failure.IsOutcomeUnknown)
        {
            // The wait below shows whether the job was cancelled. The request is idempotent.
        }

        return await WaitUntilGoneAsync(job) is { } remaining
            ? StepOutcome.Failed(request, SlurmProblems.NotRemoved(request.Step.Name, remaining, options.RemovalTimeout), canRetry: true)
            : StepOutcome.Succeeded(request);
    }

    /// <returns>The job if it still exists after the timeout; otherwise null.</returns>
    private async Task<SlurmAllocation?> WaitUntilGoneAsync(SlurmAllocation job)
    {
        long start = options.Client.Clock.GetTimestamp();
        while (true)
        {
            SlurmAllocation? remaining = await allocations.FindAsync(job.Id, CancellationToken.None);
            if (remaining is null or { IsCompleted: true } || remaining.Tag?.Token != job.Tag?.Token)
            {
                return null;
            }

            if (options.Client.Clock.GetElapsedTime(start) > options.RemovalTimeout)
            {
                return remaining;
            }

            await Task.Delay(options.Client.PollInterval, options.Client.Clock, CancellationToken.None);
        }
    }

    /// <summary>
    /// Finds the job of a request as <see cref="FindAsync"/>; null if it has ended or is tagged for a node of another
    /// name. A job without a tag is returned as well, so that it is refused instead of being taken for a removed one.
    /// </summary>
    private async Task<SlurmAllocation?> FindActiveAsync(StepRequest request) =>
        await FindAsync(request) is { IsCompleted: false } job && (job.Tag is null || job.Tag.Name == request.Tag.Name) ? job : null;

    /// <summary>Finds the job of a request by its ID; by name and owner if the request has no ID.</summary>
    private async Task<SlurmAllocation?> FindAsync(StepRequest request) =>
        request.ResourceId is { } id
            ? await allocations.FindAsync(id, CancellationToken.None)
            : (await allocations.ReadAsync(CancellationToken.None)).FirstOrDefault(job =>
                !job.IsCompleted && job.Tag?.Name == request.Tag.Name && job.Tag.Owner == request.Tag.Owner.ToString()
            );

    private static Problem? CheckOwnership(StepRequest request, SlurmAllocation job) =>
        job.Tag is { } tag ? tag.CheckRequest(request) : SlurmProblems.Untagged(request.Step.Name, job.Id);
}
