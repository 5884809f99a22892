namespace StorageSample.Managing.HostReports;

/// <summary>Disks that hosts report, each with a permanent number.</summary>
internal sealed class VolumeList
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ReportedVolume> _volumes = new(StringComparer.Ordinal);
    private readonly List<string> _serials = [];

    public void See(int hostId, IReadOnlyList<ReportedDevice> devices)
    {
        lock (_gate)
        {
            foreach (ReportedDevice device in devices)
            {
                if (!_volumes.TryGetValue(device.Serial, out ReportedVolume? volume))
                {
                    _serials.Add(device.Serial);
                    _volumes.Add(device.Serial, volume = new ReportedVolume(_serials.Count, device.Serial, device.Size));
                }

                volume.Paths[hostId] = device.Path;
            }
        }
    }

    public void Forget(int hostId)
    {
        lock (_gate)
        {
            foreach (ReportedVolume volume in _volumes.Values)
            {
                volume.Paths.Remove(hostId);
            }
        }
    }

    /// <summary>Returns the disks that a host currently sees, by number.</summary>
    public IReadOnlyList<ReportedVolume> All()
    {
        lock (_gate)
        {
            return [.. _serials.Select(serial => _volumes[serial]).Where(volume => volume.Paths.Count > 0).Select(volume => volume.Copy())];
        }
    }

    public ReportedVolume? Find(int number)
    {
        lock (_gate)
        {
            return number >= 1 && number <= _serials.Count ? _volumes[_serials[number - 1]].Copy() : null;
        }
    }
}

internal sealed record ReportedVolume(int Number, string Serial, long Size)
{
    /// <summary>Path on each host that sees the disk, by host number.</summary>
    public SortedDictionary<int, string> Paths { get; init; } = [];

    public ReportedVolume Copy() => this with { Paths = new SortedDictionary<int, string>(Paths) };
}
