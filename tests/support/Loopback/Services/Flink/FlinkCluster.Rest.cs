namespace Loopback.Services.Flink;

public sealed partial class FlinkCluster
{
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
            context.Response.StatusCode = request.Method == "PATCH" || (request.Method == "POST" && request.Path.Value!.Contains("/jobs/", StringComparison.Ordinal)) ? 202 : 200;
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
            ("POST", ["jars", "upload"]) => Upload(file ?? throw new FlinkRefusal(400, "Exactly 1 file must be sent, received 0.")),
            ("POST", ["jars", var jar, "run"]) => Run(jar, Read(body, "JarRunRequestBody")),
            ("DELETE", ["jars", var jar]) => _jars.Remove(jar) ? new JsonObject() : throw new FlinkRefusal(404, $"File {jar} does not exist in the upload folder."),
            ("GET", ["jobs", "overview"]) => new JsonObject { ["jobs"] = new JsonArray([.. _jobs.Select(job => Tell(job, hasVertices: false))]) },
            ("GET", ["jobs", var id]) => Tell(Find(id), hasVertices: true),
            ("GET", ["jobs", var id, "status"]) => new JsonObject { ["status"] = Find(id).State },
            ("PATCH", ["jobs", var id]) => Cancel(Find(id)),
            ("POST", ["jobs", var id, "stop"]) => Trigger(Find(id), Read(body, "StopWithSavepointRequestBody")["targetDirectory"]?.GetValue<string>(), stops: true),
            ("POST", ["jobs", var id, "savepoints"]) => Trigger(Find(id), Read(body, "SavepointTriggerRequestBody")["target-directory"]?.GetValue<string>(), stops: false),
            ("GET", ["jobs", var id, "savepoints", var trigger]) => Tell(Find(id).Triggers.Find(known => known.Id == trigger) ?? throw new FlinkRefusal(404, $"There is no savepoint operation with triggerId={trigger} for job {id}.")),
            ("PUT", ["jobs", var id, "resource-requirements"]) => Rescale(Find(id), Read(body, "JobResourceRequirementsBody")),
            ("GET", ["jobs", var id, "checkpoints"]) => Checkpoints(Find(id)),
            ("GET", ["jobs", var id, "vertices", var vertex, "subtasks", "metrics"]) => Aggregates(Find(id), vertex, Names(request)),
            ("GET", ["jobs", var id, "vertices", var vertex, "metrics"]) => Instances(Find(id), vertex, Names(request)),
            _ => throw new FlinkRefusal(404, $"Not found: {path}"),
        };
    }

    private JsonObject Overview() => new()
    {
        ["taskmanagers"] = _managers.Count,
        ["slots-total"] = _managers.Sum(manager => manager.Slots),
        ["slots-available"] = _managers.Sum(manager => manager.Slots) - _jobs.Where(job => job.UsesSlots).Sum(job => job.Slots),
        ["jobs-running"] = _jobs.Count(job => job.State == "RUNNING"),
        ["flink-version"] = "1.18.1",
    };

    private JsonObject TaskManagers() => new()
    {
        ["taskmanagers"] = new JsonArray([.. _managers.Select(manager => new JsonObject
        {
            ["id"] = IdOf(manager),
            ["path"] = $"pekko.tcp://flink@{manager.Node}:6122/user/rpc/taskmanager_0",
            ["slotsNumber"] = manager.Slots,
            ["freeSlots"] = 0,
            ["hardware"] = new JsonObject { ["cpuCores"] = (int)Math.Ceiling(manager.Cpus), ["physicalMemory"] = manager.MemoryMiB * 1024L * 1024L },
        })]),
    };

    private static string IdOf(TaskManager manager) => $"{manager.Node}:6122-{manager.Name}";

    /// <summary>Names as in Flink's documentation, in which its MetricQueryService replaces spaces. Unknown names have no value.</summary>
    private JsonArray TaskManagerMetrics(string id, string[] names)
    {
        TaskManager manager = _managers.FirstOrDefault(known => IdOf(known) == id) ?? throw new FlinkRefusal(404, $"No TaskManager with id {id} registered.");
        Dictionary<string, double> values = new(StringComparer.Ordinal)
        {
            ["Status.JVM.CPU.Load"] = 0.25,
            ["Status.JVM.CPU.Time"] = 1e9 * _steps,
            ["Status.JVM.Threads.Count"] = 60,
            ["Status.JVM.Memory.Heap.Used"] = manager.MemoryMiB * 1024.0,
            ["Status.Flink.Memory.Managed.Used"] = 0,
            ["Status.JVM.GarbageCollector.G1_Young_Generation.Time"] = _steps,
        };
        return new JsonArray([.. names.Where(values.ContainsKey).Select(name => new JsonObject { ["id"] = name, ["value"] = values[name].ToString(CultureInfo.InvariantCulture) })]);
    }

    private JsonObject Upload((string Name, byte[] Content) file)
    {
        string id = $"{NextId("jar")}_{file.Name}";
        _jars[id] = file.Content;
        return new JsonObject { ["filename"] = $"/opt/flink/upload/{id}", ["status"] = "success" };
    }

    private JsonObject Run(string jar, JsonObject body)
    {
        if (!_jars.ContainsKey(jar))
        {
            throw new FlinkRefusal(404, $"File {jar} does not exist in the upload folder.");
        }

        int parallelism = body["parallelism"]?.GetValue<int>() ?? 1;
        string[] arguments = [.. body["programArgsList"]?.AsArray().Select(argument => argument!.GetValue<string>()) ?? []];
        StreamJob job = _experiment.Job.WithParallelism(_experiment.Job.Operators.Select(item =>
        {
            int at = Array.IndexOf(arguments, $"--{item.Name}");
            return KeyValuePair.Create(item.Name, at >= 0 ? int.Parse(arguments[at + 1], CultureInfo.InvariantCulture) : parallelism);
        }).ToValueMap());
        FlinkJobModel started = new(NextId("job"), job, _now) { Savepoint = body["savepointPath"]?.GetValue<string>() ?? "" };
        _jobs.Add(started);
        return new JsonObject { ["jobid"] = started.Id };
    }

    private JsonObject Cancel(FlinkJobModel job)
    {
        if (job.IsOver)
        {
            throw new FlinkRefusal(409, $"Job cancellation failed because the job has already reached another terminal state ({job.State}).");
        }

        job.Become("CANCELLING", _now);
        return [];
    }

    private JsonObject Trigger(FlinkJobModel job, string? folder, bool stops)
    {
        if (folder is null)
        {
            throw new FlinkRefusal(400, "Config key [state.savepoints.dir] is not set. Property [targetDirectory] must be provided.");
        }

        if (job.State != "RUNNING")
        {
            throw new FlinkRefusal(409, $"Job {job.Id} is not in state RUNNING but {job.State} instead. Cannot trigger savepoint.");
        }

        bool fails = SavepointsThatFail > 0;
        SavepointsThatFail -= fails ? 1 : 0;
        string id = NextId("trigger");
        job.Triggers.Add(new FlinkTrigger(id, $"{folder}/savepoint-{id[^6..]}", _now + job.Job.CheckpointDuration, stops) { Failure = fails ? "org.apache.flink.util.SerializedThrowable: java.io.IOException: Could not flush to file.\n\tat org.apache.flink" : null });
        return new JsonObject { ["request-id"] = id };
    }

    private static JsonObject Tell(FlinkTrigger trigger) => !trigger.IsOver
        ? new JsonObject { ["status"] = new JsonObject { ["id"] = "IN_PROGRESS" }, ["operation"] = null }
        : new JsonObject
        {
            ["status"] = new JsonObject { ["id"] = "COMPLETED" },
            ["operation"] = trigger.Failure is { } failure
                ? new JsonObject { ["failure-cause"] = new JsonObject { ["class"] = "org.apache.flink.util.SerializedThrowable", ["stack-trace"] = failure } }
                : new JsonObject { ["location"] = trigger.Location },
        };

    private JsonObject Rescale(FlinkJobModel job, JsonObject body)
    {
        ValueMap<int> counts = job.Job.Operators.Select(item => KeyValuePair.Create(item.Name, body[VertexOf(item)]?["parallelism"]?["upperBound"]?.GetValue<int>() ?? throw new FlinkRefusal(400, "Some vertices are missing."))).ToValueMap();
        job.Job = job.Job.WithParallelism(counts);
        job.Flow?.Rescale(counts, _managers);
        job.Become("RESTARTING", _now);
        return [];
    }

    private static JsonObject Checkpoints(FlinkJobModel job) => new()
    {
        ["latest"] = new JsonObject
        {
            ["completed"] = job.Reading is { CheckpointSeconds: > 0 } reading ? new JsonObject { ["end_to_end_duration"] = reading.CheckpointSeconds * 1000 } : null,
            ["savepoint"] = job.LastSavepoint is { } location ? new JsonObject { ["external_path"] = location } : null,
        },
    };

    /// <summary>Without names, as in Flink, the names of the metrics that exist.</summary>
    private JsonArray Aggregates(FlinkJobModel job, string vertex, string[] names)
    {
        OperatorReading? reading = ReadingOf(job, vertex);
        if (names.Length == 0)
        {
            string[] all = reading is null ? [] : [RecordsIn, RecordsOut, Busy, BackPressured, CheckpointDelay, $"{reading.Name}.{LateRecords}", PendingIdOf(reading)];
            return new JsonArray([.. all.Where(name => Values(job, reading!, name).Length > 0).Select(name => new JsonObject { ["id"] = name })]);
        }

        job.HasShownRecords |= reading is not null && names.Contains(RecordsOut, StringComparer.Ordinal) && Values(job, reading, RecordsOut).Any(rate => rate > 0);
        IEnumerable<JsonObject> known = names.Select(name => (Name: name, Values: reading is null ? [] : Values(job, reading, name))).Where(metric => metric.Values.Length > 0).Select(metric => new JsonObject
        {
            ["id"] = metric.Name,
            ["min"] = metric.Values.Min(),
            ["max"] = metric.Values.Max(),
            ["avg"] = metric.Values.Average(),
            ["sum"] = metric.Values.Sum(),
        });
        return new JsonArray([.. known]);
    }

    private JsonArray Instances(FlinkJobModel job, string vertex, string[] names)
    {
        OperatorReading? reading = ReadingOf(job, vertex);
        IEnumerable<JsonObject> known = names.Select(name => (Id: name, Instance: int.Parse(name.Split('.')[0], CultureInfo.InvariantCulture), Name: name.Split('.', 2)[1]))
            .Where(metric => reading is not null && metric.Instance < reading.Shares.Count)
            .Select(metric => new JsonObject { ["id"] = metric.Id, ["value"] = Values(job, reading!, metric.Name).ElementAtOrDefault(metric.Instance).ToString(CultureInfo.InvariantCulture) });
        return new JsonArray([.. known]);
    }

    /// <summary>Metrics of an operator have its name, in which Flink's MetricQueryService replaces some characters.</summary>
    private string PendingIdOf(OperatorReading reading) => $"Source__{reading.Name.Replace(' ', '_').Replace('.', '_').Replace(':', '_').Replace(',', '_')}.{PendingMetric}";

    /// <summary>As in Flink, sources count the records that leave them.</summary>
    private double[] Values(FlinkJobModel job, OperatorReading reading, string metric)
    {
        bool isSource = job.Job.Operators.First(item => item.Name == reading.Name).Topic is not null;
        int[] instances = [.. Enumerable.Range(0, reading.Shares.Count)];
        return metric switch
        {
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

    private static OperatorReading? ReadingOf(FlinkJobModel job, string vertex)
    {
        JobOperator item = job.Job.Operators.FirstOrDefault(known => VertexOf(known) == vertex) ?? throw new FlinkRefusal(404, $"Vertex {vertex} not found.");
        return job.Reading?.Operators.FirstOrDefault(known => known.Name == item.Name);
    }

    private static JsonObject Tell(FlinkJobModel job, bool hasVertices)
    {
        JsonObject told = new() { ["jid"] = job.Id, ["name"] = job.Job.Name, ["state"] = job.State };
        if (hasVertices)
        {
            told["vertices"] = new JsonArray([.. job.Job.Operators.Select(item => new JsonObject
            {
                ["id"] = VertexOf(item),
                ["name"] = item.Topic is null ? item.Name : $"Source: {item.Name}",
                ["parallelism"] = item.Parallelism,
                ["maxParallelism"] = item.MaxParallelism,
                ["status"] = job.State,
            })]);
        }

        return told;
    }

    private FlinkJobModel Find(string id) => _jobs.Find(job => job.Id == id) ?? throw new FlinkRefusal(404, $"Job {id} not found");

    private static string VertexOf(JobOperator item) => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(item.Name)).PadLeft(32, '0')[^32..];

    private static string[] Names(HttpRequest request) => request.Query["get"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries);

    private static JsonObject Read(byte[] body, string form)
    {
        try
        {
            return JsonNode.Parse(body) as JsonObject ?? throw new JsonException();
        }
        catch (JsonException)
        {
            throw new FlinkRefusal(400, $"Request did not match expected format {form}.");
        }
    }
}

internal sealed class FlinkRefusal(int status, string error) : Exception(error)
{
    public int Status { get; } = status;
}
