using System.Text.Json.Nodes;

namespace Scalewright.Storage.Statistics;

/// <summary>What moves of a server's figures.</summary>
internal sealed record NodeFigures(long FreeMemory, long User, long Idle)
{
    private const long System = 100_260;
    private const long Waiting = 58_994;
    private const long Other = 22_840;

    public static NodeFigures Initial { get; } = new(63_222, 6_218, 17_632_440);

    public JsonObject Processor() => new()
    {
        ["iowait"] = Waiting,
        ["idle"] = Idle,
        ["total"] = Waiting + Idle + User + System + Other,
        ["user"] = User,
        ["system"] = System,
    };
}
