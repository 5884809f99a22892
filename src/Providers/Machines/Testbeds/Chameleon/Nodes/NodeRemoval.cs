namespace Scalewright.Providers.Chameleon.Nodes;

/// <summary>
/// Removes nodes of one lease: first their addresses, then their servers, and finally the lease, if it was created for
/// nodes and has no nodes left. Resources left by a crash in between can still be found.
/// </summary>
internal sealed class NodeRemoval(SiteClient siteClient)
{
    /// <summary>Returns the reason why a step must not change a node; null if the change is allowed.</summary>
    public static Problem? Obstacle(StepRequest request, ChameleonNode node) =>
        node.Tag.Node.Name == request.Step.Name
            ? node.Tag.Node.CheckRequest(request)
            : TestbedProblems.OtherOwner(request.Step.Name, node.Id.ToString());

    /// <summary>Removes the nodes specified by steps.</summary>
    /// <param name="requests">Steps for nodes of one lease, or for addresses.</param>
    public async Task<ValueList<StepOutcome>> RemoveAsync(StepRequest[] requests, CancellationToken cancellationToken)
    {
        SiteSnapshot snapshot = await siteClient.ReadAsync(cancellationToken);
        List<StepOutcome> outcomes = [];
        HashSet<ChameleonNodeId> removed = [];
        foreach (StepRequest request in requests)
        {
            ChameleonNodeId id = ChameleonNodeId.Parse(request.ResourceId!)!.Value;
            StepOutcome outcome = await GuardAsync(request, () => RemoveAsync(request, id, snapshot));
            outcomes.Add(outcome);
            if (outcome.Result == StepResult.Succeeded)
            {
                removed.Add(id);
            }
        }

        return removed.Count > 0 && snapshot.Leases.FirstOrDefault(lease => lease.Id == removed.First().Lease) is { } usedLease
            ? await EndUnusedLeaseAsync(usedLease, snapshot, requests, outcomes, removed)
            : [.. outcomes];
    }

    private static async Task<StepOutcome> GuardAsync(StepRequest request, Func<Task<StepOutcome>> act)
    {
        try
        {
            return await act();
        }
        catch (RestException failure) when (!failure.IsRefusal)
        {
            return ChameleonProblems.Rest.CreateOutcome(request, failure, failure.IsWithoutEffect);
        }
    }

    private async Task<StepOutcome> RemoveAsync(StepRequest request, ChameleonNodeId id, SiteSnapshot snapshot)
    {
        if (id.Lease == ChameleonNodeId.Address)
        {
            return await RemoveAddressAsync(request, snapshot.Addresses.FirstOrDefault(address => address.Wire.Id == id.Token));
        }

        ChameleonNode? node = snapshot.Nodes.FirstOrDefault(existing => existing.Id == id);
        if (node is not null && Obstacle(request, node) is { } obstacle)
        {
            return StepOutcome.Failed(request, obstacle);
        }

        foreach (
            NodeFloatingAddress address in snapshot.Addresses.Where(address =>
                id.Token.Length > 0 && address.Tag.Token == id.Token && address.Tag.Owner == request.Tag.Owner
            )
        )
        {
            await siteClient.Addresses.RemoveAsync(address.Wire.Id);
        }

        if (node is { IsDeleting: false })
        {
            siteClient.Reconciler.RecordChange(id.Token, changed: null);
            await siteClient.Servers.RemoveAsync(node.Server.Id);
        }

        return StepOutcome.Succeeded(request);
    }

    private async Task<StepOutcome> RemoveAddressAsync(StepRequest request, NodeFloatingAddress? address)
    {
        if (address is null)
        {
            return StepOutcome.Succeeded(request);
        }

        if (address.Tag.Owner != request.Tag.Owner)
        {
            return StepOutcome.Failed(request, TestbedProblems.OtherOwner(request.Step.Name, request.ResourceId!));
        }

        await siteClient.Addresses.RemoveAsync(address.Wire.Id);
        return StepOutcome.Succeeded(request);
    }

    /// <summary>
    /// Ends a lease that was created for nodes and has no nodes left. A failure replaces the outcomes of the completed
    /// steps.
    /// </summary>
    private async Task<ValueList<StepOutcome>> EndUnusedLeaseAsync(
        LeaseSnapshot lease,
        SiteSnapshot snapshot,
        StepRequest[] requests,
        List<StepOutcome> outcomes,
        HashSet<ChameleonNodeId> removed
    )
    {
        if (
            lease.IsEnding
            || siteClient.Leases.IsHeld(lease.Id)
            || LeaseName.Read(lease.Name) is not { } owner
            || snapshot.GetNodes(lease.Id).Any(node => !node.IsDeleting && !removed.Contains(node.Id))
        )
        {
            return [.. outcomes];
        }

        StepRequest last = requests.Last(request => removed.Contains(ChameleonNodeId.Parse(request.ResourceId!)!.Value));
        StepOutcome end =
            owner.Lineage != last.Tag.Owner.Lineage
                ? StepOutcome.Failed(last, TestbedProblems.OtherOwner(last.Step.Name, last.ResourceId!))
                : await GuardAsync(last, async () =>
                {
                    await siteClient.Leases.EndAsync(lease.Id);
                    return StepOutcome.Succeeded(last);
                });
        bool isDone = end.Result == StepResult.Succeeded;
        return
        [
            .. outcomes.Select(outcome => isDone || outcome.Result != StepResult.Succeeded ? outcome : end with { Token = outcome.Token }),
        ];
    }
}
