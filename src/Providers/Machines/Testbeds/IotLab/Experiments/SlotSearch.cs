using Scalewright.Providers.IotLab.Wire;

namespace Scalewright.Providers.IotLab.Experiments;

/// <summary>
/// Finds a time at which all nodes of a topology can start together. The API does not report the bookings of other
/// users, so the scheduler is probed with experiments, which are then ended.
/// </summary>
/// <param name="chance">Random source for names.</param>
internal sealed class SlotSearch(
    TagRepository marks, ExperimentRepository experiments, IotLabOptions options, Random chance, ILogger logger)
{
    // Dates that the scheduler can only accept or refuse are probed every 15 minutes for one day, to limit its load.
    private const int MaxSteps = 96;
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Precision = TimeSpan.FromMinutes(1);

    // A reservation must still be in the future when the scheduler receives it. This also applies to the caller's
    // reservation.
    private static readonly TimeSpan Lead = TimeSpan.FromMinutes(5);
    private readonly ExperimentPlan _plan = new(options);

    /// <returns>The start; null if there are not enough boards.</returns>
    /// <exception cref="ProviderException">A placement is invalid, no start was found, or a probe may not have been
    /// removed.</exception>
    public async Task<DateTimeOffset?> FindAsync(
        Topology topology, DateTimeOffset? from, CancellationToken cancellationToken)
    {
        NodeSpec[] nodes = [.. topology.Nodes];
        Check(nodes);
        DateTimeOffset now = WholeSecond(options.Clock.GetUtcNow());
        DateTimeOffset first = from is { } date && date > now ? WholeSecond(date) : now;
        if (nodes.Length == 0)
        {
            return first;
        }

        cancellationToken.ThrowIfCancellationRequested();
        SlotProbe probe =
            new(marks, experiments, options, chance, BoardLocation.From(nodes[0], options).ToString(), logger);
        DateTimeOffset? found;
        bool isLetIn = false;
        try
        {
            await probe.OpenAsync();
            isLetIn = true;
            found = await SearchAsync(probe, _plan.CreateProbes(nodes, probe.Name), now, first, cancellationToken);
        }
        catch (RestException failure) when (failure.IsRefusal && !isLetIn)
        {
            // Nothing was written, so there is nothing to remove.
            throw IotLabProblems.Rest.Exception(failure);
        }
        catch (RestException failure)
        {
            ProviderException told = IotLabProblems.Rest.Exception(failure);
            throw await probe.CloseAsync() is { } also ? new ProviderException(
                IotLabProblems.Provider, [.. told.Problems, also],
                failure) { IsTransient = told.IsTransient, RetryAfter = told.RetryAfter } : told;
        }
        catch
        {
            // Experiments that remain are logged, and can be found by their tag.
            await probe.CloseAsync();
            throw;
        }

        return await probe.CloseAsync() is { } left
            ? throw new ProviderException(IotLabProblems.Provider, [left]) { IsTransient = true }
            : found;
    }

    private static DateTimeOffset WholeSecond(DateTimeOffset time) =>
        DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds()) is var whole && whole < time
            ? whole.AddSeconds(1)
            : whole;

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private static async Task<DateTimeOffset?> SearchAsync(SlotProbe probe, ValueList<ExperimentRequest> requests,
        DateTimeOffset now, DateTimeOffset first, CancellationToken cancellationToken)
    {
        // No common start is earlier than the latest of the independent starts.
        DateTimeOffset earliest = DateTimeOffset.MinValue;
        foreach (ExperimentRequest request in requests)
        {
            if (await probe.FindEarliestStartAsync(request, cancellationToken) is not { } start)
            {
                return null;
            }

            earliest = Later(earliest, start);
        }

        bool isExact = requests.Count == 1 && (earliest >= first || first == now);
        return isExact
            ? Later(earliest, first)
            : await FirstFreeAsync(probe, requests, Later(Later(earliest, first), now + Lead), cancellationToken);
    }

    private static async Task<DateTimeOffset> FirstFreeAsync(SlotProbe probe, ValueList<ExperimentRequest> requests,
        DateTimeOffset from, CancellationToken cancellationToken)
    {
        DateTimeOffset refused = from;
        for (int step = 0; step <= MaxSteps; step++)
        {
            DateTimeOffset free = from + (Step * step);
            if (!await probe.IsFreeAsync(requests, free, cancellationToken))
            {
                refused = free;
                continue;
            }

            while (free - refused > Precision)
            {
                DateTimeOffset middle = refused + TimeSpan.FromMinutes(Math.Floor((free - refused).TotalMinutes / 2));
                if (await probe.IsFreeAsync(requests, middle, cancellationToken))
                {
                    free = middle;
                }
                else
                {
                    refused = middle;
                }
            }

            return free;
        }

        throw new ProviderException(IotLabProblems.Provider, [IotLabProblems.NoStartFound(from, refused)]);
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
