using System.Text.Json.Nodes;
using StorageSample.Managing.HostReports;
using StorageSample.Managing.Records;

namespace StorageSample.Managing.Rest;

// File systems: assignment of disks and servers to targets.
internal sealed partial class RestResources
{
    private async Task<(int Status, JsonNode? Body)> HandleFilesystemsAsync(RestRequest request)
    {
        if (IsGet(request))
        {
            return (
                Ok,
                Pick(
                    request,
                    store.Read(static records => records.Filesystems.All.ToList()),
                    static filesystem => filesystem.Id,
                    RestView.FilesystemFields,
                    View
                )
            );
        }

        if (request.Method is "POST")
        {
            return (Accepted, await CreateAsync(request));
        }

        FilesystemRecord filesystem = store.Read(records => records.Filesystems.Find(request.Number)) ?? throw Missing(request);
        string state = request.Method is "PUT" ? request.Body.NeedText("state") : "";
        request.CheckBody();
        JsonObject command = (request.Method, state) switch
        {
            ("DELETE", _) or ("PUT", "removed") => await StartAsync(
                $"Remove file system {filesystem.Name}",
                new CommandStep(CommandStep.RemoveFilesystem, filesystem.Id)
            ),
            ("PUT", FilesystemRecord.Available) => await StartAsync(
                $"Start file system {filesystem.Name}",
                new CommandStep(CommandStep.StartFilesystem, filesystem.Id)
            ),
            ("PUT", FilesystemRecord.Stopped) => await StartAsync(
                $"Stop file system {filesystem.Name}",
                new CommandStep(CommandStep.StopFilesystem, filesystem.Id)
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

        List<(string Kind, int Index, ReportedVolume? Volume)> requested =
        [
            (TargetRecord.Mgt, 0, FindVolume(request.Body.NeedObject("mgt"))),
        ];
        requested.AddRange(request.Body.NeedObjects("mdts").Select((item, index) => (TargetRecord.Mdt, index, FindVolume(item))));
        requested.AddRange(request.Body.NeedObjects("osts").Select((item, index) => (TargetRecord.Ost, index, FindVolume(item))));
        request.CheckBody();
        List<(string Kind, int Index, ReportedVolume Volume)> items = requested.ConvertAll(static item =>
            (item.Kind, item.Index, item.Volume!)
        );
        if (items.GroupBy(requested => requested.Volume.Number).FirstOrDefault(same => same.Count() > 1) is { } duplicate)
        {
            throw new RestError(400, $"volume {duplicate.Key} is used twice");
        }

        FilesystemRecord added = await store.ChangeAsync(records => Admit(records, name, items));
        return new JsonObject
        {
            ["filesystem"] = View(added),
            ["command"] = await StartAsync($"Create file system {name}", new CommandStep(CommandStep.CreateFilesystem, added.Id)),
        };
    }

    private (ManagerChange? Change, FilesystemRecord Result) Admit(
        ManagerStore records,
        string name,
        List<(string Kind, int Index, ReportedVolume Volume)> items
    )
    {
        if (records.Filesystems.All.Any(existing => existing.Name == name))
        {
            throw new RestError(400, $"there is a file system '{name}'");
        }

        HashSet<string> used = records.Targets.All.Select(target => target.VolumeSerial).ToHashSet(StringComparer.Ordinal);
        if (items.FirstOrDefault(requested => used.Contains(requested.Volume.Serial)) is { Volume: { } taken })
        {
            throw new RestError(400, $"volume {taken.Number} is a target already");
        }

        FilesystemRecord added = new(records.Filesystems.LastId + 1, name);
        int first = records.Targets.LastId + 1;
        IEnumerable<TargetRecord> targets = items.Select((requested, at) => CreateTarget(records, added, requested, first + at));
        return (new ManagerChange { Filesystems = [added], Targets = targets.ToValueList() }, added);
    }

    // The servers of a disk alternate as primary. The secondary is the next one in its high-availability cluster.
    private TargetRecord CreateTarget(
        ManagerStore records,
        FilesystemRecord filesystem,
        (string Kind, int Index, ReportedVolume Volume) requested,
        int id
    )
    {
        HostRecord[] hosts =
        [
            .. requested
                .Volume.Paths.Keys.Select(records.Hosts.Find)
                .OfType<HostRecord>()
                .Where(host => host.IsServer && host.State == HostRecord.Managed),
        ];
        if (hosts.Length == 0)
        {
            throw new RestError(400, $"no server that is set up sees volume {requested.Volume.Number}");
        }

        HostRecord primary = hosts[requested.Volume.Number % hosts.Length];
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
            && records.Hosts.All.FirstOrDefault(host =>
                host.IsServer && host.State != HostRecord.Managed && peers.Contains(host.Nodename, StringComparer.Ordinal)
            )
                is { } unready
        )
        {
            throw new RestError(
                400,
                $"{unready.Fqdn} could be the second server of a target and is not set up; wait for its command, or remove it"
            );
        }

        HostRecord secondary = group[(Array.IndexOf(group, primary) + 1) % group.Length];
        return new TargetRecord(
            id,
            filesystem.Id,
            requested.Kind,
            requested.Index,
            GetName(filesystem.Name, requested.Kind, requested.Index)
        )
        {
            VolumeSerial = requested.Volume.Serial,
            DevicePath = requested.Volume.Paths[primary.Id],
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
        RestView.From(filesystem, store.Read(records => records.Targets.All.Count(target => target.FilesystemId == filesystem.Id)));
}
