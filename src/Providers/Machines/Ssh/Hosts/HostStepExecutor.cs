using Scalewright.Profiles;
using static Scalewright.Providers.StepOutcomes;

namespace Scalewright.Providers.Ssh.Hosts;

/// <summary>Executes steps by writing ownership tags on machines.</summary>
internal sealed class HostStepExecutor(IReadOnlyList<HostTagClient> desks, TimeProvider clock, ILogger logger)
{
    private readonly Dictionary<string, HostTagClient> _byId =
        desks.ToDictionary(desk => desk.Id, StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly HashSet<HostTagClient> _claiming = [];

    /// <summary>Executes one step to completion.</summary>
    public async Task<StepOutcome> DoAsync(StepRequest order)
    {
        try
        {
            // Networks of machines are fixed, and groups are stored in the tags of their nodes.
            return order.Step switch
            {
                CreateNode => await CreateAsync(order),
                ChangeNode => await ChangeAsync(order),
                DestroyNode => await DestroyAsync(order),
                _ => Done(order),
            };
        }
        catch (AgentException failure)
        {
            StepResult result = failure.IsOutcomeUnknown ? StepResult.Unknown : StepResult.Failed;
            return new StepOutcome(order.Token, result)
            {
                Problem = failure.Problems[0],
                CanRetry = result == StepResult.Failed && failure.Code == ProblemCode.ConnectionLost
            };
        }
    }

    private async Task<StepOutcome> CreateAsync(StepRequest order)
    {
        if (desks.FirstOrDefault(desk => desk.Seen?.Token == order.Token) is { } made)
        {
            return Done(order, made.Seen!.ToResource(made.Id));
        }

        if (!NameRules.IsValidName(order.Step.Name))
        {
            return Failed(order, SshProblems.NoName(order.Step.Name));
        }

        HashSet<HostTagClient> tried = [];
        while (TakeFree(order.Step.Name, tried) is { } desk)
        {
            try
            {
                StoredResourceTag mark = StoredResourceTag.FromTag(order.Tag, clock.GetUtcNow());
                if (await desk.SwapAsync(null, mark, CancellationToken.None))
                {
                    SshLog.HostAssigned(logger, desk.Id, order.Step.Name);
                    return Done(order, mark.ToResource(desk.Id));
                }

                if (desk.Seen?.Token == order.Token)
                {
                    return Done(order, desk.Seen.ToResource(desk.Id));
                }
            }
            finally
            {
                Free(desk);
            }
        }

        return Failed(order, desks.FirstOrDefault(desk => desk.Name == order.Step.Name) is { } named
            ? SshProblems.HostNotFree(named.Name, named.WhyNotFree)
            : SshProblems.NoFreeHost([.. desks.Select(desk => desk.WhyNotFree)]));
    }

    private async Task<StepOutcome> ChangeAsync(StepRequest order)
    {
        HostTagClient? desk = Find(order);
        StoredResourceTag? mark = desk is null ? null : await desk.ReadAsync(CancellationToken.None);
        if (desk is null || mark is null || mark.Name != order.Tag.Name)
        {
            return Failed(order, new Problem(ProblemCode.ResourceNotFound, $"{order.Step} is about a node that is gone",
                "observe the cluster, and create it again"));
        }

        if (mark.CheckRequest(order) is { } problem)
        {
            return Failed(order, problem);
        }

        StoredResourceTag changed = mark.WithTag(order.Tag);
        return await desk.SwapAsync(mark, changed, CancellationToken.None)
            ? Done(order, changed.ToResource(desk.Id))
            : Failed(order, Overtaken(desk));
    }

    private async Task<StepOutcome> DestroyAsync(StepRequest order)
    {
        HostTagClient? desk = Find(order);
        StoredResourceTag? mark = desk is null ? null : await desk.ReadAsync(CancellationToken.None);
        if (desk is null || mark is null)
        {
            return Done(order);
        }

        if (mark.CheckRequest(order) is { } problem)
        {
            return Failed(order, problem);
        }

        if (mark.Name != order.Tag.Name)
        {
            return Done(order);
        }

        // The agent is removed before the tag, because a machine without a tag counts as free.
        await desk.RemoveAgentAsync(mark.Name);
        if (!await desk.SwapAsync(mark, null, CancellationToken.None))
        {
            return Failed(order, Overtaken(desk));
        }

        SshLog.HostReleased(logger, desk.Id, order.Step.Name);
        return Done(order);
    }

    private static Problem Overtaken(HostTagClient desk) =>
        new(ProblemCode.LeaseLost, $"{desk.Id} was changed by someone else at the same time",
            "check what exists, and decide again");

    private HostTagClient? Find(StepRequest order) => order.ResourceId is { } id
        ? _byId.GetValueOrDefault(id)
        : desks.FirstOrDefault(
            desk => desk.Seen is { } mark && mark.Name == order.Tag.Name && mark.Owner == order.Tag.Owner.ToString());

    /// <summary>
    /// Acquires a free machine: a machine with the node's name if any is listed, else the first free machine.
    /// </summary>
    private HostTagClient? TakeFree(string name, HashSet<HostTagClient> tried)
    {
        lock (_gate)
        {
            IEnumerable<HostTagClient> named = desks.Where(desk => desk.Name == name);
            HostTagClient? taken = (named.Any() ? named : desks).FirstOrDefault(
                desk => desk is { IsSeen: true, Seen: null } && !_claiming.Contains(desk) && !tried.Contains(desk));
            if (taken is not null)
            {
                tried.Add(taken);
                _claiming.Add(taken);
            }

            return taken;
        }
    }

    private void Free(HostTagClient desk)
    {
        lock (_gate)
        {
            _claiming.Remove(desk);
        }
    }
}
