using StorageSample.Managing.Records;

namespace StorageSample.Managing.Commands;

/// <summary>Commands on targets and file systems.</summary>
internal sealed class TargetCommands(
    ManagerStore store,
    TimeProvider clock,
    Func<HostRecord, bool> isReachable,
    Func<int, IReadOnlyList<string>> nids
)
{
    /// <summary>Creates and starts targets: management, then metadata, then all others in parallel.</summary>
    public async Task CreateAsync(CommandRun run, int filesystemId)
    {
        TargetRecord[] targets = GetTargets(filesystemId);
        foreach (TargetRecord target in targets.Where(target => target.Kind != TargetRecord.Ost))
        {
            await CreateAsync(run, target);
        }

        await Task.WhenAll(targets.Where(target => target.Kind == TargetRecord.Ost).Select(target => CreateAsync(run, target)));
        await SetStateAsync(filesystemId, FilesystemRecord.Available);
    }

    public async Task StartAsync(CommandRun run, int filesystemId)
    {
        foreach (TargetRecord target in GetTargets(filesystemId))
        {
            await StartAsync(run, target);
        }

        await SetStateAsync(filesystemId, FilesystemRecord.Available);
    }

    public async Task StopAsync(CommandRun run, int filesystemId)
    {
        foreach (TargetRecord target in Enumerable.Reverse(GetTargets(filesystemId)))
        {
            await StopAsync(run, target);
        }

        await SetStateAsync(filesystemId, FilesystemRecord.Stopped);
    }

    /// <summary>Stops targets and removes them from high availability and from the state.</summary>
    public async Task RemoveAsync(CommandRun run, int filesystemId)
    {
        foreach (TargetRecord target in Enumerable.Reverse(GetTargets(filesystemId)))
        {
            await RemoveAsync(run, target);
            await store.ChangeAsync(_ => new ManagerChange { TargetsGone = [target.Id] });
        }

        await store.ChangeAsync(_ => new ManagerChange { FilesystemsGone = [filesystemId] });
    }

    public async Task StartAsync(CommandRun run, TargetRecord target)
    {
        int? location = ReadLocation(await RunAsync(run, target, "start_target"), target);
        await SaveAsync(target.Id, current =>
            current with
            {
                State = TargetRecord.Mounted,
                ActiveHostId = location ?? current.ActiveHostId,
            }
        );
    }

    public async Task StopAsync(CommandRun run, TargetRecord target)
    {
        await RunAsync(run, target, "stop_target");
        await SaveAsync(target.Id, current => current with { State = TargetRecord.Unmounted, ActiveHostId = null });
    }

    /// <summary>Moves a target to its secondary server, or back to its primary.</summary>
    public async Task MoveAsync(CommandRun run, TargetRecord target, bool isBack)
    {
        if (target.SecondaryHostId is not { } secondary)
        {
            throw new CommandFailedException($"{target.Name} has no second server");
        }

        await RunAsync(run, target, isBack ? "failback_target" : "failover_target");
        await SaveAsync(target.Id, current => current with { ActiveHostId = isBack ? target.PrimaryHostId : secondary });
    }

    // Recorded steps are not repeated: formatting again would separate the target from its file system.
    private async Task CreateAsync(CommandRun run, TargetRecord target)
    {
        if (target.State is TargetRecord.Mounted)
        {
            return;
        }

        HostRecord primary = GetHost(target.PrimaryHostId);
        string uuid = target.State is TargetRecord.Unformatted ? await FormatAsync(run, primary, target) : target.Uuid;
        await run.RunAsync(primary, "register_target", writer =>
        {
            writer.WriteString("device_path"u8, target.DevicePath);
            writer.WriteString("mount_point"u8, target.MountPoint);
            writer.WriteString("backfstype"u8, "ldiskfs"u8);
        });
        await ConfigureAsync(run, primary, target, uuid, isPrimary: true);
        if (target.SecondaryHostId is { } secondary)
        {
            await ConfigureAsync(run, GetHost(secondary), target, uuid, isPrimary: false);
        }

        await StartAsync(run, target);
    }

    private async Task<string> FormatAsync(CommandRun run, HostRecord primary, TargetRecord target)
    {
        string filesystem = store.Read(records => records.Filesystems.Find(target.FilesystemId)?.Name) ?? "";
        JsonElement formatted = await run.RunAsync(primary, "format_target", writer => WriteFormat(writer, target, filesystem));
        string uuid =
            formatted.ValueKind == JsonValueKind.Object && formatted.TryGetProperty("uuid", out JsonElement reported)
                ? reported.ToString()
                : "";
        await SaveAsync(target.Id, current => current with { State = TargetRecord.Formatted, Uuid = uuid });
        return uuid;
    }

    private void WriteFormat(Utf8JsonWriter writer, TargetRecord target, string filesystem)
    {
        writer.WriteString("device_type"u8, "linux"u8);
        writer.WriteString("target_name"u8, target.Name);
        writer.WriteString("device"u8, target.DevicePath);
        writer.WriteString("backfstype"u8, "ldiskfs"u8);
        writer.WriteStartArray("target_types"u8);
        writer.WriteStringValue(
            target.Kind switch
            {
                TargetRecord.Mgt => "mgs",
                TargetRecord.Mdt => "mdt",
                _ => "ost",
            }
        );
        writer.WriteEndArray();
        WriteNids(writer, "failnode", target.SecondaryHostId);
        if (target.Kind == TargetRecord.Mgt)
        {
            return;
        }

        writer.WriteString("fsname"u8, filesystem);
        writer.WriteNumber("index"u8, target.Index);
        TargetRecord management = GetTargets(target.FilesystemId).First(candidate => candidate.Kind == TargetRecord.Mgt);
        writer.WriteStartArray("mgsnode"u8);
        foreach (int host in new[] { management.PrimaryHostId, management.SecondaryHostId ?? 0 }.Where(id => id > 0))
        {
            WriteNids(writer, name: null, host);
        }

        writer.WriteEndArray();
    }

    private void WriteNids(Utf8JsonWriter writer, string? name, int? host)
    {
        if (name is not null)
        {
            writer.WritePropertyName(name);
        }

        writer.WriteStartArray();
        foreach (string nid in host is { } id ? nids(id) : [])
        {
            writer.WriteStringValue(nid);
        }

        writer.WriteEndArray();
    }

    private static Task<JsonElement> ConfigureAsync(CommandRun run, HostRecord host, TargetRecord target, string uuid, bool isPrimary) =>
        run.RunAsync(host, "configure_target_ha", writer =>
        {
            writer.WriteBoolean("primary"u8, isPrimary);
            writer.WriteString("device"u8, target.DevicePath);
            writer.WriteString("ha_label"u8, target.HaLabel);
            writer.WriteString("uuid"u8, uuid);
            writer.WriteString("mount_point"u8, target.MountPoint);
        });

    private async Task RemoveAsync(CommandRun run, TargetRecord target)
    {
        if (target.State == TargetRecord.Mounted && FindHost(target) is not null)
        {
            await StopAsync(run, target);
        }

        int?[] hosts = [target.SecondaryHostId, target.PrimaryHostId];
        foreach (int id in hosts.OfType<int>())
        {
            if (target.State is TargetRecord.Mounted or TargetRecord.Unmounted && GetHost(id) is { } host && isReachable(host))
            {
                await run.RunAsync(host, "unconfigure_target_ha", writer =>
                {
                    writer.WriteBoolean("primary"u8, id == target.PrimaryHostId);
                    writer.WriteString("ha_label"u8, target.HaLabel);
                    writer.WriteString("uuid"u8, target.Uuid);
                });
            }
        }
    }

    private async Task<JsonElement> RunAsync(CommandRun run, TargetRecord target, string action)
    {
        HostRecord host = FindHost(target)
            ?? throw new CommandFailedException($"{action} of {target.Name}: all its servers are out of contact");
        return await run.RunAsync(host, action, writer => writer.WriteString("ha_label"u8, target.HaLabel));
    }

    // The response names the server that now runs the target. Otherwise, the next report names it.
    private int? ReadLocation(JsonElement response, TargetRecord target)
    {
        string? name =
            response.ValueKind == JsonValueKind.Object
            && response.TryGetProperty("result", out JsonElement result)
            && result.ValueKind == JsonValueKind.String
                ? result.GetString()
                : null;
        return store.Read(records =>
            new[] { target.PrimaryHostId, target.SecondaryHostId ?? 0 }
                .Select(records.Hosts.Find)
                .OfType<HostRecord>()
                .FirstOrDefault(host => string.Equals(host.Nodename, name, StringComparison.Ordinal))
                ?.Id
        );
    }

    // Any server of the pair can run the action for their high-availability cluster.
    private HostRecord? FindHost(TargetRecord target) =>
        store.Read(records =>
            new[] { target.PrimaryHostId, target.SecondaryHostId ?? 0 }
                .Select(records.Hosts.Find)
                .OfType<HostRecord>()
                .FirstOrDefault(isReachable)
        );

    private HostRecord GetHost(int id) =>
        store.Read(records => records.Hosts.Find(id)) ?? throw new CommandFailedException($"host {id} is gone");

    private TargetRecord[] GetTargets(int filesystemId) =>
        store.Read(records => records.Targets.All.Where(target => target.FilesystemId == filesystemId).ToArray());

    private Task SaveAsync(int id, Func<TargetRecord, TargetRecord> change) =>
        store.ChangeAsync(records =>
            records.Targets.Find(id) is { } current
                ? new ManagerChange { Targets = [change(current) with { NotedAt = clock.GetUtcNow() }] }
                : null
        );

    private Task SetStateAsync(int filesystemId, string state) =>
        store.ChangeAsync(records =>
            records.Filesystems.Find(filesystemId) is { } current
                ? new ManagerChange { Filesystems = [current with { State = state }] }
                : null
        );
}
