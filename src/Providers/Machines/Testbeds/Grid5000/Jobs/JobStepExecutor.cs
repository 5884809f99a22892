using Scalewright.Providers.Grid5000.Wire;
using static Scalewright.Providers.StepOutcomes;

namespace Scalewright.Providers.Grid5000.Jobs;

/// <summary>
/// Executes steps on jobs and returns failures as outcomes. Throws only if the credentials are refused.
/// </summary>
internal sealed class JobStepExecutor(
    JobRepository jobs, Grid5000DeploymentService deployments, Grid5000Options options, ILogger logger)
{
    private const string NoteResources = "core=1,walltime=0:01:00";
    private readonly JobPlan _plan = new(options);

    /// <summary>
    /// Groups the steps of a wave into calls: one call creates nodes of an owner at a site, and one call removes the
    /// nodes of a job.
    /// </summary>
    public IEnumerable<Func<Task<ValueList<StepOutcome>>>> CallsFor(ValueList<StepRequest> orders)
    {
        foreach (IGrouping<(string Site, Owner Owner), StepRequest> site in orders.Where(order =>
            order.Step is CreateNode)
            .GroupBy(order => (Grid5000Location.Of(((CreateNode)order.Step).Node, options).Site, order.Tag.Owner)))
        {
            foreach (StepRequest[] batch in site.Chunk(options.MaxNodesPerJob))
            {
                yield return () =>
                    Grid5000Problems.Rest.GuardedAsync(batch, () => CreateAsync(site.Key.Site, site.Key.Owner, batch));
            }
        }

        foreach (StepRequest order in orders.Where(order => order.Step is not (CreateNode or DestroyNode)))
        {
            yield return () => Grid5000Problems.Rest.GuardedAsync([order], () =>
                order.Step is ChangeNode ? ChangeAsync(order) : Task.FromResult<ValueList<StepOutcome>>([Done(order)]));
        }

        foreach (IGrouping<object, StepRequest> job in orders.Where(order => order.Step is DestroyNode)
            .GroupBy(order => order.ResourceId is { } id && Grid5000NodeId.Parse(id) is { } node
                ? (object)(node.Site, node.Job)
                : order.Token))
        {
            StepRequest[] batch = [.. job];
            yield return () => Grid5000Problems.Rest.GuardedAsync(batch, () => DestroyAsync(batch));
        }
    }

    private static Problem? Obstacle(StepRequest order, Grid5000Node node) => node.Tag.Name == order.Step.Name
        ? StoredResourceTag.FromTag(node.Tag, default).CheckRequest(order)
        : TestbedProblems.Foreign(order.Step.Name, node.Id.ToString());

    private async Task<ValueList<StepOutcome>> CreateAsync(string site, Owner owner, StepRequest[] orders)
    {
        if (!options.Sites.Contains(site, StringComparer.Ordinal))
        {
            return [.. orders.Select(
                order => Failed(order, TestbedProblems.UnknownSite(order.Step.Name, site, options.Sites)))];
        }

        ValueList<Grid5000Node> there = await jobs.OfAsync(site, owner, CancellationToken.None);
        List<StepOutcome> outcomes = [];
        List<StepRequest> missing = [];
        foreach (StepRequest order in orders)
        {
            Grid5000Node? made = there.FirstOrDefault(node => node.Tag.Token == order.Token);
            if (made is null)
            {
                missing.Add(order);
            }
            else if (made.RemovedBy is not null || JobState.IsEnding(made.Job))
            {
                outcomes.Add(Failed(order, JobState.HasFailed(made.Job)
                    ? Grid5000Problems.Ended(order.Step.Name, made.Job.Message ?? "")
                    : Grid5000Problems.TokenUsed(order.Step.Name)));
            }
            else
            {
                outcomes.Add(Made(order, made));
            }
        }

        return missing.Count == 0 ? [.. outcomes] : [.. outcomes, .. await SubmitAsync(site, missing)];
    }

    private async Task<ValueList<StepOutcome>> SubmitAsync(string site, List<StepRequest> orders)
    {
        JobRequest request = _plan.RequestFor(orders, deployments.FindBadMachines(site));
        long uid;
        try
        {
            uid = await jobs.SubmitAsync(site, request);
            Grid5000Log.JobSubmitted(logger, uid, site, orders.Count);
        }
        catch (RestException failure) when (!failure.IsRefusal)
        {
            return Grid5000Problems.Rest.OutcomesOf(orders, failure);
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

        job ??= new Job(uid, State: "waiting", Command: request.Command,
            SubmittedAt: options.Clock.GetUtcNow().ToUnixTimeSeconds());
        ValueList<Grid5000Node> made = Grid5000Node.Of(site, job, []);
        return [.. orders.Select((order, index) => JobState.HasFailed(job)
            ? Failed(order, Grid5000Problems.Ended(order.Step.Name, job.Message ?? ""))
            : Made(order, made[index]))];
    }

    private async Task<ValueList<StepOutcome>> ChangeAsync(StepRequest order)
    {
        if (await FindAsync(order) is not { RemovedBy: null } node || JobState.IsEnding(node.Job))
        {
            return [Failed(order, Grid5000Problems.Gone(order.Step.Name))];
        }

        if (Obstacle(order, node) is { } obstacle)
        {
            return [Failed(order, obstacle)];
        }

        ResourceTag tag = node.Tag with
        {
            Digest = order.Tag.Digest,
            Epoch = order.Tag.Epoch,
            Sequence = order.Tag.Sequence,
            ExpiresAt = order.Tag.ExpiresAt
        };
        return [await NoteAsync(order, node, isRemoved: false) ?? Made(order, node with { Tag = tag })];
    }

    private async Task<ValueList<StepOutcome>> DestroyAsync(StepRequest[] orders)
    {
        List<StepOutcome> outcomes = [];
        List<(StepRequest Order, Grid5000Node Node)> removals = [];
        ValueList<Grid5000Node> siblings = [];
        foreach (StepRequest order in orders)
        {
            Grid5000Node? node = await FindAsync(order, found => siblings = found);
            if (node is null || JobState.IsEnding(node.Job))
            {
                outcomes.Add(node is not null && JobState.HasFailed(node.Job) && node.RemovedBy is null
                    ? await NoteAsync(order, node, isRemoved: true) ?? Done(order)
                    : Done(order));
            }
            else if (Obstacle(order, node) is { } obstacle)
            {
                outcomes.Add(Failed(order, obstacle));
            }
            else
            {
                removals.Add((order, node));
            }
        }

        if (removals.Count == 0)
        {
            return [.. outcomes];
        }

        bool isLast =
            siblings.All(node => node.RemovedBy is not null || removals.Any(removal => removal.Node.Id == node.Id));
        return [.. outcomes, .. isLast ? await EndAsync(removals) : await GiveBackAsync(removals)];
    }

    private Task<ValueList<StepOutcome>> EndAsync(List<(StepRequest Order, Grid5000Node Node)> removals) =>
        Grid5000Problems.Rest.ChangedAsync([.. removals.Select(removal => removal.Order)], async () =>
        {
            Grid5000NodeId one = removals[0].Node.Id;
            await jobs.EndAsync(one.Site, one.Job);
            Grid5000Log.JobDeleted(logger, one.Job, one.Site);
            return [.. removals.Select(removal => Done(removal.Order))];
        });

    private async Task<ValueList<StepOutcome>> GiveBackAsync(List<(StepRequest Order, Grid5000Node Node)> removals)
    {
        List<StepOutcome> outcomes = [];
        foreach ((StepRequest order, Grid5000Node node) in removals)
        {
            outcomes.Add((node.RemovedBy is null ? await NoteAsync(order, node, isRemoved: true) : null)
                ?? Done(order));
        }

        return [.. outcomes];
    }

    /// <summary>Finds the node of a step by ID, or by name if the step has no ID.</summary>
    private async Task<Grid5000Node?> FindAsync(StepRequest order, Action<ValueList<Grid5000Node>>? withSiblings = null)
    {
        ValueList<Grid5000Node> job = [];
        Grid5000Node? found = null;
        if (order.ResourceId is not { } id)
        {
            foreach (string site in options.Sites)
            {
                ValueList<Grid5000Node> all = await jobs.OfAsync(site, order.Tag.Owner, CancellationToken.None);
                if (all.FirstOrDefault(node => node.Tag.Name == order.Step.Name
                    && node.RemovedBy is null
                    && !JobState.IsEnding(node.Job)) is { } named)
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
    private async Task<StepOutcome?> NoteAsync(StepRequest order, Grid5000Node node, bool isRemoved)
    {
        JobNote note = new(order.Tag.Owner.ToString(), node.Job.Uid, node.Id.Index, order.Tag.Epoch, order.Tag.Sequence,
            order.Tag.Digest, order.Tag.ExpiresAt, isRemoved);
        long uid;
        try
        {
            uid = await jobs.SubmitAsync(node.Id.Site, new JobRequest(
                JobTagText.NameOf(order.Tag.Owner), NoteResources, JobTagText.Write(note), ["besteffort"]));
        }
        catch (RestException failure) when (!failure.IsRefusal)
        {
            return Grid5000Problems.Rest.OutcomeOf(order, failure, failure.IsWithoutEffect);
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

    private StepOutcome Made(StepRequest order, Grid5000Node node) =>
        Done(order, Grid5000ResourceMapper.ToResource(
            node, new DeploymentSnapshot([], options.MaxDeploymentAttempts, deployments.Refused).StateOf(node),
            options.Clock.GetUtcNow(), options.NoticePeriod));
}
