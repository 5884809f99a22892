using System.Text.Json.Nodes;

namespace Scalewright.Storage.Statistics;

/// <summary>What jobs did on a target, in the fields of Lustre's <c>job_stats</c>: operations of each job, bytes of each on an OST.</summary>
/// <remarks>Fields: Lustre operations manual, "Lustre Jobstats".</remarks>
internal sealed class JobFigures(bool isMdt)
{
    private const long SamplesMostOfMdt = 10_000;
    private const long SamplesMostOfOst = 100_000;
    private const long BytesMost = 10_000_000_000;
    private const long BytesLeast = 4096;
    private const long BytesLargest = 1 << 20;
    private static readonly string[] Jobs = ["cp.0", "dd.0", "tar.1000"];
    private static readonly string[] OfMdt = ["open", "close", "mknod", "link", "unlink", "mkdir", "rmdir", "rename", "getattr", "setattr", "getxattr", "setxattr", "statfs", "sync"];
    private static readonly string[] OfOst = ["setattr", "punch", "sync"];
    private static readonly string[] Moving = ["read_bytes", "write_bytes"];

    // By job, then by kind of operation: bytes read, bytes written, then the others.
    private readonly long[][] _samples = [.. Jobs.Select(_ => new long[Moving.Length + OfMdt.Length])];
    private readonly long[][] _bytes = [.. Jobs.Select(_ => new long[Moving.Length])];

    /// <summary>One job at a time does something.</summary>
    public void Move(StableChance chance)
    {
        int job = (int)chance.Next(Jobs.Length - 1);
        for (int kind = 0; kind < Moving.Length + (isMdt ? OfMdt : OfOst).Length; kind++)
        {
            _samples[job][kind] += chance.Next(isMdt ? SamplesMostOfMdt : SamplesMostOfOst);
        }

        for (int way = 0; way < Moving.Length && !isMdt; way++)
        {
            _bytes[job][way] += chance.Next(BytesMost);
        }
    }

    public JsonArray Shown(long time) => new([.. Enumerable.Range(0, Jobs.Length).Select(job => (JsonNode?)Shown(job, time))]);

    private JsonObject Shown(int job, long time)
    {
        JsonObject shown = new() { ["job_id"] = Jobs[job], ["snapshot_time"] = time };
        for (int way = 0; way < Moving.Length && !isMdt; way++)
        {
            bool isUsed = _samples[job][way] > 0;
            shown[Moving[way]] = new JsonObject
            {
                ["samples"] = _samples[job][way], ["unit"] = "bytes", ["min"] = isUsed ? BytesLeast : 0, ["max"] = isUsed ? BytesLargest : 0, ["sum"] = _bytes[job][way],
            };
        }

        string[] operations = isMdt ? OfMdt : OfOst;
        for (int kind = 0; kind < operations.Length; kind++)
        {
            shown[operations[kind]] = new JsonObject { ["samples"] = _samples[job][Moving.Length + kind], ["unit"] = "reqs" };
        }

        return shown;
    }
}
