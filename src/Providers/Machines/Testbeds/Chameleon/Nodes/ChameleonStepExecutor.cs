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
    public IEnumerable<StepBatch> GroupSteps(ValueList<StepRequest> requests, CancellationToken cancellationToken) =>
        RestProblems.GroupSteps(
            requests,
            creations => creations.GroupBy(request => (GetPlace(request), request.Tag.Owner)).Select(same => same.ToArray()),
            batch => CreateAsync(batch, cancellationToken),
            ChangeAsync,
            request => ChameleonNodeId.Parse(request.ResourceId ?? "") is { } id ? (id.Region, id.Lease) : ("", request.Token),
            DestroyAsync
        );

    private ChameleonLocation GetPlace(StepRequest request) => ChameleonLocation.From(((CreateNode)request.Step).Node, options);

    private SiteClient? FindSite(string region) => siteClients.FirstOrDefault(siteClient => siteClient.Region == region);

    private async Task<ValueList<StepOutcome>> CreateAsync(StepRequest[] requests, CancellationToken cancellationToken)
    {
        ChameleonLocation place = GetPlace(requests[0]);
        return FindSite(place.Region) is { } siteClient
            ? await new NodeCreation(siteClient, options, place.Type, requests[0].Tag.Owner).MakeAsync(requests, cancellationToken)
            :
            [
                .. requests.Select(request =>
                    StepOutcome.Failed(
                        request,
                        TestbedProblems.UnknownSite(request.Step.Name, place.Region, siteClients.Select(siteClient => siteClient.Region))
                    )
                ),
            ];
    }

    private async Task<StepOutcome> ChangeAsync(StepRequest request)
    {
        string name = request.Step.Name;
        if (ChameleonNodeId.Parse(request.ResourceId ?? "") is not { } id || FindSite(id.Region) is not { } siteClient)
        {
            return StepOutcome.Failed(request, ChameleonProblems.NotFound(name));
        }

        SiteSnapshot snapshot = await siteClient.ReadAsync(CancellationToken.None);
        if (snapshot.Nodes.FirstOrDefault(node => node.Id == id) is not { IsDeleting: false } node)
        {
            return StepOutcome.Failed(request, ChameleonProblems.NotFound(name));
        }

        if (NodeRemoval.Obstacle(request, node) is { } obstacle)
        {
            return StepOutcome.Failed(request, obstacle);
        }

        ChameleonNode changed = node with { Tag = node.Tag with { Node = node.Tag.Node.WithTag(request.Tag) } };
        try
        {
            if (!siteClient.Reconciler.RecordChange(id.Token, changed.Tag.Node))
            {
                await siteClient.Servers.SetTagAsync(node.Server.Id, changed.Tag);
            }

            return StepOutcome.Succeeded(request, new ChameleonResourceMapper(siteClient, options).ToResource(changed, snapshot));
        }
        catch (RestException failure) when (failure.Status == 404)
        {
            return StepOutcome.Failed(request, ChameleonProblems.NotFound(name));
        }
        catch (RestException failure) when (!failure.IsRefusal)
        {
            return ChameleonProblems.Rest.CreateOutcome(request, failure, failure.IsWithoutEffect);
        }
    }

    private async Task<ValueList<StepOutcome>> DestroyAsync(StepRequest[] requests)
    {
        if (ChameleonNodeId.Parse(requests[0].ResourceId ?? "") is { } id)
        {
            return FindSite(id.Region) is { } siteClient
                ? await new NodeRemoval(siteClient).RemoveAsync(requests, CancellationToken.None)
                : [.. requests.Select(request => StepOutcome.Succeeded(request))];
        }

        // Without an ID, the node is found by its name.
        StepRequest request = requests[0];
        foreach (SiteClient siteClient in request.ResourceId is null ? siteClients : [])
        {
            SiteSnapshot snapshot = await siteClient.ReadAsync(CancellationToken.None);
            if (
                snapshot.Nodes.FirstOrDefault(node =>
                    node.Owner == request.Tag.Owner && node.Tag.Node.Name == request.Step.Name && !node.IsDeleting
                ) is
                { } named
            )
            {
                return await new NodeRemoval(siteClient).RemoveAsync(
                    [request with { ResourceId = named.Id.ToString() }],
                    CancellationToken.None
                );
            }
        }

        return [StepOutcome.Succeeded(request)];
    }
}
