namespace Loopback.Services.Flink;

// Routes, properties and statuses: docs/static/generated/rest_v1_dispatcher.yml of Flink. Messages: its handlers, version 1.18.
public sealed partial class FlinkCluster
{
    private const string JarFolder = "/opt/flink/upload";

    // Bodies of requests, which Flink's strict mapper reads.
    private static readonly Dictionary<string, string[]> Properties = new(StringComparer.Ordinal)
    {
        ["JarRunRequestBody"] =
        [
            "allowNonRestoredState",
            "entryClass",
            "flinkConfiguration",
            "jobId",
            "parallelism",
            "programArgs",
            "programArgsList",
            "restoreMode",
            "savepointPath",
        ],
        ["StopWithSavepointRequestBody"] = ["drain", "formatType", "targetDirectory", "triggerId"],
    };

    public async Task AnswerAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        (string Name, byte[] Content)? file = null;
        if (request.HasFormContentType)
        {
            IFormFile part = (await request.ReadFormAsync()).Files.GetFile("jarfile") ?? throw new BadHttpRequestException("no jarfile");
            using MemoryStream content = new();
            await part.CopyToAsync(content);
            file = (part.FileName, content.ToArray());
        }

        using MemoryStream body = new();
        await request.Body.CopyToAsync(body);
        JsonNode answer;
        try
        {
            answer = Locked(() => Answer(request, file, body.ToArray()));
            context.Response.StatusCode =
                request.Method == "PATCH" || (request.Method == "POST" && request.Path.Value!.Contains("/jobs/", StringComparison.Ordinal))
                    ? 202
                    : 200;
        }
        catch (FlinkRefusal refusal)
        {
            context.Response.StatusCode = refusal.Status;
            answer = new JsonObject { ["errors"] = new JsonArray(refusal.Message) };
        }

