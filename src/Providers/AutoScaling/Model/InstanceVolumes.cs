namespace Scalewright.Providers.AutoScaling.Model;

/// <summary>
/// The volumes of instances: they follow from block devices, and others are attached later. Pure.
/// </summary>
internal static class InstanceVolumes
{
    /// <summary>The device of the disk that images have.</summary>
    public const string RootDevice = "/dev/sda1";

    // The size of AWS's own Linux images; the size of a snapshot is not known here.
    private const int UnknownSize = 8;

    /// <summary>
    /// The disks of an instance that are volumes: that of its image first, unless another is named for its device.
    /// </summary>
    public static IEnumerable<DiskRecord> DisksOf(InstanceRecord instance)
    {
        IEnumerable<DiskRecord> own = instance.Settings.Disks;
        IEnumerable<DiskRecord> all = own.Any(disk => disk.Device == RootDevice)
            ? own.OrderBy(disk => disk.Device != RootDevice)
            : own.Prepend(new DiskRecord(RootDevice) { IsVolume = true });
        return instance.State == InstanceState.Terminated ? [] : all.Where(disk => disk.IsVolume && !disk.IsLeftOut);
    }

    /// <summary>Lists all disks of an instance that are volumes: its own, then those attached later.</summary>
    public static IEnumerable<(DiskRecord Disk, VolumeRecord Volume)> AllOf(
        AccountState state, InstanceRecord instance) => DisksOf(instance)
        .Select(disk => (disk, Of(state, instance, disk)))
        .Concat(AttachedTo(state, instance).Select(volume => (DiskOf(volume), volume)));

    /// <summary>Lists the volumes that AttachVolume attached to an instance, in the order of their devices.</summary>
    public static IEnumerable<VolumeRecord> AttachedTo(AccountState state, InstanceRecord instance) => state.Volumes
        .Values
        .Where(volume => volume.Device.Length > 0 && volume.Instance == instance.Id)
        .OrderBy(volume => volume.Device, StringComparer.Ordinal);

    /// <summary>The account after a volume is detached from its instance.</summary>
    /// <param name="state">The account.</param>
    /// <param name="instance">The instance.</param>
    /// <param name="disk">Its disk.</param>
    /// <param name="volume">The volume of the disk.</param>
    public static AccountState Detach(
        AccountState state, InstanceRecord instance, DiskRecord disk, VolumeRecord volume)
    {
        AccountState free = state with { Volumes = state.Volumes.With(volume.Id, volume.Free()) };

        // Ids of volumes follow from the positions of their disks, so the disk stays and is left out.
        return volume.Device.Length > 0 ? free : free.With(instance with
        {
            Settings = instance.Settings with
            {
                Disks =
                [
                    .. instance.Settings.Disks.Select(one =>
                        one.Device == disk.Device ? one with { IsLeftOut = true } : one)
                ],
            },
        });
    }

    /// <summary>Whether the volume of a disk goes with its instance.</summary>
    public static bool IsDeleted(DiskRecord disk) => disk.IsDeletedOnTermination ?? true;

    /// <summary>Id of the volume of a disk.</summary>
    public static string IdOf(AccountState state, InstanceRecord instance, DiskRecord disk)
    {
        // The volume of the image has the id that instances without disks of their own always had.
        const string Word = "vol";
        int place = instance.Settings.Disks.ToList().FindIndex(other => other.Device == disk.Device);
        return place < 0 || disk.Device == RootDevice
            ? Identity.Of(Word, state.Seed + Word.Length, instance.Number)
            : Identity.Of(Word, state.Seed - place - 1, instance.Number);
    }

    /// <summary>The volume of a disk, with the tags that it was given.</summary>
    public static VolumeRecord Of(AccountState state, InstanceRecord instance, DiskRecord disk)
    {
        string id = IdOf(state, instance, disk);
        if (state.Volumes.TryGetValue(id, out VolumeRecord? kept))
        {
            return kept;
        }

        string type = disk.VolumeType.Length > 0 ? disk.VolumeType : VolumeTypes.Default;
        int size = disk.Size ?? UnknownSize;
        return new VolumeRecord(id, instance.LaunchedAt)
        {
            Zone = instance.Zone,
            Size = size,
            VolumeType = type,
            SnapshotId = disk.SnapshotId,
            Iops = VolumeTypes.IopsOf(type, size, disk.Iops),
            Throughput = VolumeTypes.ThroughputOf(type, disk.Throughput),
            IsEncrypted = disk.IsEncrypted ?? false,
            Instance = instance.Id,
            Tags = instance.Settings.VolumeTags,
        };
    }

    /// <summary>The account after an instance is gone: its volumes go with it, or are free.</summary>
    /// <param name="state">The account.</param>
    /// <param name="instance">The instance as it was before.</param>
    public static AccountState Release(AccountState state, InstanceRecord instance)
    {
        foreach ((DiskRecord disk, VolumeRecord volume) in AllOf(state, instance).ToArray())
        {
            state = state with
            {
                Volumes = IsDeleted(disk)
                    ? state.Volumes.Without(volume.Id)
                    : state.Volumes.With(volume.Id, volume.Free()),
            };
        }

        return state;
    }

    private static DiskRecord DiskOf(VolumeRecord volume) =>
        new(volume.Device) { IsVolume = true, IsDeletedOnTermination = volume.IsDeletedOnTermination };
}
