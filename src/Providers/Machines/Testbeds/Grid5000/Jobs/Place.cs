namespace Scalewright.Providers.Grid5000.Jobs;

/// <summary>Where a node wants to be.</summary>
/// <param name="Cluster">A cluster there; empty: any.</param>
internal readonly record struct Place(string Site, string Cluster)
{
    public static Place Of(NodeSpec node, Grid5000Options options)
    {
        string[] parts = node.Cloud.Split('/', 2);
        return new Place(parts[0].Length > 0 ? parts[0] : options.Sites[0], parts.ElementAtOrDefault(1) ?? "");
    }

    /// <summary>What the scheduler is asked for.</summary>
    public string ResourcesOf(int count) => FormattableString.Invariant($"{(Cluster.Length > 0 ? $"{{cluster='{Cluster}'}}" : "")}/nodes={count}");

    public override string ToString() => Cluster.Length > 0 ? $"{Site}/{Cluster}" : Site;
}
