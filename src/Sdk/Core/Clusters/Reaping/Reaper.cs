using Scalewright.Journals;
using Scalewright.Providers;

namespace Scalewright.Clusters.Reaping;

/// <summary>
/// Removes what nobody removes any more, by the tags on it. Never touches what carries no tag of ours, nor, unless the lineage is
/// named, what was made after the reaper began less one second.
/// </summary>
public static class Reaper
{
    /// <summary>What a request would remove. Pure.</summary>
    /// <param name="there">What exists, as <see cref="IProvider.ObserveAsync"/> tells it.</param>
    /// <param name="request">What may be removed.</param>
    /// <param name="start">When the reaper began, by the provider's clock.</param>
    /// <returns>Nodes, then groups, then networks; each by owner and name.</returns>
    public static ValueList<Resource> Choose(IEnumerable<Resource> there, ReapRequest request, DateTimeOffset start)
    {
        ArgumentNullException.ThrowIfNull(there);
        ArgumentNullException.ThrowIfNull(request);
        return ReapChoice.Of(there, request, start);
    }

    /// <summary>Removes what a request allows, from what the place itself says; needs no state.</summary>
    /// <param name="provider">The place.</param>
    /// <param name="request">What may be removed, and how.</param>
    /// <param name="cancellationToken">Nothing more is begun.</param>
    /// <returns>What was chosen and what stays; the same choice for a dry run.</returns>
    /// <exception cref="ProviderException">The place cannot be asked what it has.</exception>
    /// <exception cref="StateException">What stays could not be written.</exception>
    public static async Task<ReapReport> ReapAsync(IProvider provider, ReapRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentOutOfRangeException.ThrowIfLessThan(request.TriesMax, 1);
        ProviderAnswers.CheckOrdersMax(provider);
        DateTimeOffset start = provider.Clock.GetUtcNow();
        ValueList<Resource> there = await new Retries(provider, request.Retry).AskAsync(token => provider.ObserveAsync(null, token), cancellationToken);
        ValueList<Resource> chosen = Choose(there, request, start);
        ReapReport report = request.IsDryRun
            ? new ReapReport(chosen)
            : await NoteAsync(await new ReapRun(provider, request, chosen, EpochsOf(there, request)).RunAsync(cancellationToken), provider, request, request.LeakedFile);
        return report with { JustMade = ReapChoice.JustMade(there, request, start) };
    }

    /// <summary>Removes everything of the cluster whose state is in a folder, as its next holder; its state says so afterwards. A dry run takes no lock and changes nothing. Of a state without a change nothing exists, and nothing is removed.</summary>
    /// <param name="folder">The folder of the state. What stays is written to <c>leaked.json</c> there, unless the request names another file.</param>
    /// <param name="provider">Where its nodes live.</param>
    /// <param name="request">How; null: the defaults. Lineage, cluster and age do not count.</param>
    /// <param name="cancellationToken">What is under way comes to its end and is recorded; nothing more is begun.</param>
    /// <exception cref="ClusterException">There is no cluster, or its state is an older copy.</exception>
    /// <exception cref="StateException">The state is held by another, damaged, older or newer, or the disk failed.</exception>
    /// <exception cref="ProviderException">The place cannot be asked what it has.</exception>
    public static async Task<ReapReport> ReapStateAsync(string folder, IProvider provider, ReapRequest? request = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        ArgumentNullException.ThrowIfNull(provider);
        request ??= new ReapRequest();
        ArgumentOutOfRangeException.ThrowIfLessThan(request.TriesMax, 1);
        ProviderAnswers.CheckOrdersMax(provider);
        if (StoreReader.FindBlank(ClusterOpener.DiskOf(provider, request.Files), folder) is { } blank)
        {
            return await StateReap.ChooseNothingAsync(folder, blank, provider, request, cancellationToken);
        }

        if (request.IsDryRun)
        {
            return await StateReap.ChooseAsync(folder, provider, request, cancellationToken);
        }

        await using StateReap reap = await StateReap.OpenAsync(folder, provider, request, cancellationToken);
        return await NoteAsync(await reap.RunAsync(cancellationToken), provider, request, request.LeakedFile ?? Path.Join(folder, LeakedFile.Name));
    }

    private static async Task<ReapReport> NoteAsync(ReapReport report, IProvider provider, ReapRequest request, string? file)
    {
        if (file is not null)
        {
            await LeakedFile.WriteAsync(ClusterOpener.DiskOf(provider, request.Files), file, report, provider.Clock);
        }

        return report;
    }

    /// <summary>The epochs to remove with. Whoever names a lineage takes over from its last holder; all others act beside a holder that may live.</summary>
    private static Dictionary<Owner, long> EpochsOf(ValueList<Resource> there, ReapRequest request) => there
        .GroupBy(resource => resource.Tag.Owner)
        .ToDictionary(same => same.Key, same => same.Max(resource => resource.Tag.Epoch) + (request.Lineage is null ? 0 : 1));
}
