using Scalewright.Planning;
using Scalewright.Providers.IotLab.Wire;
using Scalewright.Rest;

namespace Scalewright.Providers.IotLab.Experiments;

/// <summary>Does steps on experiments. What fails is an outcome; only who is not let in at all is an exception.</summary>
/// <param name="marks">The marks.</param>
/// <param name="experiments">The experiments.</param>
/// <param name="nodes">Both together.</param>
/// <param name="view">Nodes as resources.</param>
/// <param name="options">What experiments are like.</param>
internal sealed class ExperimentOrders(MarkShelf marks, ExperimentShelf experiments, NodeShelf nodes, NodeView view, IotLabOptions options)
{
    private readonly ExperimentPlan _plan = new(options);

    /// <summary>The calls that a wave takes: nodes of a kind are made together, nodes of an experiment changed or removed together.</summary>
    public IEnumerable<Func<Task<ValueList<StepOutcome>>>> CallsFor(ValueList<StepOrder> orders)
    {
        foreach (StepOrder[] batch in orders.Where(order => order.Step is CreateNode).GroupBy(_plan.GroupOf).SelectMany(group => group.Chunk(options.NodesPerExperimentMax)))
        {
            yield return () => GuardedAsync(batch, () => CreateAsync(batch));
        }

        foreach (StepOrder order in orders.Where(order => order.Step is not (CreateNode or DestroyNode)))
        {
            yield return () => GuardedAsync([order], () => order.Step is ChangeNode ? ChangeAsync(order) : Task.FromResult<ValueList<StepOutcome>>([Done(order)]));
        }

        foreach (IGrouping<string, StepOrder> group in orders.Where(order => order.Step is DestroyNode).GroupBy(order => order.ResourceId?.Split('/')[0] ?? order.Token, StringComparer.Ordinal))
        {
            StepOrder[] batch = [.. group];
            yield return () => GuardedAsync(batch, () => DestroyAsync(batch));
        }
    }

    private static StepOutcome Done(StepOrder order) => new(order.Token, StepResult.Done);

    private static StepOutcome Failed(StepOrder order, Problem problem) => new(order.Token, StepResult.Failed) { Problem = problem };

    private static StepOutcome OutcomeOf(StepOrder order, RestException failure, bool isWithoutEffect) => new(order.Token, isWithoutEffect ? StepResult.Failed : StepResult.Unknown)
    {
        Problem = IotLabProblems.Of(failure, order.Step.Name),
        MayRetry = isWithoutEffect && failure.IsPassing,
        RetryAfter = failure.RetryAfter,
    };

    private static Problem? Obstacle(StepOrder order, PlacedNode node) => node.Tag.Name == order.Step.Name
        ? ResourceMark.Of(node.Tag, default).Refusal(order)
        : IotLabProblems.Foreign(order.Step.Name, node.Id);

    private static async Task<ValueList<StepOutcome>> GuardedAsync(StepOrder[] orders, Func<Task<ValueList<StepOutcome>>> act)
    {
        try
        {
            return await act();
        }
        catch (RestException failure) when (!failure.IsRefusal)
        {
            // Whatever changes something tells by itself what came of it; here nothing but looking was done.
            return [.. orders.Select(order => OutcomeOf(order, failure, isWithoutEffect: true))];
        }
        catch (RestException failure)
        {
            throw IotLabProblems.Exception(failure);
        }
    }

    private async Task<ValueList<StepOutcome>> CreateAsync(StepOrder[] orders)
    {
        List<StepOutcome> outcomes = [];
        List<StepOrder> wanted = [];
        foreach (StepOrder order in orders)
        {
            string site = Place.Of(((CreateNode)order.Step).Node, options).Site;
            int length = MarkName.Write(_plan.MarkFor(order, MarkName.KeyOf(order.Token), options.NodesPerExperimentMax)).Length;
            if (!options.Sites.Contains(site, StringComparer.Ordinal))
            {
                outcomes.Add(Failed(order, IotLabProblems.UnknownSite(order.Step.Name, site, options.Sites)));
            }
            else if (length > MarkName.LengthMax)
            {
                outcomes.Add(Failed(order, IotLabProblems.MarkTooLong(order.Step.Name, length, MarkName.LengthMax)));
            }
            else
            {
                wanted.Add(order);
            }
        }

        return wanted.Count == 0 ? [.. outcomes] : [.. outcomes, .. await MakeAsync(wanted)];
    }

