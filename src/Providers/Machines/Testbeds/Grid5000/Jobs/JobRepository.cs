using Scalewright.Providers.Grid5000.Wire;

namespace Scalewright.Providers.Grid5000.Jobs;

/// <summary>Jobs of a user at all sites.</summary>
internal sealed class JobRepository(RestClient client, Grid5000Options options)
{
    private readonly PageReader _pages = new(client, Grid5000Problems.Provider, options.PageSize);
    private readonly Recents<(string Site, long Uid)> _recent = new(options.Clock, options.ConsistencyWindow);

    /// <summary>All nodes of an owner at a site, including those of ended jobs.</summary>
    public async Task<ValueList<Grid5000Node>> ListOwnedAsync(string site, Owner owner, CancellationToken cancellationToken) =>
        ToNodes(site, await ListByNameAsync(site, JobTagText.GetName(owner), cancellationToken), owner);

    /// <summary>All live nodes of all owners at a site.</summary>
    public async Task<ValueList<Grid5000Node>> ListAllAsync(string site, CancellationToken cancellationToken)
    {
        ValueList<Job> listed = await ListAsync(site, $"state={JobState.Live}", cancellationToken);

        // No filter of the list matches the states toLaunch and toAckReservation. Their jobs have machines, and the
        // status of the site contains all jobs that have machines.
        ClusterStatus status = await client.GetAsync(
            $"sites/{site}/status?disks=no&waiting=yes",
            Grid5000Json.Default.ClusterStatus,
            cancellationToken
        );
        List<Grid5000Node> found = [];
        foreach (
            string name in (status.Nodes ?? [])
                .Values.SelectMany(node => node.Reservations ?? [])
                .Where(job => job.User == options.User)
                .Select(job => job.Name ?? "")
                .Concat(listed.Select(job => job.Name ?? ""))
                .Where(name => name.StartsWith(JobTagText.NamePrefix, StringComparison.Ordinal))
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
        )
        {
            found.AddRange(ToNodes(site, await ListByNameAsync(site, name, cancellationToken), null));
        }

        return [.. found.Where(node => !JobState.IsCompleted(node.Job))];
    }

    /// <summary>Reads the nodes of one job; empty if the job does not exist or has no ownership tag.</summary>
    public async Task<ValueList<Grid5000Node>> FindAsync(string site, long uid, CancellationToken cancellationToken)
    {
        try
        {
            Job job = await client.GetAsync(GetPath(site, uid), Grid5000Json.Default.Job, cancellationToken);
            return Owner.TryParse(JobTagText.ReadTag(job.Properties)?.Owner, out Owner? owner)
                ? ToNodes(
                        site,
                        [
                            .. (await ListByNameAsync(site, JobTagText.GetName(owner), cancellationToken)).Where(other => other.Uid != uid),
                            job,
                        ],
                        owner
                    )
                    .Where(node => node.Job.Uid == uid)
                    .ToValueList()
                : [];
        }
        catch (RestException exception) when (exception.Status == 404)
        {
            return [];
        }
    }

    /// <summary>Submits a job and returns its number.</summary>
    public async Task<long> SubmitAsync(string site, JobRequest request)
    {
        RestResponse reply = await client.ChangeAsync(
            HttpMethod.Post,
            $"sites/{site}/jobs",
            JsonSerializer.SerializeToUtf8Bytes(request, Grid5000Json.Default.JobRequest)
        );
        string location = reply.Headers.Location?.OriginalString ?? "";
        string name = location[(location.LastIndexOf('/') + 1)..];
        if (
            !long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out long uid)
            && (uid = client.Read(reply, Grid5000Json.Default.Job).Uid) <= 0
        )
        {
            throw new RestException(reply.Status, "the accepted job has no number") { IsInvalidResponse = true };
        }

