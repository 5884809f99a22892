using System.Text.Json.Nodes;

namespace Scalewright.Storage.Statistics;

/// <summary>Statistics of a target. Free space changes by up to a tenth of the total; counts increase.</summary>
internal sealed class TargetStatistics(bool isMdt)
{
    private const long KBytesTotal = 34_359_738_368;
    private const long FilesTotal = 2_147_483_648;
    private const long OperationsMost = 10_000;
    private const long CallsMost = 100_000;
    private const long BytesMost = 10_000_000_000;
    private const long ClientsMost = 100;
    private const long ClientChange = 5;
    private static readonly string[] Operations = ["close", "getxattr", "mkdir", "open", "rmdir", "unlink"];

    private readonly JobStatistics _jobs = new(isMdt);
    private readonly long[] _counts = new long[Operations.Length];
    private long _kBytesFree = KBytesTotal / 2;
    private long _filesFree = FilesTotal / 2;
    private long _written;
    private long _read;
    private long _writes;
    private long _reads;
    private long _clients = 1;

    public void Move(SeededIdGenerator chance)
    {
        _jobs.Move(chance);
        _kBytesFree = Walk(_kBytesFree, KBytesTotal / 10, KBytesTotal, chance);
        _filesFree = Walk(_filesFree, FilesTotal / 10, FilesTotal, chance);
        if (isMdt)
        {
            _clients = chance.Next(ClientChange) == 0 ? Walk(_clients, 1, ClientsMost, chance) : _clients;
            for (int operation = 0; operation < _counts.Length; operation++)
            {
                _counts[operation] += chance.Next(OperationsMost);
            }
        }
        else
        {
            _written += chance.Next(BytesMost);
            _read += chance.Next(BytesMost);
            _writes += chance.Next(CallsMost);
            _reads += chance.Next(CallsMost);
        }
    }

    /// <param name="time">Seconds since 1970.</param>
    public JsonObject Shown(long time)
    {
        JsonObject shown = new()
        {
            ["kbytestotal"] = KBytesTotal,
            ["kbytesfree"] = _kBytesFree,
            ["filestotal"] = FilesTotal,
            ["filesfree"] = _filesFree
        };
        if (isMdt)
        {
            shown["client_count"] = _clients;
            shown["stats"] = new JsonObject(Operations.Select((name, operation) => KeyValuePair.Create(
                name, (JsonNode?)new JsonObject { ["count"] = _counts[operation], ["units"] = "reqs" })));
        }
        else
        {
            shown["stats"] =
                new JsonObject { ["write_bytes"] = Bytes(_written, _writes), ["read_bytes"] = Bytes(_read, _reads) };
        }

        shown["job_stats"] = _jobs.Shown(time);
        return shown;
    }

    private static JsonObject Bytes(long sum, long calls) =>
        new() { ["sum"] = sum, ["count"] = calls, ["units"] = "bytes" };

    private static long Walk(long value, long step, long max, SeededIdGenerator chance) =>
        Math.Clamp(value + chance.Next(2 * step) - step, 0, max);
}

/// <summary>Job statistics of a target in Lustre's <c>job_stats</c>: operations, and bytes on an OST.</summary>
/// <remarks>Source of the fields: Lustre operations manual, "Lustre Jobstats".</remarks>
internal sealed class JobStatistics(bool isMdt)
{
    private const long SamplesMostOfMdt = 10_000;
    private const long SamplesMostOfOst = 100_000;
    private const long BytesMost = 10_000_000_000;
    private const long BytesLeast = 4096;
    private const long BytesLargest = 1 << 20;
    private static readonly string[] Jobs = ["cp.0", "dd.0", "tar.1000"];
    private static readonly string[] OfMdt = ["open", "close", "mknod", "link", "unlink", "mkdir", "rmdir", "rename",
        "getattr", "setattr", "getxattr", "setxattr", "statfs", "sync"];
    private static readonly string[] OfOst = ["setattr", "punch", "sync"];
    private static readonly string[] Moving = ["read_bytes", "write_bytes"];

    // By job, then by operation: bytes read, bytes written, then the others.
    private readonly long[][] _samples = [.. Jobs.Select(_ => new long[Moving.Length + OfMdt.Length])];
    private readonly long[][] _bytes = [.. Jobs.Select(_ => new long[Moving.Length])];

    /// <summary>Advances the statistics of one job.</summary>
    public void Move(SeededIdGenerator chance)
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

    public JsonArray Shown(long time) =>
        new([.. Enumerable.Range(0, Jobs.Length).Select(job => (JsonNode?)Shown(job, time))]);

    private JsonObject Shown(int job, long time)
    {
        JsonObject shown = new() { ["job_id"] = Jobs[job], ["snapshot_time"] = time };
        for (int way = 0; way < Moving.Length && !isMdt; way++)
        {
            (long least, long largest) = _samples[job][way] > 0 ? (BytesLeast, BytesLargest) : (0L, 0L);
            shown[Moving[way]] = new JsonObject
            {
                ["samples"] = _samples[job][way], ["unit"] = "bytes",
                ["min"] = least, ["max"] = largest, ["sum"] = _bytes[job][way],
            };
        }

        string[] operations = isMdt ? OfMdt : OfOst;
        for (int kind = 0; kind < operations.Length; kind++)
        {
            shown[operations[kind]] =
                new JsonObject { ["samples"] = _samples[job][Moving.Length + kind], ["unit"] = "reqs" };
        }

        return shown;
    }
}
