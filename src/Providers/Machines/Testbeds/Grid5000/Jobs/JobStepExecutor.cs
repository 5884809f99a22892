using Scalewright.Providers.Grid5000.Wire;

namespace Scalewright.Providers.Grid5000.Jobs;

/// <summary>
/// Executes steps on jobs and returns failures as outcomes. Throws only if the credentials are refused.
/// </summary>
internal sealed class JobStepExecutor(JobRepository jobs, Grid5000DeploymentService deployments, Grid5000Options options, ILogger logger)
{
    private const string NoteResources = "core=1,walltime=0:01:00";
    private readonly JobPlan _plan = new(options);

    /// <summary>
    /// Groups the steps of a wave into batches: one batch creates nodes of an owner at a site, and one batch removes
    /// the nodes of a job.
    /// </summary>
    public IEnumerable<StepBatch> GroupSteps(ValueList<StepRequest> requests) =>
        RestProblems.GroupSteps(
            requests,
            creations =>
                creations.GroupBy(request => (GetSite(request), request.Tag.Owner)).SelectMany(site => site.Chunk(options.MaxNodesPerJob)),
            CreateAsync,
            ChangeAsync,
            request => request.ResourceId is { } id && Grid5000NodeId.Parse(id) is { } node ? (object)(node.Site, node.Job) : request.Token,
            DestroyAsync
        );

    private static Problem? Obstacle(StepRequest request, Grid5000Node node) =>
        node.Tag.Name == request.Step.Name
            ? StoredResourceTag.FromTag(node.Tag, default).CheckRequest(request)
            : TestbedProblems.OtherOwner(request.Step.Name, node.Id.ToString());

    private string GetSite(StepRequest request) => Grid5000Location.From(((CreateNode)request.Step).Node, options).Site;

    private async Task<ValueList<StepOutcome>> CreateAsync(StepRequest[] requests)
    {
        string site = GetSite(requests[0]);
        if (!options.Sites.Contains(site, StringComparer.Ordinal))
        {
            return
            [
                .. requests.Select(request =>
                    StepOutcome.Failed(request, TestbedProblems.UnknownSite(request.Step.Name, site, options.Sites))
                ),
            ];
        }

        ValueList<Grid5000Node> existing = await jobs.ListOwnedAsync(site, requests[0].Tag.Owner, CancellationToken.None);
        List<StepOutcome> outcomes = [];
        List<StepRequest> missing = [];
        foreach (StepRequest request in requests)
        {
            Grid5000Node? created = existing.FirstOrDefault(node => node.Tag.Token == request.Token);
            if (created is null)
            {
                missing.Add(request);
            }
            else if (created.RemovedBy is not null || JobState.IsEnding(created.Job))
            {
                outcomes.Add(
                    StepOutcome.Failed(
                        request,
                        JobState.HasFailed(created.Job)
                            ? Grid5000Problems.Ended(request.Step.Name, created.Job.Message ?? "")
                            : Grid5000Problems.TokenUsed(request.Step.Name)
                    )
                );
            }
            else
            {
                outcomes.Add(ToOutcome(request, created));
            }
        }

        return missing.Count == 0 ? [.. outcomes] : [.. outcomes, .. await SubmitAsync(site, missing)];
    }

    private async Task<ValueList<StepOutcome>> SubmitAsync(string site, List<StepRequest> requests)
    {
        JobRequest request = _plan.RequestFor(requests, deployments.FindBadMachines(site));
        long uid;
        try
        {
            uid = await jobs.SubmitAsync(site, request);
            Grid5000Log.JobSubmitted(logger, uid, site, requests.Count);
        }
        catch (RestException failure) when (!failure.IsRefusal)
        {
            return Grid5000Problems.Rest.CreateOutcomes(requests, failure);
        }

        Job? job = null;
        try
        {
            job = await jobs.ReadAsync(site, uid);
        }
        catch (RestException failure) when (!failure.IsRefusal)
        {
            // The job was accepted; the next poll shows its state.
        }

        job ??= new Job(uid, State: "waiting", Properties: request.Properties, SubmittedAt: options.Clock.GetUtcNow().ToUnixTimeSeconds());
        ValueList<Grid5000Node> created = Grid5000Node.FromJob(site, job, []);
        return
        [
            .. requests.Select(
                (stepRequest, index) =>
                    JobState.HasFailed(job)
                        ? StepOutcome.Failed(stepRequest, Grid5000Problems.Ended(stepRequest.Step.Name, job.Message ?? ""))
                        : ToOutcome(stepRequest, created[index])
            ),
        ];
    }

    private async Task<StepOutcome> ChangeAsync(StepRequest request)
    {
        if (await FindAsync(request) is not { RemovedBy: null } node || JobState.IsEnding(node.Job))
        {
            return StepOutcome.Failed(request, Grid5000Problems.NotFound(request.Step.Name));
        }

        if (Obstacle(request, node) is { } obstacle)
        {
            return StepOutcome.Failed(request, obstacle);
        }

        ResourceTag tag = node.Tag with
        {
            Digest = request.Tag.Digest,
            Epoch = request.Tag.Epoch,
            Sequence = request.Tag.Sequence,
            ExpiresAt = request.Tag.ExpiresAt,
        };
        return await RecordAsync(request, node, isRemoved: false) ?? ToOutcome(request, node with { Tag = tag });
    }

