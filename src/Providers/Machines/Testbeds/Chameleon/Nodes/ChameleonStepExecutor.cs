namespace Scalewright.Providers.Chameleon.Nodes;

/// <summary>
/// Executes steps on nodes and returns failures as outcomes. Throws only if the credentials are refused.
/// </summary>
internal sealed class ChameleonStepExecutor(ValueList<SiteClient> siteClients, ChameleonOptions options)
{
    /// <summary>
    /// Groups the steps of a wave into batches: one batch creates the nodes of an owner with the same type at a site,
    /// and one batch removes the nodes of a lease.
    /// </summary>
    public IEnumerable<StepBatch> GroupSteps(ValueList<StepRequest> orders, CancellationToken cancellationToken) =>
        RestProblems.GroupSteps(
            orders,
            creations => creations.GroupBy(order => (GetPlace(order), order.Tag.Owner)).Select(same => same.ToArray()),
            batch => CreateAsync(batch, cancellationToken),
            ChangeAsync,
            order => ChameleonNodeId.Parse(order.ResourceId ?? "") is { } id ? (id.Region, id.Lease) : ("", order.Token),
            DestroyAsync
        );

    private ChameleonLocation GetPlace(StepRequest order) => ChameleonLocation.From(((CreateNode)order.Step).Node, options);

    private SiteClient? FindSite(string region) => siteClients.FirstOrDefault(siteClient => siteClient.Region == region);

    private async Task<ValueList<StepOutcome>> CreateAsync(StepRequest[] orders, CancellationToken cancellationToken)
    {
        ChameleonLocation place = GetPlace(orders[0]);
        return FindSite(place.Region) is { } siteClient
            ? await new NodeCreation(siteClient, options, place.Type, orders[0].Tag.Owner).MakeAsync(orders, cancellationToken)
            :
            [
                .. orders.Select(order =>
                    StepOutcome.Failed(
                        order,
                        TestbedProblems.UnknownSite(order.Step.Name, place.Region, siteClients.Select(other => other.Region))
                    )
                ),
            ];
    }

    private async Task<StepOutcome> ChangeAsync(StepRequest order)
    {
        string name = order.Step.Name;
        if (ChameleonNodeId.Parse(order.ResourceId ?? "") is not { } id || FindSite(id.Region) is not { } siteClient)
        {
            return StepOutcome.Failed(order, ChameleonProblems.NotFound(name));
        }

        SiteSnapshot snapshot = await siteClient.ReadAsync(CancellationToken.None);
        if (snapshot.Nodes.FirstOrDefault(node => node.Id == id) is not { IsDeleting: false } node)
        {
            return StepOutcome.Failed(order, ChameleonProblems.NotFound(name));
        }

        if (NodeRemoval.Obstacle(order, node) is { } obstacle)
        {
            return StepOutcome.Failed(order, obstacle);
        }

        ChameleonNode changed = node with { Tag = node.Tag with { Node = node.Tag.Node.WithTag(order.Tag) } };
        try
        {
            if (!siteClient.Reconciler.RecordChange(id.Token, changed.Tag.Node))
            {
                await siteClient.Servers.SetTagAsync(node.Server.Id, changed.Tag);
            }

            return StepOutcome.Succeeded(order, new ChameleonResourceMapper(siteClient, options).ToResource(changed, snapshot));
        }
        catch (RestException gone) when (gone.Status == 404)
        {
            return StepOutcome.Failed(order, ChameleonProblems.NotFound(name));
        }
        catch (RestException failure) when (!failure.IsRefusal)
        {
            return ChameleonProblems.Rest.CreateOutcome(order, failure, failure.IsWithoutEffect);
        }
    }

    private async Task<ValueList<StepOutcome>> DestroyAsync(StepRequest[] orders)
    {
        if (ChameleonNodeId.Parse(orders[0].ResourceId ?? "") is { } id)
        {
            return FindSite(id.Region) is { } siteClient
                ? await new NodeRemoval(siteClient).RemoveAsync(orders, CancellationToken.None)
                : [.. orders.Select(order => StepOutcome.Succeeded(order))];
        }

        // Without an ID, the node is found by its name.
        StepRequest order = orders[0];
        foreach (SiteClient siteClient in order.ResourceId is null ? siteClients : [])
        {
            SiteSnapshot snapshot = await siteClient.ReadAsync(CancellationToken.None);
            if (
                snapshot.Nodes.FirstOrDefault(node =>
                    node.Owner == order.Tag.Owner && node.Tag.Node.Name == order.Step.Name && !node.IsDeleting
                ) is
                { } named
            )
            {
                return await new NodeRemoval(siteClient).RemoveAsync(
                    [order with { ResourceId = named.Id.ToString() }],
                    CancellationToken.None
                );
            }
        }

        return [StepOutcome.Succeeded(order)];
    }
}
