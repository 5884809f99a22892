using Scalewright.Profiles;

namespace Scalewright.Providers.Ssh.Hosts;

/// <summary>Executes steps by writing ownership tags on machines.</summary>
internal sealed class HostStepExecutor(IReadOnlyList<HostTagClient> clients, TimeProvider clock, ILogger logger)
{
    private readonly Dictionary<string, HostTagClient> _byId = clients.ToDictionary(client => client.Id, StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly HashSet<HostTagClient> _claiming = [];

    /// <summary>Executes one step to completion.</summary>
    public async Task<StepOutcome> ExecuteAsync(StepRequest request)
    {
        try
        {
            // Networks of machines are fixed, and groups are stored in the tags of their nodes.
            return request.Step switch
            {
                CreateNode => await CreateAsync(request),
                ChangeNode => await ChangeAsync(request),
                DestroyNode => await DestroyAsync(request),
                _ => StepOutcome.Succeeded(request),
            };
        }
        catch (AgentException failure)
        {
            StepResult result = failure.IsOutcomeUnknown ? StepResult.Unknown : StepResult.Failed;
            return new StepOutcome(request.Token, result)
            {
                Problem = failure.Problems[0],
                CanRetry = result == StepResult.Failed && failure.Code == ProblemCode.ConnectionLost,
            };
        }
    }

    private async Task<StepOutcome> CreateAsync(StepRequest request)
    {
        if (clients.FirstOrDefault(client => client.Seen?.Token == request.Token) is { } made)
        {
            return StepOutcome.Succeeded(request, made.Seen!.ToResource(made.Id));
        }

        if (!NameRules.IsValidName(request.Step.Name))
        {
            return StepOutcome.Failed(request, SshProblems.NoName(request.Step.Name));
        }

        HashSet<HostTagClient> tried = [];
        while (AcquireFree(request.Step.Name, tried) is { } client)
        {
            try
            {
                StoredResourceTag tag = StoredResourceTag.FromTag(request.Tag, clock.GetUtcNow());
                if (await client.SwapAsync(null, tag, CancellationToken.None))
                {
                    SshLog.HostAssigned(logger, client.Id, request.Step.Name);
                    return StepOutcome.Succeeded(request, tag.ToResource(client.Id));
                }

                if (client.Seen?.Token == request.Token)
                {
                    return StepOutcome.Succeeded(request, client.Seen.ToResource(client.Id));
                }
            }
            finally
            {
                Free(client);
            }
        }

        return StepOutcome.Failed(
            request,
            clients.FirstOrDefault(client => client.Name == request.Step.Name) is { } named
                ? SshProblems.HostNotFree(named.Name, named.WhyNotFree)
                : SshProblems.NoFreeHost([.. clients.Select(client => client.WhyNotFree)])
        );
    }

    private async Task<StepOutcome> ChangeAsync(StepRequest request)
    {
        HostTagClient? client = Find(request);
        StoredResourceTag? tag = client is null ? null : await client.ReadAsync(isIdempotent: true, CancellationToken.None);
        if (client is null || tag is null || tag.Name != request.Tag.Name)
        {
            return StepOutcome.Failed(
                request,
                new Problem(
                    ProblemCode.ResourceNotFound,
                    $"{request.Step} is about a node that is gone",
                    "observe the cluster, and create it again"
                )
            );
        }

        if (tag.CheckRequest(request) is { } problem)
        {
            return StepOutcome.Failed(request, problem);
        }

        StoredResourceTag changed = tag.WithTag(request.Tag);
        return await client.SwapAsync(tag, changed, CancellationToken.None)
            ? StepOutcome.Succeeded(request, changed.ToResource(client.Id))
            : StepOutcome.Failed(request, Overtaken(client));
    }

    private async Task<StepOutcome> DestroyAsync(StepRequest request)
    {
        HostTagClient? client = Find(request);
        StoredResourceTag? tag = client is null ? null : await client.ReadAsync(isIdempotent: true, CancellationToken.None);
        if (client is null || tag is null)
        {
            return StepOutcome.Succeeded(request);
        }

        if (tag.CheckRequest(request) is { } problem)
        {
            return StepOutcome.Failed(request, problem);
        }

        if (tag.Name != request.Tag.Name)
        {
            return StepOutcome.Succeeded(request);
        }

        // The agent is removed before the tag, because a machine without a tag counts as free.
        await client.RemoveAgentAsync(tag.Name);
        if (!await client.SwapAsync(tag, null, CancellationToken.None))
        {
            return StepOutcome.Failed(request, Overtaken(client));
        }

        SshLog.HostReleased(logger, client.Id, request.Step.Name);
        return StepOutcome.Succeeded(request);
    }

    private static Problem Overtaken(HostTagClient client) =>
        new(ProblemCode.LeaseLost, $"{client.Id} was changed by someone else at the same time", "check what exists, and decide again");

    private HostTagClient? Find(StepRequest request) =>
        request.ResourceId is { } id
            ? _byId.GetValueOrDefault(id)
            : clients.FirstOrDefault(client =>
                client.Seen is { } tag && tag.Name == request.Tag.Name && tag.Owner == request.Tag.Owner.ToString()
            );

    /// <summary>
    /// Acquires a free machine: a machine with the node's name if any is listed, else the first free machine.
    /// </summary>
    private HostTagClient? AcquireFree(string name, HashSet<HostTagClient> tried)
    {
        lock (_gate)
        {
            IEnumerable<HostTagClient> named = clients.Where(client => client.Name == name);
            HostTagClient? acquired = (named.Any() ? named : clients).FirstOrDefault(client =>
                client is { IsSeen: true, Seen: null } && !_claiming.Contains(client) && !tried.Contains(client)
            );
            if (acquired is not null)
            {
                tried.Add(acquired);
                _claiming.Add(acquired);
            }

            return acquired;
        }
    }

    private void Free(HostTagClient client)
    {
        lock (_gate)
        {
            _claiming.Remove(client);
        }
    }
}
