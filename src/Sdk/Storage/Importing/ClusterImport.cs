using Scalewright.Providers.Simulation.HighAvailability;
using Scalewright.Storage.State;

namespace Scalewright.Storage.Importing;

/// <summary>High-availability clusters of the reference's files.</summary>
internal static class ClusterImport
{
    /// <param name="number">Its number, from the file's name.</param>
    /// <param name="file">A <c>fake_cluster_…</c>.</param>
    public static ClusterDelta Read(int number, ImportNode file) => new(number)
    {
        Nodes = file["nodes"].Entries().ToDictionary(entry => entry.Key, entry => new HaNode(entry.Value["online"].Flag(), entry.Value["standby"].MaybeFlag() ?? false), StringComparer.Ordinal),
        Targets = [.. file["resources"].Entries().Select(entry => TargetOf(entry.Key, entry.Value))],
    };

    // Without the word, what runs is wanted; a target that was stopped on purpose cannot be told from one that found no node.
    private static HaTarget TargetOf(string label, ImportNode node)
    {
        string? place = node["started_on"].MaybeText();
        return new HaTarget
        {
            Label = label,
            DevicePath = node["device_path"].MaybeText() ?? "",
            Uuid = node["uuid"].MaybeText() ?? "",
            MountPoint = node["mount_point"].MaybeText() ?? "",
            Primary = node["primary_node"].MaybeText(),
            Secondary = node["secondary_node"].MaybeText(),
            Place = place,
            IsWanted = node["wanted"].MaybeFlag() ?? place is not null,
        };
    }
}
