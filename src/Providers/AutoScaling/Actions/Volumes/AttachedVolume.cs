using Scalewright.Providers.AutoScaling.Model;

namespace Scalewright.Providers.AutoScaling.Actions.Volumes;

/// <summary>A volume with what it is attached to.</summary>
/// <param name="Volume">The volume.</param>
/// <param name="Instance">The instance; null: it is free.</param>
/// <param name="Disk">The disk that it is of the instance; null: it is free.</param>
internal sealed record AttachedVolume(VolumeRecord Volume, InstanceRecord? Instance = null, DiskRecord? Disk = null)
{
    /// <summary>The word of EC2 for its state.</summary>
    public string State => Instance is null ? "available" : "in-use";

    /// <summary>
    /// Time at which it was attached: the launch of its instance for one that follows from a block device.
    /// </summary>
    public DateTimeOffset? AttachedAt => Volume.AttachedAt ?? Instance?.LaunchedAt;

    /// <summary>Volumes of all instances in the order of launches, then those that are free.</summary>
    public static IEnumerable<AttachedVolume> All(AccountState state) => state.AllInstances
        .OrderBy(instance => instance.Number)
        .SelectMany(instance => InstanceVolumes.AllOf(state, instance).Select(
            one => new AttachedVolume(one.Volume, instance, one.Disk)))
        .Concat(state.Volumes.Values.Where(volume => volume.Instance.Length == 0)
            .OrderBy(volume => volume.CreatedAt)
            .Select(volume => new AttachedVolume(volume)));
}
