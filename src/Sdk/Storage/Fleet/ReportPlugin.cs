using System.Text.Json.Nodes;
using Scalewright.Storage.Agents;
using Scalewright.Storage.Plugins;

namespace Scalewright.Storage.Fleet;

/// <summary>Gives an agent what one plug-in of a simulated server sees.</summary>
internal sealed class ReportPlugin(ServerReports reports, string name) : IServerPlugin
{
    public string Name => name;

    public IReadOnlyList<ReadOnlyMemory<byte>> PollFull() => [Bytes(reports.Full(name))];

    public IReadOnlyList<ReadOnlyMemory<byte>> PollUpdate() => [.. reports.Update(name).Select(Bytes)];

    private static ReadOnlyMemory<byte> Bytes(JsonObject body) => System.Text.Encoding.UTF8.GetBytes(body.ToJsonString());
}
