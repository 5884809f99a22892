using System.Text.Json.Nodes;
using Scalewright.Storage.Managing.HostReports;
using Scalewright.Storage.Managing.Records;

namespace Scalewright.Storage.Managing.Rest;

// File systems: assignment of disks and servers to targets.
internal sealed partial class RestResources
{
    private async Task<(int Status, JsonNode? Body)> FilesystemsAsync(RestRequest request)
    {
        if (IsGet(request))
        {
            return (
                Ok,
                Pick(
                    request,
                    store.Read(static known => known.Filesystems.All.ToList()),
                    static item => item.Id,
                    RestView.FilesystemFields,
                    View
                )
            );
        }

        if (request.Method is "POST")
        {
            return (Accepted, await CreateAsync(request));
        }

        FilesystemRecord found = store.Read(known => known.Filesystems.Find(request.Number)) ?? throw Missing(request);
        string state = request.Method is "PUT" ? request.Body.NeedText("state") : "";
        request.CheckBody();
        JsonObject command = (request.Method, state) switch
        {
            ("DELETE", _) or ("PUT", "removed") => await StartAsync(
                $"Remove file system {found.Name}",
                new CommandStep(CommandStep.RemoveFilesystem, found.Id)
            ),
            ("PUT", FilesystemRecord.Available) => await StartAsync(
                $"Start file system {found.Name}",
                new CommandStep(CommandStep.StartFilesystem, found.Id)
            ),
            ("PUT", FilesystemRecord.Stopped) => await StartAsync(
                $"Stop file system {found.Name}",
                new CommandStep(CommandStep.StopFilesystem, found.Id)
            ),
            _ => throw new RestError(400, "PUT a file system with 'state' available, stopped or removed"),
        };
        return (Accepted, new JsonObject { ["command"] = command });
    }

    private async Task<JsonObject> CreateAsync(RestRequest request)
    {
        string name = request.Body.NeedText("name");
        if (name.Length > 8 || !name.All(char.IsAsciiLetterOrDigit))
        {
            request.Body.AddProblem("name", "1 to 8 letters and digits");
        }

        List<(string Kind, int Index, ReportedVolume? Volume)> found = [(TargetRecord.Mgt, 0, FindVolume(request.Body.NeedObject("mgt")))];
        found.AddRange(request.Body.NeedObjects("mdts").Select((item, index) => (TargetRecord.Mdt, index, FindVolume(item))));
        found.AddRange(request.Body.NeedObjects("osts").Select((item, index) => (TargetRecord.Ost, index, FindVolume(item))));
        request.CheckBody();
        List<(string Kind, int Index, ReportedVolume Volume)> items = found.ConvertAll(static item =>
            (item.Kind, item.Index, item.Volume!)
        );
        if (items.GroupBy(item => item.Volume.Number).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw new RestError(400, $"volume {twice.Key} is used twice");
        }

        FilesystemRecord added = await store.ChangeAsync(known => Admit(known, name, items));
        return new JsonObject
        {
            ["filesystem"] = View(added),
            ["command"] = await StartAsync($"Create file system {name}", new CommandStep(CommandStep.CreateFilesystem, added.Id)),
        };
    }

    private (ManagerChange? Change, FilesystemRecord Result) Admit(
        ManagerStore known,
        string name,
        List<(string Kind, int Index, ReportedVolume Volume)> items
    )
    {
        if (known.Filesystems.All.Any(other => other.Name == name))
        {
            throw new RestError(400, $"there is a file system '{name}'");
        }

        HashSet<string> used = known.Targets.All.Select(target => target.VolumeSerial).ToHashSet(StringComparer.Ordinal);
        if (items.FirstOrDefault(item => used.Contains(item.Volume.Serial)) is { Volume: { } taken })
        {
            throw new RestError(400, $"volume {taken.Number} is a target already");
        }

        FilesystemRecord added = new(known.Filesystems.LastId + 1, name);
        int first = known.Targets.LastId + 1;
        IEnumerable<TargetRecord> targets = items.Select((item, at) => CreateTarget(known, added, item, first + at));
        return (new ManagerChange { Filesystems = [added], Targets = targets.ToValueList() }, added);
    }

    // The servers of a disk alternate as primary. The secondary is the next one in its high-availability cluster.
    private TargetRecord CreateTarget(
        ManagerStore known,
        FilesystemRecord filesystem,
        (string Kind, int Index, ReportedVolume Volume) item,
        int id
    )
    {
        HostRecord[] hosts =
        [
            .. item
                .Volume.Paths.Keys.Select(known.Hosts.Find)
                .OfType<HostRecord>()
                .Where(host => host.IsServer && host.State == HostRecord.Managed),
        ];
        if (hosts.Length == 0)
        {
            throw new RestError(400, $"no server that is set up sees volume {item.Volume.Number}");
        }

        HostRecord primary = hosts[item.Volume.Number % hosts.Length];
        IReadOnlyList<string> peers = services.GetReport(primary.Fqdn).Peers;
        if (peers.Count == 0)
        {
            throw new RestError(
                400,
                $"{primary.Fqdn} has not reported which servers share its high-availability cluster; see that corosync "
                    + "and pacemaker run there, and try again in ten seconds"
            );
        }

        HostRecord[] group = [.. hosts.Where(host => host == primary || peers.Contains(host.Nodename, StringComparer.Ordinal))];
        if (
            group.Length == 1
            && known.Hosts.All.FirstOrDefault(host =>
                host.IsServer && host.State != HostRecord.Managed && peers.Contains(host.Nodename, StringComparer.Ordinal)
            )
                is { } unready
        )
        {
            throw new RestError(
                400,
                $"{unready.Fqdn} could be the second server of a target and is not set up; wait for its command, or " + "remove it"
            );
        }

        HostRecord secondary = group[(Array.IndexOf(group, primary) + 1) % group.Length];
        return new TargetRecord(id, filesystem.Id, item.Kind, item.Index, GetName(filesystem.Name, item.Kind, item.Index))
        {
            VolumeSerial = item.Volume.Serial,
            DevicePath = item.Volume.Paths[primary.Id],
            PrimaryHostId = primary.Id,
            SecondaryHostId = secondary == primary ? null : secondary.Id,
        };
    }

    private static string GetName(string filesystem, string kind, int index) =>
        kind == TargetRecord.Mgt ? "MGS" : $"{filesystem}-{kind}{index:x4}";

    private ReportedVolume? FindVolume(BodyFields target)
    {
        // Volume numbers start at 1.
        int number = target.NeedWhole("volume_id", min: 0);
        ReportedVolume? volume = services.Volumes.Find(number);
        if (number > 0 && volume is not { Paths.Count: > 0 })
        {
            target.AddProblem("volume_id", $"the number of a volume that a server sees, and {number} is none");
        }

        return volume;
    }

    private JsonObject View(FilesystemRecord filesystem) =>
        RestView.From(filesystem, store.Read(known => known.Targets.All.Count(target => target.FilesystemId == filesystem.Id)));
}
