using Scalewright.Providers.Grid5000.Wire;

namespace Scalewright.Providers.Grid5000.Jobs;

/// <summary>The jobs of a user at all sites.</summary>
/// <param name="options">Where, and how late lists may be.</param>
internal sealed class JobShelf(RestClient client, Grid5000Options options)
{
    private readonly PageReader _pages = new(client, Grid5000Problems.Provider, options.PageSize);
    private readonly ConcurrentDictionary<(string Site, long Uid), DateTimeOffset> _recent = new();

    /// <summary>All nodes of an owner at a site, also those of jobs that are over.</summary>
    public async Task<ValueList<PlacedNode>> OfAsync(string site, Owner owner, CancellationToken cancellationToken) =>
        NodesOf(site, await NamedAsync(site, MarkText.NameOf(owner), cancellationToken), owner);

    /// <summary>All nodes at a site that are not over, whosever.</summary>
    public async Task<ValueList<PlacedNode>> AllAsync(string site, CancellationToken cancellationToken)
    {
        ValueList<Job> live = await ListAsync(site, $"state={JobState.Live}", cancellationToken);
        List<PlacedNode> found = [];
        foreach (string name in live.Where(job => MarkText.ReadMark(job.Command) is not null).Select(job => job.Name ?? "").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            found.AddRange(NodesOf(site, await NamedAsync(site, name, cancellationToken), null));
        }

        return [.. found.Where(node => !JobState.IsOver(node.Job))];
    }

    /// <summary>The nodes of one job, by what the scheduler knows now; none when it is not there, or none of ours.</summary>
    public async Task<ValueList<PlacedNode>> FindAsync(string site, long uid, CancellationToken cancellationToken)
    {
        try
        {
            Job job = await client.GetAsync(PathOf(site, uid), Grid5000Json.Default.Job, cancellationToken);
            return Owner.TryParse(MarkText.ReadMark(job.Command)?.Owner, out Owner? owner)
                ? NodesOf(site, [.. (await NamedAsync(site, MarkText.NameOf(owner), cancellationToken)).Where(other => other.Uid != uid), job], owner).Where(node => node.Job.Uid == uid).ToValueList()
                : [];
        }
        catch (RestException gone) when (gone.Status == 404)
        {
            return [];
        }
    }

    /// <summary>Hands in a job.</summary>
    /// <returns>Its number.</returns>
    public async Task<long> SubmitAsync(string site, JobRequest request)
    {
        RestReply reply = await client.ChangeAsync(HttpMethod.Post, $"sites/{site}/jobs", JsonSerializer.SerializeToUtf8Bytes(request, Grid5000Json.Default.JobRequest));
        string place = reply.Headers.Location?.OriginalString ?? "";
        long uid = long.TryParse(place[(place.LastIndexOf('/') + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out long told) ? told
            : client.Read(reply, Grid5000Json.Default.Job).Uid is > 0 and long named ? named
            : throw new RestException(reply.Status, "a job was taken, and its number not told") { IsNonsense = true };
        _recent[(site, uid)] = options.Clock.GetUtcNow();
        return uid;
    }

    /// <summary>Ends a job; done when it is over already.</summary>
    public async Task EndAsync(string site, long uid)
    {
        try
        {
            await client.ChangeAsync(HttpMethod.Delete, PathOf(site, uid));
        }
        catch (RestException refused) when (refused.Status is 400 or 404 or 409)
        {
            // The scheduler refuses to end what is ending; anything else is still there.
            if (await ReadAsync(site, uid) is { } job && !JobState.IsEnding(job))
            {
                throw;
            }
        }
    }

    /// <summary>A job as it is now; null: there is none of this number.</summary>
    public async Task<Job?> ReadAsync(string site, long uid)
    {
        try
        {
            return await client.GetAsync(PathOf(site, uid), Grid5000Json.Default.Job, CancellationToken.None);
        }
        catch (RestException gone) when (gone.Status == 404)
        {
            return null;
        }
    }

    /// <summary>Asks for more time, where any is wanted, and what was granted.</summary>
    public async Task<WalltimeState> ExtendAsync(string site, long uid, TimeSpan by, CancellationToken cancellationToken)
    {
        string path = $"{PathOf(site, uid)}/walltime";
        if (by <= TimeSpan.Zero)
        {
            return await client.GetAsync(path, Grid5000Json.Default.WalltimeState, cancellationToken);
        }

        WalltimeRequest request = new() { Walltime = FormattableString.Invariant($"+{(int)by.TotalHours}:{by.Minutes:00}:{by.Seconds:00}") };
        await client.ChangeAsync(HttpMethod.Post, path, JsonSerializer.SerializeToUtf8Bytes(request, Grid5000Json.Default.WalltimeRequest));
        return await client.GetAsync(path, Grid5000Json.Default.WalltimeState, cancellationToken);
    }

    private static string PathOf(string site, long uid) => FormattableString.Invariant($"sites/{site}/jobs/{uid}");

    private static ValueList<PlacedNode> NodesOf(string site, ValueList<Job> jobs, Owner? owner)
    {
        List<KeyValuePair<long, JobNote>> notes = [.. jobs.Select(job => (job.Uid, Note: MarkText.ReadNote(job.Command))).Where(pair => pair.Note is not null).Select(pair => KeyValuePair.Create(pair.Uid, pair.Note!))];
        return [.. jobs.SelectMany(job => PlacedNode.Of(site, job, notes)).Where(node => owner is null || node.Tag.Owner == owner)];
    }

    /// <summary>All jobs of a name, those included that this provider handed in a moment ago and that lists may not show yet.</summary>
    private async Task<ValueList<Job>> NamedAsync(string site, string name, CancellationToken cancellationToken)
    {
        ValueList<Job> listed = await ListAsync(site, $"name={name}", cancellationToken);
        HashSet<long> known = [.. listed.Select(job => job.Uid)];
        List<Job> hidden = [];
        foreach (((string Site, long Uid) key, DateTimeOffset at) in _recent.ToArray())
        {
            if (options.Clock.GetUtcNow() - at > options.ConsistencyWindow)
            {
                _recent.TryRemove(key, out _);
            }
            else if (key.Site == site && !known.Contains(key.Uid) && await ReadAsync(site, key.Uid) is { } job && job.Name == name)
            {
                hidden.Add(job);
            }
        }

        return listed.AddRange(hidden);
    }

    private Task<ValueList<Job>> ListAsync(string site, string query, CancellationToken cancellationToken) => _pages.ReadAsync(
        $"sites/{site}/jobs?{query}&user={Uri.EscapeDataString(options.User)}&resources=yes",
        Grid5000Json.Default.CollectionJob, page => page.Items, job => job.Uid.ToString(CultureInfo.InvariantCulture), null, cancellationToken);
}
