namespace Scalewright.Providers.Chameleon.Nodes;

/// <summary>
/// Executes steps on nodes and returns failures as outcomes. Throws only if the credentials are refused.
/// </summary>
internal sealed class ChameleonStepExecutor(ValueList<SiteClient> desks, ChameleonOptions options)
{
    /// <summary>
    /// Groups the steps of a wave into calls: one call creates the nodes of an owner with the same type at a site, and
    /// one call removes the nodes of a lease.
    /// </summary>
    public IEnumerable<Func<Task<ValueList<StepOutcome>>>> CallsFor(
        ValueList<StepRequest> orders, CancellationToken cancellationToken)
    {
        foreach (IGrouping<(ChameleonLocation Place, Owner Owner), StepRequest> same in orders.Where(order =>
            order.Step is CreateNode)
            .GroupBy(order => (ChameleonLocation.Of(((CreateNode)order.Step).Node, options), order.Tag.Owner)))
        {
            StepRequest[] batch = [.. same];
            yield return () =>
                ChameleonProblems.Rest.GuardedAsync(batch, () => DeskAt(same.Key.Place.Region) is { } desk
                    ? new NodeCreation(
                        desk, options, same.Key.Place.Type, same.Key.Owner).MakeAsync(batch, cancellationToken)
                    : Task.FromResult<ValueList<StepOutcome>>(
                        [.. batch.Select(order => StepOutcomes.Failed(order, TestbedProblems.UnknownSite(
                            order.Step.Name, same.Key.Place.Region, desks.Select(desk => desk.Region))))]));
        }

        foreach (StepRequest order in orders.Where(order => order.Step is not (CreateNode or DestroyNode)))
        {
            yield return () => ChameleonProblems.Rest.GuardedAsync(
                [order], async () => [order.Step is ChangeNode ? await ChangeAsync(order) : StepOutcomes.Done(order)]);
        }

        foreach (IGrouping<(string Region, string Lease), StepRequest> lease in orders.Where(order =>
            order.Step is DestroyNode)
            .GroupBy(order =>
                ChameleonNodeId.Parse(order.ResourceId ?? "") is { } id ? (id.Region, id.Lease) : ("", order.Token)))
        {
            StepRequest[] batch = [.. lease];
            yield return () => ChameleonProblems.Rest.GuardedAsync(batch, () => DestroyAsync(lease.Key.Region, batch));
        }
    }

    private SiteClient? DeskAt(string region) => desks.FirstOrDefault(desk => desk.Region == region);

    private async Task<StepOutcome> ChangeAsync(StepRequest order)
    {
        string name = order.Step.Name;
        if (ChameleonNodeId.Parse(order.ResourceId ?? "") is not { } id || DeskAt(id.Region) is not { } desk)
        {
            return StepOutcomes.Failed(order, ChameleonProblems.Gone(name));
        }

        SiteSnapshot sight = await desk.ReadAsync(CancellationToken.None);
        if (sight.Nodes.FirstOrDefault(node => node.Id == id) is not { IsDeleting: false } node)
        {
            return StepOutcomes.Failed(order, ChameleonProblems.Gone(name));
        }

        if (NodeRemoval.Obstacle(order, node) is { } obstacle)
        {
            return StepOutcomes.Failed(order, obstacle);
        }

        ChameleonNode changed = node with { Tag = node.Tag with { Node = node.Tag.Node.WithTag(order.Tag) } };
        try
        {
            if (!desk.Keeper.Note(id.Token, changed.Tag.Node))
            {
                await desk.Servers.MarkAsync(node.Server.Id, changed.Tag);
            }

            return StepOutcomes.Done(order, new ChameleonResourceMapper(desk, options).ToResource(changed, sight));
        }
        catch (RestException gone) when (gone.Status == 404)
        {
            return StepOutcomes.Failed(order, ChameleonProblems.Gone(name));
        }
        catch (RestException failure) when (!failure.IsRefusal)
        {
            return ChameleonProblems.Rest.OutcomeOf(order, failure, failure.IsWithoutEffect);
        }
    }

    private async Task<ValueList<StepOutcome>> DestroyAsync(string region, StepRequest[] orders)
    {
        if (region.Length > 0)
        {
            return DeskAt(region) is { } desk
                ? await new NodeRemoval(desk).RemoveAsync(orders, CancellationToken.None)
                : [.. orders.Select(order => StepOutcomes.Done(order))];
        }

        // Without an ID, the node is found by its name.
        StepRequest order = orders[0];
        foreach (SiteClient desk in order.ResourceId is null ? desks : [])
        {
            SiteSnapshot sight = await desk.ReadAsync(CancellationToken.None);
            if (sight.Nodes.FirstOrDefault(node => node.Owner == order.Tag.Owner
                && node.Tag.Node.Name == order.Step.Name
                && !node.IsDeleting) is { } named)
            {
                return await new NodeRemoval(desk).RemoveAsync(
                    [order with { ResourceId = named.Id.ToString() }], CancellationToken.None);
            }
        }

        return [StepOutcomes.Done(order)];
    }
}
