using Scalewright.Providers.IotLab.Wire;
using static Scalewright.Providers.StepOutcomes;

namespace Scalewright.Providers.IotLab.Experiments;

/// <summary>
/// Executes steps on experiments and returns failures as outcomes. Throws only if the credentials are refused.
/// </summary>
internal sealed class ExperimentStepExecutor(TagRepository marks, ExperimentRepository experiments,
    NodeRepository nodes, IotLabResourceMapper view, IotLabOptions options, ILogger logger)
{
    private readonly ExperimentPlan _plan = new(options);

    /// <summary>
    /// Groups the steps of a wave into calls: one call creates or removes the nodes of one experiment; each changed
    /// node has its own call.
    /// </summary>
    public IEnumerable<Func<Task<ValueList<StepOutcome>>>> CallsFor(ValueList<StepRequest> orders)
    {
        foreach (StepRequest[] batch in _plan.Together(orders.Where(order => order.Step is CreateNode)))
        {
            yield return () => IotLabProblems.Rest.GuardedAsync(batch, () => CreateAsync(batch));
        }

        foreach (StepRequest order in orders.Where(order => order.Step is not (CreateNode or DestroyNode)))
        {
            yield return () => IotLabProblems.Rest.GuardedAsync([order], () =>
                order.Step is ChangeNode ? ChangeAsync(order) : Task.FromResult<ValueList<StepOutcome>>([Done(order)]));
        }

        foreach (IGrouping<string, StepRequest> group in orders.Where(order => order.Step is DestroyNode)
            .GroupBy(order => order.ResourceId?.Split('/')[0] ?? order.Token, StringComparer.Ordinal))
        {
            StepRequest[] batch = [.. group];
            yield return () => IotLabProblems.Rest.GuardedAsync(batch, () => DestroyAsync(batch));
        }
    }

    private static Problem? Obstacle(StepRequest order, IotLabNode node) => node.Tag.Name == order.Step.Name
        ? StoredResourceTag.FromTag(node.Tag, default).CheckRequest(order)
        : TestbedProblems.Foreign(order.Step.Name, node.Id);

    private async Task<ValueList<StepOutcome>> ChangeAsync(StepRequest order)
    {
        IotLabNode? node = Find(order, await nodes.OfAsync(null, CancellationToken.None));
        if (node is null || node.IsEnding || Obstacle(order, node) is not null)
        {
            return [Failed(
                order, node is null || node.IsEnding ? IotLabProblems.Gone(order.Step.Name) : Obstacle(order, node)!)];
        }

        IotLabNodeTag mark = node.Mark with
        {
            Digest = order.Tag.Digest,
            Epoch = order.Tag.Epoch,
            Sequence = order.Tag.Sequence,
            Expires = order.Tag.ExpiresAt?.UtcTicks
        };
        return await IotLabProblems.Rest.ChangedAsync(
            [order], async () => [Made(order, await marks.ReplaceAsync(node, mark))]);
    }

    private async Task<ValueList<StepOutcome>> DestroyAsync(StepRequest[] orders)
    {
        ValueList<IotLabNode> there = await nodes.OfAsync(null, CancellationToken.None);
        List<StepOutcome> outcomes = [];
        List<(StepRequest Order, IotLabNode Node)> removals = [];
        foreach (StepRequest order in orders)
        {
            IotLabNode? node = Find(order, there);
            if (node is null)
            {
                outcomes.Add(Done(order));
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

        foreach (IGrouping<string, (StepRequest Order, IotLabNode Node)> group in removals.GroupBy(
            removal => removal.Node.Mark.Key, StringComparer.Ordinal))
        {
            bool isLast = there.Count(node => node.Mark.Key == group.Key) == group.Count();
            outcomes.AddRange(await RemoveAsync([.. group], isLast));
        }

        return [.. outcomes];
    }

    /// <summary>Ends the experiment before it removes the tags, so that no experiment exists without tags.</summary>
    private async Task<ValueList<StepOutcome>> RemoveAsync((StepRequest Order, IotLabNode Node)[] removals, bool isLast)
    {
        List<StepOutcome> outcomes = [];
        try
        {
            foreach (IotLabExperiment live in isLast ? await nodes.LiveOfAsync(removals[0].Node) : [])
            {
                await experiments.EndAsync(live.Id);
                IotLabLog.ExperimentStopped(logger, live.Id);
            }

            foreach ((StepRequest order, IotLabNode node) in removals)
            {
                await marks.RemoveAsync(node.ProfileName);
                outcomes.Add(Done(order));
            }

            return [.. outcomes];
        }
        catch (RestException failure) when (!failure.IsRefusal)
        {
            return [.. outcomes, .. IotLabProblems.Rest.OutcomesOf(
                removals.Skip(outcomes.Count).Select(removal => removal.Order), failure)];
        }
    }

    /// <summary>Finds the node of a step by ID, or by name if the step has no ID.</summary>
    private static IotLabNode? Find(StepRequest order, ValueList<IotLabNode> all) => order.ResourceId is { } id
        ? all.FirstOrDefault(node => node.Id == id)
        : all.FirstOrDefault(node => node.Owner == order.Tag.Owner && node.Tag.Name == order.Step.Name);

    private StepOutcome Made(StepRequest order, IotLabNode node) => Done(order, view.ToResource(node));

    private async Task<ValueList<StepOutcome>> CreateAsync(StepRequest[] orders)
    {
        List<StepOutcome> outcomes = [];
        List<StepRequest> wanted = [];
        foreach (StepRequest order in orders)
        {
            NodeSpec node = ((CreateNode)order.Step).Node;
            string site = BoardLocation.Of(node, options).Site;
            int length = TagName.Write(_plan.LongestMarkFor(order)).Length;
            if (BoardLocation.HasUnknownParts(node.Cloud))
            {
                outcomes.Add(Failed(order, IotLabProblems.UnknownWords(order.Step.Name, node.Cloud)));
            }
            else if (!options.Sites.Contains(site, StringComparer.Ordinal))
            {
                outcomes.Add(Failed(order, TestbedProblems.UnknownSite(order.Step.Name, site, options.Sites)));
            }
            else if (length > TagName.MaxLength)
            {
                outcomes.Add(Failed(order, IotLabProblems.MarkTooLong(order.Step.Name, length, TagName.MaxLength)));
            }
            else
            {
                wanted.Add(order);
            }
        }

        return wanted.Count == 0 ? [.. outcomes] : [.. outcomes, .. await MakeAsync(wanted)];
    }

    private async Task<ValueList<StepOutcome>> MakeAsync(List<StepRequest> orders)
    {
        ValueList<IotLabNode> there = await nodes.OfAsync(orders[0].Tag.Owner, CancellationToken.None);
        List<StepOutcome> outcomes = [];
        List<StepRequest> missing = [];
        List<(StepRequest Order, IotLabNode Node)> unsent = [];
        foreach (StepRequest order in orders)
        {
            switch (there.FirstOrDefault(node => node.Tag.Token == order.Token))
            {
                case null:
                    missing.Add(order);
                    break;
                case { Experiment: null } marked:
                    unsent.Add((order, marked));
                    break;
                case { IsEnding: true }:
                    outcomes.Add(Failed(order, IotLabProblems.TokenUsed(order.Step.Name)));
                    break;
                case { } made:
                    outcomes.Add(Made(order, made));
                    break;
            }
        }

        foreach (IGrouping<string, (StepRequest Order, IotLabNode Node)> group in unsent.GroupBy(
            entry => entry.Node.Mark.Key, StringComparer.Ordinal))
        {
            // After a crash or a lost request, the experiment is submitted with all its nodes.
            IotLabNodeTag[] all = [.. there.Where(node => node.Mark.Key == group.Key).Select(node => node.Mark)];
            outcomes.AddRange(await SubmitAsync([.. group.Select(entry => entry.Order)], all));
        }

        return missing.Count == 0 ? [.. outcomes] : [.. outcomes, .. await MarkAndSubmitAsync(missing)];
    }

    private async Task<ValueList<StepOutcome>> MarkAndSubmitAsync(List<StepRequest> orders)
    {
        List<IotLabNodeTag> written = [];
        foreach (IotLabNodeTag mark in _plan.MarksFor(orders))
        {
            try
            {
                written.Add(mark);
                await marks.WriteAsync(mark);
            }
            catch (RestException failure) when (!failure.IsRefusal)
            {
                await UndoAsync(written);
                return IotLabProblems.Rest.OutcomesOf(orders, failure);
            }
        }

        return await SubmitAsync([.. orders], written);
    }

    private async Task<ValueList<StepOutcome>> SubmitAsync(StepRequest[] orders, IReadOnlyList<IotLabNodeTag> all)
    {
        ExperimentRequest request = _plan.RequestFor(all);
        IotLabExperiment made;
        try
        {
            made = new IotLabExperiment(await experiments.SubmitAsync(request), request.Name, "Waiting");
            IotLabLog.ExperimentSubmitted(logger, made.Id, all.Count);
        }
        catch (RestException failure) when (!failure.IsRefusal)
        {
            if (failure.IsWithoutEffect)
            {
                await UndoAsync(all);
            }

            return IotLabProblems.Rest.OutcomesOf(orders, failure);
        }

        try
        {
            made = await experiments.ReadAsync(made.Id, CancellationToken.None);
        }
        catch (RestException failure) when (!failure.IsRefusal)
        {
            // The experiment was accepted; the next poll shows its state.
        }

        return [.. orders.Select(order => Made(order,
            IotLabNode.Of(TagName.Write(all.First(mark => mark.Token == order.Token)))! with { Experiment = made }))];
    }

    /// <summary>
    /// Removes tags without an experiment. A tag that remains is reported as a failed node, and can be removed as such.
    /// </summary>
    private async Task UndoAsync(IEnumerable<IotLabNodeTag> written)
    {
        foreach (IotLabNodeTag mark in written)
        {
            try
            {
                await marks.RemoveAsync(TagName.Write(mark));
            }
            catch (RestException failure) when (!failure.IsRefusal)
            {
                IotLabLog.TagLeft(logger, TextEscaping.Escape(mark.Name), failure.Reason);
            }
        }
    }
}
