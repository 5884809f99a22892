namespace Conformance.Hostile;

/// <param name="Expanded">Empty if rejected or if only the cost matters.</param>
public sealed record HostileResult(ProfileReadResult Read, IReadOnlyList<(Profile Profile, NodeGroup Group)> Expanded, double Seconds)
{
    public string Outcome => Read.HasErrors ? "reject" : "accept";

    public static HostileResult Of(HostileCase hostile)
    {
        byte[] bytes = hostile.Bytes();
        long started = Stopwatch.GetTimestamp();
        ProfileReadResult read = ProfileReader.Read(bytes, hostile.Dialect, source: hostile.File);
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        bool isExpanded = hostile.Class == "accept" && !read.HasErrors;
        return new HostileResult(
            read,
            isExpanded ? [.. ((IEnumerable<Profile>)read.Profiles).Select(profile => (profile, Expand(profile)))] : [],
            seconds
        );
    }

    public string AllText() => string.Join('\n', Expanded.SelectMany(item => TextsOf(item.Group)));

    private static NodeGroup Expand(Profile profile) => Topology.Create("hostile").AddProfile(profile).Build().Groups[profile.Name];

    private static IEnumerable<string> TextsOf(NodeGroup group) =>
        ((IEnumerable<NodeSpec>)group.Nodes).SelectMany(node =>
            (IEnumerable<string>)
                [
                    node.Name,
                    node.Hardware.Image,
                    group.ContainerLayout.RootFs,
                    .. node.StartupScripts,
                    .. node.Labels.Keys,
                    .. node.Labels.Values,
                ]
        );
}
