namespace Scalewright.Providers.Chameleon.Nodes;

/// <summary>Executes steps on nodes and returns failures as outcomes. Only refused credentials throw.</summary>
internal sealed class NodeOrders(ValueList<SiteDesk> desks, ChameleonOptions options)
{
    /// <summary>
    /// Groups a wave into calls: nodes of the same type at a site are created together, nodes of a lease removed
    /// together.
    /// </summary>
    public IEnumerable<Func<Task<ValueList<StepOutcome>>>> CallsFor(ValueList<StepOrder> orders, CancellationToken cancellationToken)
    {
        foreach (IGrouping<(Place Place, Owner Owner), StepOrder> same in orders.Where(order => order.Step is CreateNode).GroupBy(order => (Place.Of(((CreateNode)order.Step).Node, options), order.Tag.Owner)))
        {
            StepOrder[] batch = [.. same];
            yield return () => ChameleonProblems.Rest.GuardedAsync(batch, () => DeskAt(same.Key.Place.Region) is { } desk
                ? new NodeMaking(desk, options, same.Key.Place.Type, same.Key.Owner).MakeAsync(batch, cancellationToken)
                : Task.FromResult<ValueList<StepOutcome>>([.. batch.Select(order => Outcomes.Failed(order, TestbedProblems.UnknownSite(order.Step.Name, same.Key.Place.Region, desks.Select(desk => desk.Region))))]));
        }

        foreach (StepOrder order in orders.Where(order => order.Step is not (CreateNode or DestroyNode)))
        {
            yield return () => ChameleonProblems.Rest.GuardedAsync([order], async () => [order.Step is ChangeNode ? await ChangeAsync(order) : Outcomes.Done(order)]);
        }

        foreach (IGrouping<(string Region, string Lease), StepOrder> lease in orders.Where(order => order.Step is DestroyNode).GroupBy(order => NodeId.Parse(order.ResourceId ?? "") is { } id ? (id.Region, id.Lease) : ("", order.Token)))
        {
            StepOrder[] batch = [.. lease];
            yield return () => ChameleonProblems.Rest.GuardedAsync(batch, () => DestroyAsync(lease.Key.Region, batch));
        }
    }

    private SiteDesk? DeskAt(string region) => desks.FirstOrDefault(desk => desk.Region == region);

    private async Task<StepOutcome> ChangeAsync(StepOrder order)
    {
        string name = order.Step.Name;
        if (NodeId.Parse(order.ResourceId ?? "") is not { } id || DeskAt(id.Region) is not { } desk)
        {
            return Outcomes.Failed(order, ChameleonProblems.Gone(name));
        }

        SiteSight sight = await desk.LookAsync(CancellationToken.None);
        if (sight.Nodes.FirstOrDefault(node => node.Id == id) is not { IsLeaving: false } node)
        {
            return Outcomes.Failed(order, ChameleonProblems.Gone(name));
        }

        if (NodeRemoval.Obstacle(order, node) is { } obstacle)
        {
            return Outcomes.Failed(order, obstacle);
        }

        PlacedNode changed = node with { Mark = node.Mark with { Node = node.Mark.Node.ChangedTo(order.Tag) } };
        try
        {
            if (!desk.Keeper.Note(id.Token, changed.Mark.Node))
            {
                await desk.Servers.MarkAsync(node.Server.Id, changed.Mark);
            }

            return Outcomes.Done(order, new NodeView(desk, options).ToResource(changed, sight));
        }
        catch (RestException gone) when (gone.Status == 404)
        {
            return Outcomes.Failed(order, ChameleonProblems.Gone(name));
        }
        catch (RestException failure) when (!failure.IsRefusal)
        {
            return ChameleonProblems.Rest.OutcomeOf(order, failure, failure.IsWithoutEffect);
        }
    }

    private async Task<ValueList<StepOutcome>> DestroyAsync(string region, StepOrder[] orders)
    {
        if (region.Length > 0)
        {
            return DeskAt(region) is { } desk ? await new NodeRemoval(desk).RemoveAsync(orders, CancellationToken.None) : [.. orders.Select(order => Outcomes.Done(order))];
        }

        // By name if it never had an ID.
        StepOrder order = orders[0];
        foreach (SiteDesk desk in order.ResourceId is null ? desks : [])
        {
            SiteSight sight = await desk.LookAsync(CancellationToken.None);
            if (sight.Nodes.FirstOrDefault(node => node.Owner == order.Tag.Owner && node.Mark.Node.Name == order.Step.Name && !node.IsLeaving) is { } named)
            {
                return await new NodeRemoval(desk).RemoveAsync([order with { ResourceId = named.Id.ToString() }], CancellationToken.None);
            }
        }

        return [Outcomes.Done(order)];
    }
}
