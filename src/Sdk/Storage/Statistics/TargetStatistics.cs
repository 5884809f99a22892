using System.Text.Json.Nodes;

namespace Scalewright.Storage.Statistics;

/// <summary>
/// Random statistics of a target. At each step, free space changes by up to a tenth of the total, and counts increase.
/// </summary>
internal sealed class TargetStatistics(bool isMdt)
{
    private const long KBytesTotal = 34_359_738_368;
    private const long FilesTotal = 2_147_483_648;
    private const long MaxOperations = 10_000;
    private const long MaxCalls = 100_000;
    private const long MaxBytes = 10_000_000_000;
    private const long MaxClients = 100;

    // Average: a step changes the number of clients with a probability of 1/5.
    private const long StepsPerClientChange = 5;

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

    /// <summary>Advances all statistics by one step.</summary>
    public void Advance(SeededIdGenerator random)
    {
        _jobs.Move(random);
        _kBytesFree = Walk(_kBytesFree, KBytesTotal / 10, KBytesTotal, random);
        _filesFree = Walk(_filesFree, FilesTotal / 10, FilesTotal, random);
        if (isMdt)
        {
            _clients = random.Next(StepsPerClientChange) == 0 ? Walk(_clients, 1, MaxClients, random) : _clients;
            for (int operation = 0; operation < _counts.Length; operation++)
            {
                _counts[operation] += random.Next(MaxOperations);
            }
        }
        else
        {
            _written += random.Next(MaxBytes);
            _read += random.Next(MaxBytes);
            _writes += random.Next(MaxCalls);
            _reads += random.Next(MaxCalls);
        }
    }

    /// <summary>Returns the statistics in the JSON form of an agent's report.</summary>
    /// <param name="time">Unix time in seconds.</param>
    public JsonObject ToJson(long time)
    {
        JsonObject json = new()
        {
            ["kbytestotal"] = KBytesTotal,
            ["kbytesfree"] = _kBytesFree,
            ["filestotal"] = FilesTotal,
            ["filesfree"] = _filesFree,
        };
        if (isMdt)
        {
            json["client_count"] = _clients;
            json["stats"] = new JsonObject(
                Operations.Select(
                    (name, operation) =>
                        KeyValuePair.Create(name, (JsonNode?)new JsonObject { ["count"] = _counts[operation], ["units"] = "reqs" })
                )
            );
        }
        else
        {
            json["stats"] = new JsonObject { ["write_bytes"] = Bytes(_written, _writes), ["read_bytes"] = Bytes(_read, _reads) };
        }

        json["job_stats"] = _jobs.Shown(time);
        return json;
    }

    private static JsonObject Bytes(long sum, long calls) =>
        new()
        {
            ["sum"] = sum,
            ["count"] = calls,
            ["units"] = "bytes",
        };

    private static long Walk(long value, long step, long max, SeededIdGenerator random) =>
        Math.Clamp(value + random.Next(2 * step) - step, 0, max);
}

/// <summary>
/// Random statistics of the jobs of a target, as in <c>job_stats</c> of Lustre: operations, and bytes on an OST.
/// </summary>
/// <remarks>Source of the fields: Lustre operations manual, "Lustre Jobstats".</remarks>
internal sealed class JobStatistics(bool isMdt)
{
    private const long MaxMdtSamples = 10_000;
    private const long MaxOstSamples = 100_000;
    private const long MaxBytes = 10_000_000_000;
    private const long MinSampleBytes = 4096;
    private const long MaxSampleBytes = 1 << 20;
    private static readonly string[] Jobs = ["cp.0", "dd.0", "tar.1000"];
    private static readonly string[] MdtOperations =
    [
        "open",
        "close",
        "mknod",
        "link",
        "unlink",
        "mkdir",
        "rmdir",
        "rename",
        "getattr",
        "setattr",
        "getxattr",
        "setxattr",
        "statfs",
        "sync",
    ];
    private static readonly string[] OstOperations = ["setattr", "punch", "sync"];
    private static readonly string[] ByteOperations = ["read_bytes", "write_bytes"];

    // Sample counts by job, then by operation: read_bytes, write_bytes, then the metadata operations.
    private readonly long[][] _samples = [.. Jobs.Select(_ => new long[ByteOperations.Length + MdtOperations.Length])];
    private readonly long[][] _bytes = [.. Jobs.Select(_ => new long[ByteOperations.Length])];

    /// <summary>Increases the counts of one random job.</summary>
    public void Move(SeededIdGenerator random)
    {
        int job = (int)random.Next(Jobs.Length - 1);
        int operationCount = ByteOperations.Length + (isMdt ? MdtOperations : OstOperations).Length;
        for (int operation = 0; operation < operationCount; operation++)
        {
            _samples[job][operation] += random.Next(isMdt ? MaxMdtSamples : MaxOstSamples);
        }

        for (int operation = 0; operation < ByteOperations.Length && !isMdt; operation++)
        {
            _bytes[job][operation] += random.Next(MaxBytes);
        }
    }

    public JsonArray Shown(long time) => new([.. Enumerable.Range(0, Jobs.Length).Select(job => (JsonNode?)Shown(job, time))]);

    private JsonObject Shown(int job, long time)
    {
        JsonObject json = new() { ["job_id"] = Jobs[job], ["snapshot_time"] = time };
        for (int operation = 0; operation < ByteOperations.Length && !isMdt; operation++)
        {
            (long min, long max) = _samples[job][operation] > 0 ? (MinSampleBytes, MaxSampleBytes) : (0L, 0L);
            json[ByteOperations[operation]] = new JsonObject
            {
                ["samples"] = _samples[job][operation],
                ["unit"] = "bytes",
                ["min"] = min,
                ["max"] = max,
                ["sum"] = _bytes[job][operation],
            };
        }

        string[] operations = isMdt ? MdtOperations : OstOperations;
        for (int operation = 0; operation < operations.Length; operation++)
        {
            json[operations[operation]] = new JsonObject
            {
                ["samples"] = _samples[job][ByteOperations.Length + operation],
                ["unit"] = "reqs",
            };
        }

        return json;
    }
}