    private async Task<ValueList<StepOutcome>> DestroyAsync(StepRequest[] requests)
    {
        List<StepOutcome> outcomes = [];
        List<(StepRequest Request, Grid5000Node Node)> removals = [];
        ValueList<Grid5000Node> siblings = [];
        foreach (StepRequest request in requests)
        {
            Grid5000Node? node = await FindAsync(request, found => siblings = found);
            if (node is null || JobState.IsEnding(node.Job))
            {
                outcomes.Add(
                    node is not null && JobState.HasFailed(node.Job) && node.RemovedBy is null
                        ? await RecordAsync(request, node, isRemoved: true) ?? StepOutcome.Succeeded(request)
                        : StepOutcome.Succeeded(request)
                );
            }
            else if (Obstacle(request, node) is { } obstacle)
            {
                outcomes.Add(StepOutcome.Failed(request, obstacle));
            }
            else
            {
                removals.Add((request, node));
            }
        }

        if (removals.Count == 0)
        {
            return [.. outcomes];
        }

        bool isLast = siblings.All(node => node.RemovedBy is not null || removals.Any(removal => removal.Node.Id == node.Id));
        return [.. outcomes, .. isLast ? await EndAsync(removals) : await ReleaseAsync(removals)];
    }

    private Task<ValueList<StepOutcome>> EndAsync(List<(StepRequest Request, Grid5000Node Node)> removals) =>
        Grid5000Problems.Rest.ApplyAsync([.. removals.Select(removal => removal.Request)], async () =>
        {
            Grid5000NodeId one = removals[0].Node.Id;
            await jobs.EndAsync(one.Site, one.Job);
            Grid5000Log.JobDeleted(logger, one.Job, one.Site);
            return [.. removals.Select(removal => StepOutcome.Succeeded(removal.Request))];
        });

    private async Task<ValueList<StepOutcome>> ReleaseAsync(List<(StepRequest Request, Grid5000Node Node)> removals)
    {
        List<StepOutcome> outcomes = [];
        foreach ((StepRequest request, Grid5000Node node) in removals)
        {
            outcomes.Add(
                (node.RemovedBy is null ? await RecordAsync(request, node, isRemoved: true) : null) ?? StepOutcome.Succeeded(request)
            );
        }

        return [.. outcomes];
    }

    /// <summary>Finds the node of a step by ID, or by name if the step has no ID.</summary>
    private async Task<Grid5000Node?> FindAsync(StepRequest request, Action<ValueList<Grid5000Node>>? withSiblings = null)
    {
        ValueList<Grid5000Node> job = [];
        Grid5000Node? found = null;
        if (request.ResourceId is not { } id)
        {
            foreach (string site in options.Sites)
            {
                ValueList<Grid5000Node> all = await jobs.ListOwnedAsync(site, request.Tag.Owner, CancellationToken.None);
                if (
                    all.FirstOrDefault(node =>
                        node.Tag.Name == request.Step.Name && node.RemovedBy is null && !JobState.IsEnding(node.Job)
                    ) is
                    { } named
                )
                {
                    (found, job) = (named, [.. all.Where(node => node.Job.Uid == named.Job.Uid)]);
                    break;
                }
            }
        }
        else if (Grid5000NodeId.Parse(id) is { } node && options.Sites.Contains(node.Site, StringComparer.Ordinal))
        {
            job = await jobs.FindAsync(node.Site, node.Job, CancellationToken.None);
            found = job.FirstOrDefault(one => one.Id == node);
        }

        withSiblings?.Invoke(job);
        return found;
    }

    /// <summary>
    /// Records a change of a node as a job that does nothing and is ended immediately. Returns the failed outcome, or
    /// null on success.
    /// </summary>
    private async Task<StepOutcome?> RecordAsync(StepRequest request, Grid5000Node node, bool isRemoved)
    {
        JobNote note = new(
            request.Tag.Owner.ToString(),
            node.Job.Uid,
            node.Id.Index,
            request.Tag.Epoch,
            request.Tag.Sequence,
            request.Tag.Digest,
            request.Tag.ExpiresAt,
            isRemoved
        );
        long uid;
        try
        {
            uid = await jobs.SubmitAsync(
                node.Id.Site,
                new JobRequest(
                    JobTagText.GetName(request.Tag.Owner),
                    NoteResources,
                    "true",
                    ["besteffort"],
                    Properties: JobTagText.Write(note)
                )
            );
        }
        catch (RestException failure) when (!failure.IsRefusal)
        {
            return Grid5000Problems.Rest.CreateOutcome(request, failure, failure.IsWithoutEffect);
        }

        try
        {
            await jobs.EndAsync(node.Id.Site, uid);
        }
        catch (RestException failure) when (!failure.IsRefusal)
        {
            // The job does nothing and ends as soon as it starts.
        }

        return null;
    }

    private StepOutcome ToOutcome(StepRequest request, Grid5000Node node) =>
        StepOutcome.Succeeded(
            request,
            Grid5000ResourceMapper.ToResource(
                node,
                new DeploymentSnapshot([], options.MaxDeploymentAttempts, deployments.Rejected).GetState(node),
                options.Clock.GetUtcNow(),
                options.NoticePeriod
            )
        );
}