        _recent.Add((site, uid));
        return uid;
    }

    /// <summary>Ends a job. Idempotent: the scheduler accepts the request in every state.</summary>
    public async Task EndAsync(string site, long uid)
    {
        try
        {
            await client.ChangeAsync(HttpMethod.Delete, GetPath(site, uid));
        }
        catch (RestException exception) when (exception.Status == 404)
        {
            // There is nothing to end.
        }
    }

    /// <summary>Reads the current state of a job; null if its number does not exist.</summary>
    public Task<Job?> ReadAsync(string site, long uid) =>
        client.FindAsync(GetPath(site, uid), Grid5000Json.Default.Job, CancellationToken.None);

    /// <summary>
    /// Requests more time if the duration is positive, and returns the granted, pending and possible time.
    /// </summary>
    public async Task<WalltimeState> ExtendAsync(string site, long uid, TimeSpan by, CancellationToken cancellationToken)
    {
        string path = $"{GetPath(site, uid)}/walltime";
        if (by <= TimeSpan.Zero)
        {
            return await client.GetAsync(path, Grid5000Json.Default.WalltimeState, cancellationToken);
        }

        WalltimeRequest request = new(FormattableString.Invariant($"+{(int)by.TotalHours}:{by.Minutes:00}:{by.Seconds:00}"));
        await client.ChangeAsync(HttpMethod.Post, path, JsonSerializer.SerializeToUtf8Bytes(request, Grid5000Json.Default.WalltimeRequest));
        return await client.GetAsync(path, Grid5000Json.Default.WalltimeState, cancellationToken);
    }

    private static string GetPath(string site, long uid) => FormattableString.Invariant($"sites/{site}/jobs/{uid}");

    private static ValueList<Grid5000Node> ToNodes(string site, ValueList<Job> jobs, Owner? owner)
    {
        List<KeyValuePair<long, JobNote>> notes =
        [
            .. jobs.Select(job => (job.Uid, Note: JobTagText.ReadNote(job.Properties)))
                .Where(pair => pair.Note is not null)
                .Select(pair => KeyValuePair.Create(pair.Uid, pair.Note!)),
        ];
        return [.. jobs.SelectMany(job => Grid5000Node.FromJob(site, job, notes)).Where(node => owner is null || node.Tag.Owner == owner)];
    }

    /// <summary>All jobs with a name, including recently submitted ones that lists may not show yet.</summary>
    private async Task<ValueList<Job>> ListByNameAsync(string site, string name, CancellationToken cancellationToken)
    {
        ValueList<Job> listed = await ListAsync(site, $"name={name}", cancellationToken);
        HashSet<long> known = [.. listed.Select(job => job.Uid)];
        List<Job> hidden = [];
        foreach ((string at, long uid) in _recent.Read())
        {
            if (at != site || known.Contains(uid))
            {
                continue;
            }

            Job? job = await ReadAsync(site, uid);
            if (job?.Name == name)
            {
                hidden.Add(job);
            }
        }

        return listed.AddRange(hidden);
    }

    private Task<ValueList<Job>> ListAsync(string site, string query, CancellationToken cancellationToken) =>
        _pages.ReadAsync(
            $"sites/{site}/jobs?{query}&user={Uri.EscapeDataString(options.User)}&resources=yes",
            Grid5000Json.Default.CollectionJob,
            page => page.Items,
            job => job.Uid.ToString(CultureInfo.InvariantCulture),
            null,
            cancellationToken
        );
}

/// <summary>Interprets the scheduler's job states.</summary>
internal static class JobState
{
    /// <summary>
    /// States of jobs that hold or wait for machines, as far as a list can be filtered by them, in the format of its
    /// query.
    /// </summary>
    public const string Live = "waiting,hold,launching,running,suspended,resuming,finishing";

    public static bool IsCompleted(Job job) => job.State is "terminated" or "error" or "toerror";

    /// <summary>Returns true if it has ended, is ending, or a request to end it was accepted.</summary>
    public static bool IsEnding(Job job) => job.State == "finishing" || IsCompleted(job) || IsKilled(job);

    public static bool HasFailed(Job job) => job.State is "error" or "toerror" && !IsKilled(job);

    /// <summary>Returns true if it has ended without a failure.</summary>
    public static bool IsGone(Job job) => IsCompleted(job) && !HasFailed(job);

    public static bool IsRunning(Job job) => HoldsMachines(job) && !IsKilled(job);

    /// <summary>Actual start; null if it has not started.</summary>
    public static DateTimeOffset? GetStart(Job job) => HoldsMachines(job) || job.State is "finishing" ? ParseTime(job.StartedAt) : null;

    /// <summary>Latest end; null if it has not started.</summary>
    public static DateTimeOffset? GetEnd(Job job) => job.Walltime is { } length ? GetStart(job)?.AddSeconds(length) : null;

    /// <summary>Time reported by the scheduler; null if it reported none.</summary>
    public static DateTimeOffset? ParseTime(long? seconds) =>
        seconds is > 0 and { } reported ? DateTimeOffset.FromUnixTimeSeconds(reported) : null;

    /// <summary>Duration in the scheduler's format, for example <c>2:30:0</c>; null if malformed.</summary>
    public static TimeSpan? ParseDuration(string? text) =>
        text?.Split(':') is [var hours, var minutes, var seconds]
        && int.TryParse(hours, NumberStyles.None, CultureInfo.InvariantCulture, out int h)
        && int.TryParse(minutes, NumberStyles.None, CultureInfo.InvariantCulture, out int m)
        && int.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out int s)
            ? new TimeSpan(h, m, s)
            : null;

    private static bool HoldsMachines(Job job) => job.State is "running" or "suspended" or "resuming";

    // The scheduler kills deleted jobs, and jobs at the end of their walltime. They may run for a while, and end with
    // the state of a failed job.
    private static bool IsKilled(Job job) => job.Events?.Any(entry => entry.Type == "FRAG_JOB_REQUEST") ?? false;
}
