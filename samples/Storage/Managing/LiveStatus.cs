using StorageSample.Managing.HostReports;
using StorageSample.Managing.Links;
using StorageSample.Managing.Records;

namespace StorageSample.Managing;

/// <summary>Status for display: servers, targets and events, as one JSON object.</summary>
internal sealed class LiveStatus
{
    private const int MaxEvents = 50;
    private readonly ManagerStore _store;
    private readonly LinkTable _links;
    private readonly ServiceQueues _services;
    private readonly EventList _events;

    internal LiveStatus(ManagerStore store, LinkTable links, ServiceQueues services, EventList events) =>
        (_store, _links, _services, _events) = (store, links, services, events);

    /// <summary>Returns the current status: <c>{"servers": [], "targets": [], "events": []}</c>.</summary>
    /// <remarks>The same state produces the same bytes.</remarks>
    public ReadOnlyMemory<byte> ToJson()
    {
        ArrayBufferWriter<byte> output = new();
        using (Utf8JsonWriter writer = new(output))
        {
            writer.WriteStartObject();
            (HostRecord[] hosts, TargetRecord[] targets, FilesystemRecord[] filesystems) = _store.Read(static store =>
                (
                    store.Hosts.All.OrderBy(host => host.Nodename, StringComparer.Ordinal).ToArray(),
                    store.Targets.All.ToArray(),
                    store.Filesystems.All.ToArray()
                )
            );
            Dictionary<int, string> names = hosts.ToDictionary(host => host.Id, host => host.Nodename);
            WriteServers(writer, hosts, targets);
            WriteTargets(writer, targets, names, filesystems.ToDictionary(filesystem => filesystem.Id, filesystem => filesystem.Name));
            WriteEvents(writer);
            writer.WriteNumber("log_lines"u8, _services.LogLineCount);
            writer.WriteEndObject();
        }

        return output.WrittenMemory;
    }

    private void WriteServers(Utf8JsonWriter writer, HostRecord[] hosts, TargetRecord[] targets)
    {
        ILookup<int?, TargetRecord> running = targets
            .Where(target => target.ActiveHostId is not null)
            .ToLookup(target => target.ActiveHostId);
        writer.WriteStartArray("servers"u8);
        foreach (HostRecord host in hosts)
        {
            HostLink? link = _links.Find(host.Fqdn);
            int sessionCount = link?.SessionCount ?? 0;
            writer.WriteStartObject();
            writer.WriteString("name"u8, host.Nodename);
            writer.WriteString("state"u8, host.State);
            writer.WriteString(
                "contact"u8,
                link switch
                {
                    { IsLost: true } => "lost",
                    { HasPolled: true } => "heard",
                    _ => "waiting",
                }
            );
            writer.WriteNumber("sessions"u8, sessionCount);
            writer.WriteNumber("targets"u8, running[host.Id].Count());
            writer.WriteNumber("peers"u8, _services.GetReport(host.Fqdn).Peers.Count);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteTargets(
        Utf8JsonWriter writer,
        TargetRecord[] targets,
        Dictionary<int, string> hosts,
        Dictionary<int, string> filesystems
    )
    {
        writer.WriteStartArray("targets"u8);
        foreach (TargetRecord target in targets)
        {
            writer.WriteStartObject();
            writer.WriteString("name"u8, target.Name);
            writer.WriteString("filesystem"u8, filesystems.GetValueOrDefault(target.FilesystemId, ""));
            writer.WriteString("state"u8, target.State);
            writer.WriteString("on"u8, hosts.GetValueOrDefault(target.ActiveHostId ?? 0, ""));
            writer.WriteString("primary"u8, hosts.GetValueOrDefault(target.PrimaryHostId, ""));
            writer.WriteString("secondary"u8, hosts.GetValueOrDefault(target.SecondaryHostId ?? 0, ""));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private void WriteEvents(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("events"u8);
        foreach (ManagerEvent managerEvent in _events.After(_events.Last - MaxEvents).Reverse())
        {
            writer.WriteStartObject();
            writer.WriteNumber("number"u8, managerEvent.Number);
            writer.WriteString(
                "at"u8,
                managerEvent.Timestamp.UtcDateTime.ToString("HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture)
            );
            writer.WriteString("kind"u8, managerEvent.Kind);
            writer.WriteString("text"u8, managerEvent.Text);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