    private async Task<ValueList<StepOutcome>> MakeAsync(List<StepOrder> orders)
    {
        ValueList<PlacedNode> there = await nodes.OfAsync(orders[0].Tag.Owner, CancellationToken.None);
        List<StepOutcome> outcomes = [];
        List<StepOrder> missing = [];
        List<(StepOrder Order, PlacedNode Node)> unsent = [];
        foreach (StepOrder order in orders)
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
                    outcomes.Add(Done(order, made));
                    break;
            }
        }

        foreach (IGrouping<string, (StepOrder Order, PlacedNode Node)> group in unsent.GroupBy(entry => entry.Node.Mark.Key))
        {
            // A program that was killed before, or a request that never came there: all nodes of the experiment go with it.
            NodeMark[] all = [.. there.Where(node => node.Mark.Key == group.Key).Select(node => node.Mark)];
            outcomes.AddRange(await SubmitAsync([.. group.Select(entry => entry.Order)], all));
        }

        return missing.Count == 0 ? [.. outcomes] : [.. outcomes, .. await MarkAndSubmitAsync(missing)];
    }

    private async Task<ValueList<StepOutcome>> MarkAndSubmitAsync(List<StepOrder> orders)
    {
        string key = MarkName.KeyOf(orders[0].Token);
        List<NodeMark> written = [];
        foreach ((int index, StepOrder order) in orders.Index())
        {
            NodeMark mark = _plan.MarkFor(order, key, index);
            try
            {
                written.Add(mark);
                await marks.WriteAsync(mark);
            }
            catch (RestException failure) when (!failure.IsRefusal)
            {
                await UndoAsync(written);
                return [.. orders.Select(one => OutcomeOf(one, failure, failure.IsWithoutEffect))];
            }
        }

        return await SubmitAsync([.. orders], written);
    }

    private async Task<ValueList<StepOutcome>> SubmitAsync(StepOrder[] orders, IReadOnlyList<NodeMark> all)
    {
        ExperimentRequest request = _plan.RequestFor(all);
        Experiment made;
        try
        {
            made = new Experiment { Id = await experiments.SubmitAsync(request), Name = request.Name, State = "Waiting" };
        }
        catch (RestException failure) when (!failure.IsRefusal)
        {
            if (failure.IsWithoutEffect)
            {
                await UndoAsync(all);
            }

            return [.. orders.Select(order => OutcomeOf(order, failure, failure.IsWithoutEffect))];
        }

        try
        {
            made = await experiments.ReadAsync(made.Id, CancellationToken.None);
        }
        catch (RestException failure) when (!failure.IsRefusal)
        {
            // The experiment was taken: what has become of it the next look tells.
        }

        return [.. orders.Select(order => Done(order, PlacedNode.Of(MarkName.Write(all.First(mark => mark.Token == order.Token)))! with { Experiment = made }))];
    }

    /// <summary>Takes marks away that no experiment was made for. What stays is seen as a node that failed, and removed as one.</summary>
    private async Task UndoAsync(IEnumerable<NodeMark> written)
    {
        foreach (NodeMark mark in written)
        {
            try
            {
                await marks.RemoveAsync(MarkName.Write(mark));
            }
            catch (RestException failure) when (!failure.IsRefusal)
            {
                continue;
            }
        }
    }

    private async Task<ValueList<StepOutcome>> ChangeAsync(StepOrder order)
    {
        PlacedNode? node = Find(order, await nodes.OfAsync(null, CancellationToken.None));
        if (node is null || node.IsEnding || Obstacle(order, node) is not null)
        {
            return [Failed(order, node is null || node.IsEnding ? IotLabProblems.Gone(order.Step.Name) : Obstacle(order, node)!)];
        }

        try
        {
            NodeMark mark = node.Mark with { Digest = order.Tag.Digest, Epoch = order.Tag.Epoch, Expires = order.Tag.ExpiresAt?.UtcTicks };
            return [Done(order, await marks.ReplaceAsync(node, mark))];
        }
        catch (RestException failure) when (!failure.IsRefusal)
        {
            return [OutcomeOf(order, failure, failure.IsWithoutEffect)];
        }
    }

    private async Task<ValueList<StepOutcome>> DestroyAsync(StepOrder[] orders)
    {
        ValueList<PlacedNode> there = await nodes.OfAsync(null, CancellationToken.None);
        List<StepOutcome> outcomes = [];
        List<(StepOrder Order, PlacedNode Node)> removals = [];
        foreach (StepOrder order in orders)
        {
            PlacedNode? node = Find(order, there);
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

        foreach (IGrouping<string, (StepOrder Order, PlacedNode Node)> group in removals.GroupBy(removal => removal.Node.Mark.Key))
        {
            bool isLast = there.Count(node => node.Mark.Key == group.Key) == group.Count();
            outcomes.AddRange(await RemoveAsync([.. group], isLast));
        }

        return [.. outcomes];
    }

    /// <summary>The experiment first: as long as it goes on, a mark tells of it.</summary>
    private async Task<ValueList<StepOutcome>> RemoveAsync((StepOrder Order, PlacedNode Node)[] removals, bool isLast)
    {
        List<StepOutcome> outcomes = [];
        try
        {
            foreach (Experiment live in isLast ? await nodes.LiveOfAsync(removals[0].Node) : [])
            {
                await experiments.EndAsync(live.Id);
            }

            foreach ((StepOrder order, PlacedNode node) in removals)
            {
                await marks.RemoveAsync(node.ProfileName);
                outcomes.Add(Done(order));
            }

            return [.. outcomes];
        }
        catch (RestException failure) when (!failure.IsRefusal)
        {
            return [.. outcomes, .. removals.Skip(outcomes.Count).Select(removal => OutcomeOf(removal.Order, failure, failure.IsWithoutEffect))];
        }
    }

    /// <summary>By id; by name what never had one.</summary>
    private static PlacedNode? Find(StepOrder order, ValueList<PlacedNode> all) => order.ResourceId is { } id
        ? all.FirstOrDefault(node => node.Id == id)
        : all.FirstOrDefault(node => node.Owner == order.Tag.Owner && node.Tag.Name == order.Step.Name);

    private StepOutcome Done(StepOrder order, PlacedNode node) => Done(order) with { Resource = view.ToResource(node) };
}
