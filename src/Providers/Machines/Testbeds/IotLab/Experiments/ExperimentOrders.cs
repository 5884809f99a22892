using Scalewright.Providers.IotLab.Wire;

namespace Scalewright.Providers.IotLab.Experiments;

/// <summary>Does steps on experiments. What fails is an outcome; only who is not let in at all is an exception.</summary>
/// <param name="options">What experiments are like.</param>
/// <param name="logger">Takes what becomes of experiments.</param>
internal sealed partial class ExperimentOrders(MarkShelf marks, ExperimentShelf experiments, NodeShelf nodes, NodeView view, IotLabOptions options, ILogger logger)
{
    private readonly ExperimentPlan _plan = new(options);

    /// <summary>The calls that a wave takes: what may be one experiment is made together, nodes of an experiment changed or removed together.</summary>
    public IEnumerable<Func<Task<ValueList<StepOutcome>>>> CallsFor(ValueList<StepOrder> orders)
    {
        foreach (StepOrder[] batch in _plan.Together(orders.Where(order => order.Step is CreateNode)))
        {
            yield return () => IotLabProblems.Rest.GuardedAsync(batch, () => CreateAsync(batch));
        }

        foreach (StepOrder order in orders.Where(order => order.Step is not (CreateNode or DestroyNode)))
        {
            yield return () => IotLabProblems.Rest.GuardedAsync([order], () => order.Step is ChangeNode ? ChangeAsync(order) : Task.FromResult<ValueList<StepOutcome>>([Done(order)]));
        }

        foreach (IGrouping<string, StepOrder> group in orders.Where(order => order.Step is DestroyNode).GroupBy(order => order.ResourceId?.Split('/')[0] ?? order.Token, StringComparer.Ordinal))
        {
            StepOrder[] batch = [.. group];
            yield return () => IotLabProblems.Rest.GuardedAsync(batch, () => DestroyAsync(batch));
        }
    }

    private static StepOutcome Done(StepOrder order) => new(order.Token, StepResult.Done);

    private static StepOutcome Failed(StepOrder order, Problem problem) => new(order.Token, StepResult.Failed) { Problem = problem };

    private static Problem? Obstacle(StepOrder order, PlacedNode node) => node.Tag.Name == order.Step.Name
        ? ResourceMark.Of(node.Tag, default).Refusal(order)
        : IotLabProblems.Foreign(order.Step.Name, node.Id);

    private async Task<ValueList<StepOutcome>> ChangeAsync(StepOrder order)
    {
        PlacedNode? node = Find(order, await nodes.OfAsync(null, CancellationToken.None));
        if (node is null || node.IsEnding || Obstacle(order, node) is not null)
        {
            return [Failed(order, node is null || node.IsEnding ? IotLabProblems.Gone(order.Step.Name) : Obstacle(order, node)!)];
        }

        try
        {
            NodeMark mark = node.Mark with { Digest = order.Tag.Digest, Epoch = order.Tag.Epoch, Sequence = order.Tag.Sequence, Expires = order.Tag.ExpiresAt?.UtcTicks };
            return [Done(order, await marks.ReplaceAsync(node, mark))];
        }
        catch (RestException failure) when (!failure.IsRefusal)
        {
            return [IotLabProblems.Rest.OutcomeOf(order, failure, failure.IsWithoutEffect)];
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

        foreach (IGrouping<string, (StepOrder Order, PlacedNode Node)> group in removals.GroupBy(removal => removal.Node.Mark.Key, StringComparer.Ordinal))
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
                IotLabLog.Ended(logger, live.Id);
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
            return [.. outcomes, .. removals.Skip(outcomes.Count).Select(removal => IotLabProblems.Rest.OutcomeOf(removal.Order, failure, failure.IsWithoutEffect))];
        }
    }

    /// <summary>By id; by name what never had one.</summary>
    private static PlacedNode? Find(StepOrder order, ValueList<PlacedNode> all) => order.ResourceId is { } id
        ? all.FirstOrDefault(node => node.Id == id)
        : all.FirstOrDefault(node => node.Owner == order.Tag.Owner && node.Tag.Name == order.Step.Name);

    private StepOutcome Done(StepOrder order, PlacedNode node) => Done(order) with { Resource = view.ToResource(node) };
}
