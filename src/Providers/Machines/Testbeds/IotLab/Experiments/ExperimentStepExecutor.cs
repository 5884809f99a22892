using Scalewright.Providers.IotLab.Wire;

namespace Scalewright.Providers.IotLab.Experiments;

/// <summary>
/// Executes steps on experiments and returns failures as outcomes. Throws only if the credentials are refused.
/// </summary>
internal sealed class ExperimentStepExecutor(
    TagRepository tags,
    ExperimentRepository experiments,
    NodeRepository nodes,
    IotLabResourceMapper view,
    IotLabOptions options,
    ILogger logger
)
{
    private readonly ExperimentPlan _plan = new(options);

    /// <summary>
    /// Groups the steps of a wave into batches: one batch creates or removes the nodes of one experiment; each changed
    /// node has its own batch.
    /// </summary>
    public IEnumerable<StepBatch> GroupSteps(ValueList<StepRequest> requests) =>
        RestProblems.GroupSteps(
            requests,
            _plan.Together,
            CreateAsync,
            ChangeAsync,
            request => request.ResourceId?.Split('/')[0] ?? request.Token,
            DestroyAsync
        );

    private static Problem? Obstacle(StepRequest request, IotLabNode node) =>
        node.Tag.Name == request.Step.Name
            ? StoredResourceTag.FromTag(node.Tag, default).CheckRequest(request)
            : TestbedProblems.OtherOwner(request.Step.Name, node.Id);

    private async Task<StepOutcome> ChangeAsync(StepRequest request)
    {
        IotLabNode? node = Find(request, await nodes.ListAsync(null, CancellationToken.None));
        if (node is null || node.IsEnding || Obstacle(request, node) is not null)
        {
            return StepOutcome.Failed(
                request,
                node is null || node.IsEnding ? IotLabProblems.NotFound(request.Step.Name) : Obstacle(request, node)!
            );
        }

        IotLabNodeTag tag = node.NodeTag with
        {
            Digest = request.Tag.Digest,
            Epoch = request.Tag.Epoch,
            Sequence = request.Tag.Sequence,
            Expires = request.Tag.ExpiresAt?.UtcTicks,
        };
        return (await IotLabProblems.Rest.ApplyAsync([request], async () => [ToOutcome(request, await tags.ReplaceAsync(node, tag))]))[0];
    }

    private async Task<ValueList<StepOutcome>> DestroyAsync(StepRequest[] requests)
    {
        ValueList<IotLabNode> existing = await nodes.ListAsync(null, CancellationToken.None);
        List<StepOutcome> outcomes = [];
        List<(StepRequest Request, IotLabNode Node)> removals = [];
        foreach (StepRequest request in requests)
        {
            IotLabNode? node = Find(request, existing);
            if (node is null)
            {
                outcomes.Add(StepOutcome.Succeeded(request));
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

        foreach (
            IGrouping<string, (StepRequest Request, IotLabNode Node)> group in removals.GroupBy(
                removal => removal.Node.NodeTag.Key,
                StringComparer.Ordinal
            )
        )
        {
            bool isLast = existing.Count(node => node.NodeTag.Key == group.Key) == group.Count();
            outcomes.AddRange(await RemoveAsync([.. group], isLast));
        }

        return [.. outcomes];
    }

    /// <summary>Ends the experiment before it removes the tags, so that no experiment exists without tags.</summary>
    private async Task<ValueList<StepOutcome>> RemoveAsync((StepRequest Request, IotLabNode Node)[] removals, bool isLast)
    {
        List<StepOutcome> outcomes = [];
        try
        {
            foreach (IotLabExperiment live in isLast ? await nodes.ListLiveAsync(removals[0].Node) : [])
            {
                await experiments.EndAsync(live.Id);
                IotLabLog.ExperimentStopped(logger, live.Id);
            }

            foreach ((StepRequest request, IotLabNode node) in removals)
            {
                await tags.RemoveAsync(node.ProfileName);
                outcomes.Add(StepOutcome.Succeeded(request));
            }

            return [.. outcomes];
        }
        catch (RestException failure) when (!failure.IsRefusal)
        {
            return
            [
                .. outcomes,
                .. IotLabProblems.Rest.CreateOutcomes(removals.Skip(outcomes.Count).Select(removal => removal.Request), failure),
            ];
        }
    }

    /// <summary>Finds the node of a step by ID, or by name if the step has no ID.</summary>
    private static IotLabNode? Find(StepRequest request, ValueList<IotLabNode> all) =>
        request.ResourceId is { } id
            ? all.FirstOrDefault(node => node.Id == id)
            : all.FirstOrDefault(node => node.Owner == request.Tag.Owner && node.Tag.Name == request.Step.Name);

    private StepOutcome ToOutcome(StepRequest request, IotLabNode node) => StepOutcome.Succeeded(request, view.ToResource(node));

    private async Task<ValueList<StepOutcome>> CreateAsync(StepRequest[] requests)
    {
        List<StepOutcome> outcomes = [];
        List<StepRequest> pending = [];
        foreach (StepRequest request in requests)
        {
            NodeSpec node = ((CreateNode)request.Step).Node;
            string site = BoardLocation.From(node, options).Site;
            int length = TagName.Write(_plan.CreateLongestTag(request)).Length;
            if (BoardLocation.HasUnknownParts(node.Cloud))
            {
                outcomes.Add(StepOutcome.Failed(request, IotLabProblems.InvalidPlacement(request.Step.Name, node.Cloud)));
            }
            else if (!options.Sites.Contains(site, StringComparer.Ordinal))
            {
                outcomes.Add(StepOutcome.Failed(request, TestbedProblems.UnknownSite(request.Step.Name, site, options.Sites)));
            }
            else if (length > TagName.MaxLength)
            {
                outcomes.Add(StepOutcome.Failed(request, IotLabProblems.TagTooLong(request.Step.Name, length, TagName.MaxLength)));
            }
            else
            {
                pending.Add(request);
            }
        }

        return pending.Count == 0 ? [.. outcomes] : [.. outcomes, .. await MakeAsync(pending)];
    }

    private async Task<ValueList<StepOutcome>> MakeAsync(List<StepRequest> requests)
    {
        ValueList<IotLabNode> existing = await nodes.ListAsync(requests[0].Tag.Owner, CancellationToken.None);
        List<StepOutcome> outcomes = [];
        List<StepRequest> missing = [];
        List<(StepRequest Request, IotLabNode Node)> unsent = [];
        foreach (StepRequest request in requests)
        {
            switch (existing.FirstOrDefault(node => node.Tag.Token == request.Token))
            {
                case null:
                    missing.Add(request);
                    break;
                case { Experiment: null } marked:
                    unsent.Add((request, marked));
                    break;
                case { IsEnding: true }:
                    outcomes.Add(StepOutcome.Failed(request, IotLabProblems.TokenUsed(request.Step.Name)));
                    break;
                case { } created:
                    outcomes.Add(ToOutcome(request, created));
                    break;
            }
        }

        foreach (
            IGrouping<string, (StepRequest Request, IotLabNode Node)> group in unsent.GroupBy(
                entry => entry.Node.NodeTag.Key,
                StringComparer.Ordinal
            )
        )
        {
            // After a crash or a lost request, the experiment is submitted with all its nodes.
            IotLabNodeTag[] all = [.. existing.Where(node => node.NodeTag.Key == group.Key).Select(node => node.NodeTag)];
            outcomes.AddRange(await SubmitAsync([.. group.Select(entry => entry.Request)], all));
        }

        return missing.Count == 0 ? [.. outcomes] : [.. outcomes, .. await TagAndSubmitAsync(missing)];
    }

    private async Task<ValueList<StepOutcome>> TagAndSubmitAsync(List<StepRequest> requests)
    {
        List<IotLabNodeTag> written = [];
        foreach (IotLabNodeTag tag in _plan.CreateTags(requests))
        {
            try
            {
                written.Add(tag);
                await tags.WriteAsync(tag);
            }
            catch (RestException failure) when (!failure.IsRefusal)
            {
                await UndoAsync(written, failure);
                return IotLabProblems.Rest.CreateOutcomes(requests, failure);
            }
        }

        return await SubmitAsync([.. requests], written);
    }

    private async Task<ValueList<StepOutcome>> SubmitAsync(StepRequest[] requests, IReadOnlyList<IotLabNodeTag> all)
    {
        ExperimentRequest request = _plan.RequestFor(all);
        IotLabExperiment created;
        try
        {
            created = new IotLabExperiment(await experiments.SubmitAsync(request), request.Name, "Waiting");
            IotLabLog.ExperimentSubmitted(logger, created.Id, all.Count);
        }
        catch (RestException failure) when (!failure.IsRefusal)
        {
            if (failure.IsWithoutEffect)
            {
                await UndoAsync(all, failure);
            }

            return IotLabProblems.Rest.CreateOutcomes(requests, failure);
        }

        try
        {
            created = await experiments.ReadAsync(created.Id, CancellationToken.None);
        }
        catch (RestException failure) when (!failure.IsRefusal)
        {
            // The experiment was accepted; the next poll shows its state.
        }

        return
        [
            .. requests.Select(stepRequest =>
                ToOutcome(
                    stepRequest,
                    IotLabNode.FromProfile(TagName.Write(all.First(tag => tag.Token == stepRequest.Token)))! with
                    {
                        Experiment = created,
                    }
                )
            ),
        ];
    }

    /// <summary>
    /// Removes tags without an experiment. A tag that remains is reported as a failed node, and can be removed as such.
    /// </summary>
    /// <returns>True if no tag remains.</returns>
    private Task<bool> UndoAsync(IEnumerable<IotLabNodeTag> written, RestException cause)
    {
        // Without a response, the testbed may be unreachable.
        TimeSpan limit = cause.Status == RestException.NoResponseStatus ? FailureQuery.Limit : Timeout.InfiniteTimeSpan;
        return FailureQuery.RunAsync(token => RemoveAsync(written, token), fallback: false, limit, options.Clock, CancellationToken.None);
    }

    /// <returns>True if no tag remains.</returns>
    private async Task<bool> RemoveAsync(IEnumerable<IotLabNodeTag> written, CancellationToken cancellationToken)
    {
        bool isComplete = true;
        foreach (IotLabNodeTag tag in written)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                await tags.RemoveAsync(TagName.Write(tag));
            }
            catch (RestException failure) when (!failure.IsRefusal)
            {
                IotLabLog.TagLeft(logger, TextEscaping.Escape(tag.Name), failure.Reason);
                isComplete = false;
            }
        }

        return isComplete;
    }
}
