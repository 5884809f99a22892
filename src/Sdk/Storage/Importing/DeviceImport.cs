using Scalewright.Storage.Devices;
using Scalewright.Storage.Setup;

namespace Scalewright.Storage.Importing;

/// <summary>Imports the disks of the reference files and their visibility to servers.</summary>
internal sealed class DeviceImport
{
    private readonly ImportNode _file;
    private readonly Dictionary<string, int> _units = new(StringComparer.Ordinal);

    /// <param name="file">Contents of <c>devices.json</c>.</param>
    /// <param name="controllers">Controllers, with the disks that belong to each.</param>
    public DeviceImport(ImportNode file, IReadOnlyList<StorageController> controllers)
    {
        _file = file;
        foreach (StorageController controller in controllers)
        {
            foreach (Lun lun in controller.Luns)
            {
                _units[lun.Serial] = controller.Number;
            }
        }

        Volumes = [.. file["devices"].Entries().Select(entry => ReadVolume(entry.Key, entry.Value))];
        ManagementTargets =
        [
            .. file["mgts"]
                .Entries()
                .Select(entry => new ManagementTarget(
                    entry.Key,
                    entry
                        .Value["conf_params"]
                        .MaybeEntries()
                        .Select(setting => KeyValuePair.Create(setting.Key, setting.Value.Node?.ToString() ?? ""))
                        .ToValueMap()
                )),
        ];
    }

    public Volume[] Volumes { get; }

    public ManagementTarget[] ManagementTargets { get; }

    /// <summary>Returns the unit whose disks, and no others, a server sees.</summary>
    public int? FindUnit(ServerName server)
    {
        ImportNode seen = _file["presentations"][server.Fqdn];
        KeyValuePair<string, ImportNode>[] paths = [.. seen.MaybeEntries()];
        if (paths.Length == 0)
        {
            return null;
        }

        int unit = _units.GetValueOrDefault(paths[0].Value.Text());
        HashSet<string> expected = [.. Volumes.Where(volume => volume.Unit == unit).Select(volume => volume.Serial)];
        foreach ((string path, ImportNode serial) in paths)
        {
            if (path != VolumeLayout.GetPath(serial.Text()))
            {
                serial.AddError(
                    "is a disk of another path",
                    $"give it the path {TextEscaping.Escape(VolumeLayout.GetPath(serial.Text()))}",
                    ProblemCode.ConflictingFields
                );
            }
        }

        if (!expected.SetEquals(paths.Select(path => path.Value.Text())))
        {
            seen.AddError(
                $"are {paths.Length} disks, and its storage unit has {expected.Count}",
                "let a server see every disk of one unit and no other",
                ProblemCode.ConflictingFields
            );
        }

        return unit;
    }

    private Volume ReadVolume(string serial, ImportNode node)
    {
        if (node["size"].Long() != VolumeLayout.DefaultSizeBytes)
        {
            node["size"].AddError("is not that of a simulated disk", $"give {VolumeLayout.DefaultSizeBytes}", ProblemCode.OutOfRange);
        }

        ImportNode target = _file["targets"][serial];
        return new Volume
        {
            Serial = serial,
            Unit = _units.GetValueOrDefault(serial),
            MajorMinor = node["major_minor"].Text(),
            LocalFileSystem = _file["local_filesystems"][serial].MaybeText(),
            Target = target.IsThere ? ReadTarget(target) : null,
        };
    }

    private LustreTarget ReadTarget(ImportNode node)
    {
        string label = node["label"].Text();
        string management = node["mgsnode"].Text();
        return new LustreTarget
        {
            Label = label,
            Uuid = node["uuid"].Text(),
            MgsNode = management,
            FsName = node["fsname"].MaybeText(),
            BackFsType = node["backfstype"].Text(),
            Index = node["index"].MaybeWhole(),
            PrimaryNid = node["primary_nid"].MaybeText(),
            IsRegistered = _file["mgts"][management]["targets"][label].IsThere,
        };
    }
}
