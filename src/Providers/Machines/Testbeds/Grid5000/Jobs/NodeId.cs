namespace Scalewright.Providers.Grid5000.Jobs;

/// <summary>What a node is called here: numbers of jobs are never used again at a site.</summary>
/// <param name="Index">Which of its nodes.</param>
internal readonly record struct NodeId(string Site, long Job, int Index)
{
    /// <returns>Null: it is none of this place.</returns>
    public static NodeId? Parse(string text) => text.Split('/') is [{ Length: > 0 } site, var job, var index]
        && long.TryParse(job, NumberStyles.None, CultureInfo.InvariantCulture, out long uid) && int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out int which)
        ? new NodeId(site, uid, which) : null;

    public override string ToString() => FormattableString.Invariant($"{Site}/{Job}/{Index}");
}
