using Scalewright.Providers.Grid5000.Wire;

namespace Scalewright.Providers.Grid5000.Jobs;

/// <summary>Builds requests for the scheduler.</summary>
internal sealed class JobPlan(Grid5000Options options)
{
    private const string DefaultZone = "Europe/Paris";

    // Never exits, because a job may be extended. Runs on the front end if machines are deployed.
    private const string WaitCommand = "sleep infinity";
    private static readonly string DefaultImage = new NodeHardware().Image;

    /// <summary>Environment of a node's machine; null for no deployment.</summary>
    public string? GetEnvironment(NodeSpec node) =>
        node.Hardware.Image != DefaultImage ? node.Hardware.Image : NullIfEmpty(options.Environment);

    /// <summary>Creates one job for nodes of one site.</summary>
    /// <param name="avoided">Full names of machines to exclude.</param>
    public JobRequest RequestFor(IReadOnlyList<StepRequest> requests, ValueList<string> avoided)
    {
        ResourceTag first = requests[0].Tag;
        NodeSpec[] nodes = [.. requests.Select(request => ((CreateNode)request.Step).Node)];
        JobTag tag = new(first.Owner.ToString(), first.Epoch, first.Sequence, first.ExpiresAt)
        {
            Nodes =
            [
                .. requests.Zip(nodes, (request, node) =>
                    new Grid5000NodeTag(
                        request.Tag.Name,
                        request.Token,
                        Group: request.Tag.Group,
                        Digest: request.Tag.Digest,
                        Cluster: Grid5000Location.From(node, options).Cluster is { Length: > 0 } cluster ? cluster : null,
                        Environment: GetEnvironment(node)
                    )
                ),
            ],
        };
        string kind = Array.Exists(nodes, node => GetEnvironment(node) is not null) ? "deploy" : "allow_classic_ssh";
        IEnumerable<string> resources = nodes
            .GroupBy(node => Grid5000Location.From(node, options))
            .Select(location => location.Key.FormatResources(location.Count()));
        return new JobRequest(
            JobTagText.GetName(first.Owner),
            $"{string.Join('+', resources)},walltime={Clock(options.Walltime)}",
            WaitCommand,
            [kind],
            Queue: NullIfEmpty(options.Queue),
            Project: NullIfEmpty(options.Project),
            Reservation: options.StartsAt is { } start
                ? TimeZoneInfo.ConvertTime(start, Zone(options)).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)
                : null,
            Properties: GetProperties(avoided, JobTagText.Write(tag))
        );
    }

    /// <summary>Time zone of the scheduler's clock.</summary>
    /// <exception cref="ProviderException">The time zone is unknown on this machine.</exception>
    public static TimeZoneInfo Zone(Grid5000Options options) =>
        options.TimeZone
        ?? (
            TimeZoneInfo.TryFindSystemTimeZoneById(DefaultZone, out TimeZoneInfo? zone)
                ? zone
                : throw new ProviderException(Grid5000Problems.Provider, [Grid5000Problems.NoZone()])
        );

    private string GetProperties(ValueList<string> avoided, string tag)
    {
        string user = options.Properties.Length > 0 ? $"({options.Properties}) AND " : "";
        string otherProperties =
            avoided.Count > 0 ? $"network_address NOT IN ({string.Join(',', avoided.Select(machine => $"'{machine}'"))}) AND " : "";
        return user + otherProperties + tag;
    }

    private static string? NullIfEmpty(string text) => text.Length > 0 ? text : null;

    private static string Clock(TimeSpan time) =>
        FormattableString.Invariant($"{(int)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}");
}

/// <summary>Requested placement of a node.</summary>
/// <param name="Cluster">Cluster at the site; empty for any.</param>
internal readonly record struct Grid5000Location(string Site, string Cluster)
{
    public static Grid5000Location From(NodeSpec node, Grid5000Options options)
    {
        string[] parts = node.Cloud.Split('/', 2);
        return new Grid5000Location(parts[0].Length > 0 ? parts[0] : options.Sites[0], parts.ElementAtOrDefault(1) ?? "");
    }

    /// <summary>Resource request in the scheduler's syntax.</summary>
    public string FormatResources(int count) =>
        FormattableString.Invariant($"{(Cluster.Length > 0 ? $"{{cluster='{Cluster}'}}" : "")}/nodes={count}");

    public override string ToString() => Cluster.Length > 0 ? $"{Site}/{Cluster}" : Site;
}