        context.Response.ContentType = "application/json; charset=UTF-8";
        await context.Response.WriteAsync(answer.ToJsonString());
    }

    private JsonNode Answer(HttpRequest request, (string Name, byte[] Content)? file, byte[] body)
    {
        string path = request.Path.Value!;
        string[] parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        parts = parts is ["v1", .. var rest] ? rest : parts;
        return (request.Method, parts) switch
        {
            ("GET", ["overview"]) => Overview(),
            ("GET", ["taskmanagers"]) => TaskManagers(),
            ("GET", ["taskmanagers", var id, "metrics"]) => TaskManagerMetrics(id, Names(request)),
            ("GET", ["jars"]) => new JsonObject
            {
                ["address"] = "http://localhost:8081",
                ["files"] = new JsonArray([
                    .. _jars.Keys.Select(jar => new JsonObject
                    {
                        ["id"] = jar,
                        ["name"] = jar[(jar.IndexOf('_', StringComparison.Ordinal) + 1)..],
                        ["uploaded"] = 0,
                        ["entry"] = new JsonArray(),
                    }),
                ]),
            },
            ("POST", ["jars", "upload"]) => Upload(file ?? throw new FlinkRefusal(400, "Exactly 1 file must be sent, received 0.")),
            ("POST", ["jars", var jar, "run"]) => Run(jar, Read(body, "JarRunRequestBody")),
            ("DELETE", ["jars", var jar]) => _jars.Remove(jar)
                ? new JsonObject()
                : throw new FlinkRefusal(400, $"File {jar} does not exist in {JarFolder}."),
            ("GET", ["jobs", "overview"]) => new JsonObject
            {
                ["jobs"] = new JsonArray([.. _jobs.Select(job => Tell(job, hasVertices: false))]),
            },
            ("GET", ["jobs", var id]) => Tell(Find(id), hasVertices: true),
            ("GET", ["jobs", var id, "status"]) => new JsonObject { ["status"] = Find(id).State },
            ("PATCH", ["jobs", var id]) => Cancel(Find(id)),
            ("POST", ["jobs", var id, "stop"]) => Trigger(Hex("jobid", id), Read(body, "StopWithSavepointRequestBody")),
            ("GET", ["jobs", var id, "savepoints", var trigger]) => Tell(
                _triggers.Find(known => known.Job == Hex("jobid", id) && known.Id == Hex("triggerid", trigger))
                    ?? throw new FlinkRefusal(404, $"There is no savepoint operation with triggerId={trigger} for job {id}.")
            ),
            ("PUT", ["jobs", var id, "resource-requirements"]) => Rescale(Find(id), Read(body, "JobResourceRequirementsBody")),
            ("GET", ["jobs", var id, "checkpoints"]) => Checkpoints(Find(id)),
            ("GET", ["jobs", var id, "vertices", var vertex, "subtasks", "metrics"]) => Aggregates(
                Hex("jobid", id),
                Hex("vertexid", vertex),
                Names(request)
            ),
            ("GET", ["jobs", var id, "vertices", var vertex, "metrics"]) => Instances(
                Hex("jobid", id),
                Hex("vertexid", vertex),
                Names(request)
            ),
            _ => throw new FlinkRefusal(404, $"Not found: {path}"),
        };
    }

    private JsonObject Overview() =>
        new()
        {
            ["taskmanagers"] = _managers.Count,
            ["slots-total"] = _managers.Sum(manager => manager.Slots),
            ["slots-available"] = FreeSlots().Sum(),
            ["jobs-running"] = _jobs.Count(job => job.State == "RUNNING"),
            ["flink-version"] = "1.18.1",
        };

    private JsonObject TaskManagers() =>
        new() { ["taskmanagers"] = new JsonArray([.. _managers.Zip(FreeSlots(), (manager, free) => new JsonObject
                    {
                        ["id"] = IdOf(manager),
                        ["path"] = $"pekko.tcp://flink@{manager.Node}:6122/user/rpc/taskmanager_0",
                        ["slotsNumber"] = manager.Slots,
                        ["freeSlots"] = free,
                        ["hardware"] = new JsonObject
                        {
                            ["cpuCores"] = (int)Math.Ceiling(manager.Cpus),
                            ["physicalMemory"] = manager.MemoryMiB * 1024L * 1024L,
                        },
                    })]) };

    /// <summary>Jobs use the slots of the task managers in their order.</summary>
    private int[] FreeSlots()
    {
        int used = _jobs.Where(job => job.Flow is not null).Sum(job => job.Slots);
        return
        [
            .. _managers.Select(manager =>
            {
                int taken = Math.Min(manager.Slots, used);
                used -= taken;
                return manager.Slots - taken;
            }),
        ];
    }

    private static string IdOf(TaskManager manager) => $"{manager.Node}:6122-{manager.Name}";

    /// <summary>Names as in Flink's documentation, in which its MetricQueryService replaces spaces. Unknown names have no value.</summary>
    private JsonArray TaskManagerMetrics(string id, string[] names)
    {
        TaskManager manager = _managers.FirstOrDefault(known => IdOf(known) == id)
            ?? throw new FlinkRefusal(404, $"No TaskManager with id {id} registered.");
        Dictionary<string, double> values = new(StringComparer.Ordinal)
        {
            ["Status.JVM.CPU.Load"] = 0.25,
            ["Status.JVM.CPU.Time"] = 1e9 * _steps,
            ["Status.JVM.Threads.Count"] = 60,
            ["Status.JVM.Memory.Heap.Used"] = manager.MemoryMiB * 1024.0,
            ["Status.Flink.Memory.Managed.Used"] = 0,
            ["Status.JVM.GarbageCollector.G1_Young_Generation.Time"] = _steps,
        };
        return new JsonArray([
            .. names
                .Where(values.ContainsKey)
                .Select(name => new JsonObject { ["id"] = name, ["value"] = values[name].ToString(CultureInfo.InvariantCulture) }),
        ]);
    }

    private JsonObject Upload((string Name, byte[] Content) file)
    {
        if (!file.Name.EndsWith(".jar", StringComparison.Ordinal))
        {
            throw new FlinkRefusal(400, "Only Jar files are allowed.");
        }

        string id = $"{NextId()}_{file.Name}";
        _jars[id] = file.Content;
        return new JsonObject { ["filename"] = $"{JarFolder}/{id}", ["status"] = "success" };
    }

    private JsonObject Run(string jar, JsonObject body)
    {
        if (!_jars.ContainsKey(jar))
        {
            throw new FlinkRefusal(400, $"Jar file {JarFolder}/{jar} does not exist");
        }

        int parallelism = body["parallelism"]?.GetValue<int>() ?? 1;
        string[] arguments = [.. body["programArgsList"]?.AsArray().Select(argument => argument!.GetValue<string>()) ?? []];
        StreamJob job = _experiment.Job.WithParallelism(
            _experiment
                .Job.Operators.Select(item =>
                {
                    int at = Array.IndexOf(arguments, $"--{item.Name}");
                    return KeyValuePair.Create(
                        item.Name,
                        at >= 0 ? int.Parse(arguments[at + 1], CultureInfo.InvariantCulture) : parallelism
                    );
                })
                .ToValueMap()
        );
        FlinkJobModel started = new(body["jobId"] is { } id ? Hex("jobId", id.GetValue<string>()) : NextId(), job, _now)
        {
            Savepoint = body["savepointPath"]?.GetValue<string>() ?? "",
        };
        _jobs.Add(started);
        return new JsonObject { ["jobid"] = started.Id };
    }

    private JsonObject Cancel(FlinkJobModel job)
    {
        if (job.State is "FINISHED" or "FAILED")
        {
            throw new FlinkRefusal(
                409,
                $"Job cancellation failed because the job has already reached another terminal state ({job.State})."
            );
        }

        job.Become(job.IsOver ? job.State : "CANCELLING", _now);
        return [];
    }

    /// <summary>As in Flink, a request that cannot be met is accepted, and its operation fails.</summary>
    private JsonObject Trigger(string id, JsonObject body)
    {
        string folder = body["targetDirectory"]?.GetValue<string>()
            ?? throw new FlinkRefusal(400, $"Config key [state.savepoints.dir] is not set. Property [targetDirectory] must be provided.");
        FlinkJobModel? job = _jobs.Find(known => known.Id == id && !known.IsOver);
        string? failure = job switch
        {
            null => $"org.apache.flink.runtime.messages.FlinkJobNotFoundException: Could not find Flink job ({id})",
            { State: not "RUNNING" } =>
                "org.apache.flink.runtime.checkpoint.CheckpointException: The Flink job is currently not executing. Failure reason: Trigger checkpoint failure.",
            _ when SavepointsThatFail > 0 => "org.apache.flink.util.SerializedThrowable: java.io.IOException: Could not flush to file.",
            _ => null,
        };
        bool starts = job is { State: "RUNNING" };
        SavepointsThatFail -= starts && failure is not null ? 1 : 0;
        string trigger = NextId();
        _triggers.Add(
            new FlinkTrigger(
                trigger,
                id,
                $"{folder}/savepoint-{trigger[^6..]}",
                _now + (starts ? job!.Job.CheckpointDuration : TimeSpan.Zero)
            )
            {
                Failure = failure,
                IsOver = !starts,
            }
        );
        return new JsonObject { ["request-id"] = trigger };
    }

    private static JsonObject Tell(FlinkTrigger trigger) =>
        !trigger.IsOver
            ? new JsonObject
            {
                ["status"] = new JsonObject { ["id"] = "IN_PROGRESS" },
                ["operation"] = null,
            }
            : new JsonObject
            {
                ["status"] = new JsonObject { ["id"] = "COMPLETED" },
                ["operation"] = trigger.Failure is { } failure
                    ? new JsonObject
                    {
                        ["failure-cause"] = new JsonObject
                        {
                            ["class"] = failure.Split(':')[0],
                            ["stack-trace"] = $"{failure}\n\tat org.apache.flink",
                        },
                    }
                    : new JsonObject { ["location"] = trigger.Location },
            };

    private JsonObject Rescale(FlinkJobModel job, JsonObject body)
    {
        Dictionary<string, JobOperator> vertices = job.Job.Operators.ToDictionary(VertexOf, StringComparer.Ordinal);
        string[] wrong =
        [
            .. body.Select(entry =>
                    Check(entry.Key, Bounds(entry.Value, vertices.GetValueOrDefault(entry.Key)), vertices.GetValueOrDefault(entry.Key))
                )
                .OfType<string>(),
            .. vertices
                .Keys.Where(vertex => !body.ContainsKey(vertex))
                .Select(vertex => $"The request is incomplete, missing job vertex [{vertex}] resource requirements."),
        ];
        if (wrong.Length > 0)
        {
            throw new FlinkRefusal(400, string.Join('\n', wrong));
        }

        ValueMap<int> counts = vertices
            .Select(vertex => KeyValuePair.Create(vertex.Value.Name, Bounds(body[vertex.Key], vertex.Value).Upper))
            .ToValueMap();
        job.Job = job.Job.WithParallelism(counts);
        if (job.Flow is { } flow)
        {
            flow.Rescale(counts, _managers);
            job.Become("RESTARTING", _now);
            job.IsRescaling = true;
        }

        return [];
    }

    /// <summary>A bound of -1 is the default.</summary>
    private static (int Lower, int Upper) Bounds(JsonNode? vertex, JobOperator? item)
    {
        int[] bounds =
        [
            .. new[] { "lowerBound", "upperBound" }.Select(bound =>
                vertex?["parallelism"]?[bound]?.GetValue<int>() ?? throw Unexpected("JobResourceRequirementsBody")
            ),
        ];
        return (bounds[0] == -1 ? 1 : bounds[0], bounds[1] == -1 && item is not null ? item.MaxParallelism : bounds[1]);
    }

    private static string? Check(string vertex, (int Lower, int Upper) bounds, JobOperator? item) =>
        item switch
        {
            null => $"Job vertex [{vertex}] was not found in the JobGraph.",
            _ when bounds.Lower < 1 || bounds.Upper < 1 =>
                $"Both, the requested lower bound [{bounds.Lower}] and upper bound [{bounds.Upper}] for job vertex [{vertex}] must be greater than zero.",
            _ when bounds.Lower > bounds.Upper =>
                $"The requested lower bound [{bounds.Lower}] for job vertex [{vertex}] is higher than the upper bound [{bounds.Upper}].",
            _ when bounds.Upper > item.MaxParallelism =>
                $"The newly requested parallelism {bounds.Upper} for the job vertex {vertex} exceeds its maximum parallelism {item.MaxParallelism}.",
            _ => null,
        };

    private JsonObject Checkpoints(FlinkJobModel job) =>
        !HasCheckpointing
            ? throw new FlinkRefusal(404, "Checkpointing has not been enabled.")
            : new()
            {
                ["latest"] = new JsonObject
                {
                    ["completed"] = job.Reading is { CheckpointSeconds: > 0 } reading
                        ? new JsonObject { ["end_to_end_duration"] = (long)(reading.CheckpointSeconds * 1000) }
                        : null,
                    ["savepoint"] = job.LastSavepoint is { } location ? new JsonObject { ["external_path"] = location } : null,
                },
            };

    /// <summary>As in Flink, without names the names of the metrics that exist, and nothing at all if one of the named metrics has no value.</summary>
    private JsonArray Aggregates(string id, string vertex, string[] names)
    {
        if (ReadingOf(id, vertex) is not ({ } job, { } reading))
        {
            return [];
        }

        if (names.Length == 0)
        {
            string[] all =
            [
                RecordsIn,
                RecordsOut,
                Busy,
                BackPressured,
                CheckpointDelay,
                $"{reading.Name}.{LateRecords}",
                PendingIdOf(reading),
            ];
            return new JsonArray([
                .. all.Where(name => Values(job, reading, name).Length > 0).Select(name => new JsonObject { ["id"] = name }),
            ]);
        }

        (string Name, double[] Values)[] metrics = [.. names.Select(name => (name, Values(job, reading, name)))];
        if (Array.Exists(metrics, metric => metric.Values.Length == 0))
        {
            return [];
        }

        job.HasShownRecords |= Array.Exists(metrics, metric => metric.Name == RecordsOut && metric.Values.Any(rate => rate > 0));
        return new JsonArray([
            .. metrics.Select(metric => new JsonObject
            {
                ["id"] = metric.Name,
                ["min"] = metric.Values.Min(),
                ["max"] = metric.Values.Max(),
                ["avg"] = metric.Values.Average(),
                ["sum"] = metric.Values.Sum(),
            }),
        ]);
    }

    private JsonArray Instances(string id, string vertex, string[] names)
    {
        if (ReadingOf(id, vertex) is not ({ } job, { } reading))
        {
            return [];
        }

        IEnumerable<(string Id, int Instance, double[] Values)> metrics = names.Select(name =>
            (name, int.Parse(name.Split('.')[0], CultureInfo.InvariantCulture), Values(job, reading, name.Split('.', 2)[1]))
        );
        return new JsonArray([
            .. metrics
                .Where(metric => metric.Instance < metric.Values.Length)
                .Select(metric => new JsonObject
                {
                    ["id"] = metric.Id,
                    ["value"] = metric.Values[metric.Instance].ToString(CultureInfo.InvariantCulture),
                }),
        ]);
    }

    /// <summary>Metrics of an operator have its name, in which Flink's MetricQueryService replaces some characters.</summary>
    private string PendingIdOf(OperatorReading reading) =>
        $"Source__{reading.Name.Replace(' ', '_').Replace('.', '_').Replace(':', '_').Replace(',', '_')}.{PendingMetric}";

    /// <summary>As in Flink, sources count the records that leave them.</summary>
    private double[] Values(FlinkJobModel job, OperatorReading reading, string metric)
    {
        bool isSource = job.Job.Operators.First(item => item.Name == reading.Name).Topic is not null;
        int[] instances = [.. Enumerable.Range(0, reading.Shares.Count)];
        return metric switch
        {
            _ when metric == MissingMetric => [],
            RecordsIn => [.. instances.Select(instance => isSource ? 0 : reading.GetInstanceRecordsPerSecond(instance))],
            RecordsOut => [.. instances.Select(reading.GetInstanceRecordsPerSecond)],
            Busy => [.. instances.Select(reading.GetInstanceBusyMs)],
            BackPressured => [.. instances.Select(_ => reading.BackpressuredMs)],
            CheckpointDelay => [.. instances.Select(_ => job.Reading!.CheckpointSeconds * 1e8)],
            _ when !isSource && metric == $"{reading.Name}.{LateRecords}" => [.. instances.Select(instance => (double)instance)],
            _ when isSource && metric == PendingIdOf(reading) => [.. instances.Select(_ => reading.Lag / reading.Shares.Count)],
            _ => [],
        };
    }

    /// <summary>As in Flink, metrics of an unknown job or vertex are not refused, but empty.</summary>
    private (FlinkJobModel? Job, OperatorReading? Reading) ReadingOf(string id, string vertex)
    {
        FlinkJobModel? job = _jobs.Find(known => known.Id == id);
        string? name = job?.Job.Operators.FirstOrDefault(known => VertexOf(known) == vertex)?.Name;
        return (job, job?.Reading?.Operators.FirstOrDefault(known => known.Name == name));
    }

    private static JsonObject Tell(FlinkJobModel job, bool hasVertices)
    {
        JsonObject told = new()
        {
            ["jid"] = job.Id,
            ["name"] = job.Job.Name,
            ["state"] = job.State,
        };
        if (hasVertices)
        {
            told["vertices"] = new JsonArray([
                .. job.Job.Operators.Select(item => new JsonObject
                {
                    ["id"] = VertexOf(item),
                    ["name"] = item.Topic is null ? item.Name : $"Source: {item.Name}",
                    ["parallelism"] = item.Parallelism,
                    ["maxParallelism"] = item.MaxParallelism,
                    ["status"] = ExecutionStateOf(job),
                }),
            ]);
        }

        return told;
    }

    /// <summary>Vertices have states of tasks, which have other names than those of jobs.</summary>
    private static string ExecutionStateOf(FlinkJobModel job) =>
        job.State switch
        {
            "CANCELLING" => "CANCELING",
            "INITIALIZING" or "RESTARTING" => "CREATED",
            _ => job.State,
        };

    private FlinkJobModel Find(string id) =>
        _jobs.Find(job => job.Id == Hex("jobid", id)) ?? throw new FlinkRefusal(404, $"Job {id} not found");

    private static string Hex(string parameter, string value) =>
        IdPattern().IsMatch(value)
            ? value
            : throw new FlinkRefusal(
                400,
                $"Bad request, could not parse parameters: Cannot resolve path parameter ({parameter}) from value \"{value}\"."
            );

    private static string VertexOf(JobOperator item) => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(item.Name)).PadLeft(32, '0')[^32..];

    private static string[] Names(HttpRequest request) => request.Query["get"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries);

    private static JsonObject Read(byte[] body, string form)
    {
        try
        {
            JsonObject read = body.Length == 0 ? [] : JsonNode.Parse(body) as JsonObject ?? throw new JsonException();
            return
                Properties.TryGetValue(form, out string[]? known) && read.Any(entry => !known.Contains(entry.Key, StringComparer.Ordinal))
                ? throw new JsonException()
                : read;
        }
        catch (JsonException)
        {
            throw Unexpected(form);
        }
    }

    private static FlinkRefusal Unexpected(string form) => new(400, $"Request did not match expected format {form}.");

    [GeneratedRegex("^[0-9a-f]{32}$", RegexOptions.ExplicitCapture, 60_000)]
    private static partial Regex IdPattern();
}

internal sealed class FlinkRefusal(int status, string error) : Exception(error)
{
    public int Status { get; } = status;
}
