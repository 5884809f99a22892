using Scalewright.Providers.IotLab.Wire;

namespace Scalewright.Providers.IotLab.Experiments;

/// <summary>
/// Finds a time at which all nodes of a topology can start together. The API does not report the bookings of other
/// users, so the scheduler is probed with experiments, which are then ended.
/// </summary>
/// <param name="random">Random source for the names of probes.</param>
internal sealed class SlotSearch(TagRepository tags, ExperimentRepository experiments, IotLabOptions options, Random random, ILogger logger)
{
    // The scheduler only accepts or rejects a fixed start. To limit its load, starts are probed every 15 minutes for
    // one day, and the first free start is then refined to the minute.
    private const int MaxSteps = 96;
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Precision = TimeSpan.FromMinutes(1);

    // A fixed start must still be in the future when the scheduler receives a probe. The same applies to the caller's
    // reservation.
    private static readonly TimeSpan MinLeadTime = TimeSpan.FromMinutes(5);
    private readonly ExperimentPlan _plan = new(options);

    /// <returns>The earliest start; null if the testbed never has enough boards.</returns>
    /// <exception cref="ProviderException">A placement is invalid, no start was found, or a probe may not have been
    /// removed.</exception>
    public async Task<DateTimeOffset?> FindAsync(Topology topology, DateTimeOffset? from, CancellationToken cancellationToken)
    {
        NodeSpec[] nodes = [.. topology.Nodes];
        Check(nodes);
        DateTimeOffset now = RoundUpToSecond(options.Clock.GetUtcNow());
        DateTimeOffset first = from is { } requested && requested > now ? RoundUpToSecond(requested) : now;
        if (nodes.Length == 0)
        {
            return first;
        }

        cancellationToken.ThrowIfCancellationRequested();
        SlotProbe probe = new(tags, experiments, options, random, BoardLocation.From(nodes[0], options).ToString(), logger);
        DateTimeOffset? slot;
        bool isOpen = false;
        try
        {
            await probe.OpenAsync();
            isOpen = true;
            slot = await SearchAsync(probe, _plan.CreateProbes(nodes, probe.Name), now, first, cancellationToken);
        }
        catch (RestException failure) when (failure.IsRefusal && !isOpen)
        {
            // No tag was written, so there is nothing to remove.
            throw IotLabProblems.Rest.Exception(failure);
        }
        catch (RestException failure)
        {
            ProviderException reported = IotLabProblems.Rest.Exception(failure);
            throw await probe.CloseAsync() is { } leftover
                ? new ProviderException(IotLabProblems.Provider, [.. reported.Problems, leftover], failure)
                {
                    IsTransient = reported.IsTransient,
                    RetryAfter = reported.RetryAfter,
                }
                : reported;
        }
        catch
        {
            // The probe logs experiments that remain. They can be found by their tag.
            await probe.CloseAsync();
            throw;
        }

        return await probe.CloseAsync() is { } remaining
            ? throw new ProviderException(IotLabProblems.Provider, [remaining]) { IsTransient = true }
            : slot;
    }

    private static DateTimeOffset RoundUpToSecond(DateTimeOffset time)
    {
        DateTimeOffset rounded = DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());
        return rounded < time ? rounded.AddSeconds(1) : rounded;
    }

    private static DateTimeOffset GetLater(DateTimeOffset left, DateTimeOffset right) => left > right ? left : right;

    private static async Task<DateTimeOffset?> SearchAsync(
        SlotProbe probe,
        ValueList<ExperimentRequest> requests,
        DateTimeOffset now,
        DateTimeOffset first,
        CancellationToken cancellationToken
    )
    {
        // All requests together cannot start before the latest start of a single request.
        DateTimeOffset earliest = DateTimeOffset.MinValue;
        foreach (ExperimentRequest request in requests)
        {
            if (await probe.FindEarliestStartAsync(request, cancellationToken) is not { } start)
            {
                return null;
            }

            earliest = GetLater(earliest, start);
        }

        bool isExact = requests.Count == 1 && (earliest >= first || first == now);
        return isExact
            ? GetLater(earliest, first)
            : await FindFirstFreeAsync(probe, requests, GetLater(GetLater(earliest, first), now + MinLeadTime), cancellationToken);
    }

    private static async Task<DateTimeOffset> FindFirstFreeAsync(
        SlotProbe probe,
        ValueList<ExperimentRequest> requests,
        DateTimeOffset from,
        CancellationToken cancellationToken
    )
    {
        DateTimeOffset rejected = from;
        for (int step = 0; step <= MaxSteps; step++)
        {
            DateTimeOffset free = from + (Step * step);
            if (!await probe.IsFreeAsync(requests, free, cancellationToken))
            {
                rejected = free;
                continue;
            }

            while (free - rejected > Precision)
            {
                DateTimeOffset middle = rejected + TimeSpan.FromMinutes(Math.Floor((free - rejected).TotalMinutes / 2));
                if (await probe.IsFreeAsync(requests, middle, cancellationToken))
                {
                    free = middle;
                }
                else
                {
                    rejected = middle;
                }
            }

            return free;
        }

        throw new ProviderException(IotLabProblems.Provider, [IotLabProblems.NoStartFound(from, rejected)]);
    }

    private void Check(NodeSpec[] nodes)
    {
        ProblemList problems = new();
        foreach (NodeSpec node in nodes)
        {
            string site = BoardLocation.From(node, options).Site;
            if (BoardLocation.HasUnknownParts(node.Cloud))
            {
                problems.Add(IotLabProblems.InvalidPlacement(node.Name, node.Cloud));
            }
            else if (!options.Sites.Contains(site, StringComparer.Ordinal))
            {
                problems.Add(TestbedProblems.UnknownSite(node.Name, site, options.Sites));
            }
        }

        if (problems.ToValueList() is { Count: > 0 } found)
        {
            throw new ProviderException(IotLabProblems.Provider, found);
        }
    }
}
