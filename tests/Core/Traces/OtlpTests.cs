namespace Sdk.Tests.Traces;

/// <summary>The export follows the JSON encoding of the OpenTelemetry protocol: lower camel case, hexadecimal IDs, 64-bit numbers as texts, numbers of enums.</summary>
public class OtlpTests
{
    // Fields of opentelemetry.proto.trace.v1, logs.v1 and common.v1 that the export uses.
    private static readonly Dictionary<string, string[]> Messages = new(StringComparer.Ordinal)
    {
        ["resourceSpans"] = ["resource", "scopeSpans"],
        ["resourceLogs"] = ["resource", "scopeLogs"],
        ["resource"] = ["attributes"],
        ["scopeSpans"] = ["scope", "spans"],
        ["scopeLogs"] = ["scope", "logRecords"],
        ["scope"] = ["name", "version"],
        ["spans"] =
        [
            "traceId",
            "spanId",
            "parentSpanId",
            "name",
            "kind",
            "startTimeUnixNano",
            "endTimeUnixNano",
            "attributes",
            "events",
            "links",
            "status",
        ],
        ["logRecords"] = ["timeUnixNano", "body", "attributes", "traceId", "spanId"],
        ["events"] = ["timeUnixNano", "name", "attributes"],
        ["links"] = ["traceId", "spanId", "attributes"],
        ["status"] = ["code", "message"],
        ["attributes"] = ["key", "value"],
        ["value"] = ["stringValue", "intValue"],
        ["body"] = ["stringValue"],
    };

    [Fact]
    public async Task Each_event_is_a_span_an_event_of_its_parent_or_a_log_record()
    {
        RunTrace run = RecordedRun.Create(27, 2_000);

        JsonElement[] lines = await ExportAsync(run);

        lines.Length.ShouldBe(2);
        Array.ForEach(lines, line => Check(line));
        JsonElement[] spans = [.. Items(lines[0], "resourceSpans", "scopeSpans", "spans")];
        JsonElement[] logs = [.. Items(lines[1], "resourceLogs", "scopeLogs", "logRecords")];
        Dictionary<string, JsonElement> byId = spans.ToDictionary(span => Text(span, "spanId"));
        JsonElement[] events = [.. spans.SelectMany(span => Values(span, "events"))];
        logs.Length.ShouldBe(run.Events.Count(item => item.Kind == RunEventKind.Log));
        (spans.Length - 1 + events.Length + logs.Length).ShouldBe(run.Events.Count);
        spans.Count(span => !span.TryGetProperty("parentSpanId", out _)).ShouldBe(1);
        foreach (JsonElement span in spans)
        {
            Text(span, "traceId").ShouldMatch("^[0-9a-f]{32}$");
            Text(span, "spanId").ShouldMatch("^[0-9a-f]{16}$");
            ulong.Parse(Text(span, "startTimeUnixNano"), CultureInfo.InvariantCulture)
                .ShouldBeLessThanOrEqualTo(ulong.Parse(Text(span, "endTimeUnixNano"), CultureInfo.InvariantCulture));
            (!span.TryGetProperty("parentSpanId", out JsonElement parent) || byId.ContainsKey(parent.GetString()!)).ShouldBeTrue();
            Values(span, "links").ShouldAllBe(link => byId.ContainsKey(Text(link, "spanId")));
        }

        foreach ((int number, RunEvent call) in run.Events.Index().Where(item => item.Item.Kind == RunEventKind.Call))
        {
            JsonElement span = spans.Single(span => Attribute(span, "scalewright.number") == $"{number}");
            span.GetProperty("kind").GetInt32().ShouldBe(3);
            span.TryGetProperty("status", out _).ShouldBe(call.Result.Length > 0);
            Attribute(byId[Text(span, "parentSpanId")], "scalewright.number").ShouldBe($"{call.Parent}");
            Values(span, "events")
                .ShouldAllBe(item =>
                    run.Events[int.Parse(Attribute(item, "scalewright.number")!, CultureInfo.InvariantCulture)].Parent == number
                );
            Attribute(Values(span, "links")[0], "scalewright.linked_event").ShouldBe($"{call.Cause}");
        }

        spans
            .Sum(span => Values(span, "links").Count(link => Attribute(link, "scalewright.relation") == "reads"))
            .ShouldBe(run.Links.Count);
    }

    [Fact]
    public async Task Times_services_and_sources_are_those_of_the_run()
    {
        RunTrace run = new()
        {
            Header = new RunHeader { Epoch = DateTimeOffset.UnixEpoch.AddSeconds(1), Test = "T" },
            Subjects = [new RunSubject(RunSubjectKind.Node, "web-1"), new RunSubject(RunSubjectKind.Program, "web") { Parent = 0 }],
            Events =
            [
                new RunEvent(RunEventKind.Program, 1, new TimeSpan(5), "hostname") { Source = "ShopTests.cs:13", End = new TimeSpan(7) },
            ],
        };

        JsonElement line = (await ExportAsync(run)).ShouldHaveSingleItem();

        line.GetProperty("resourceSpans")
            .EnumerateArray()
            .Select(resource => Attribute(resource.GetProperty("resource"), "service.name"))
            .ShouldBe(["T", "web-1"]);
        JsonElement span = Items(line, "resourceSpans", "scopeSpans", "spans").Last();
        (Text(span, "startTimeUnixNano"), Text(span, "endTimeUnixNano")).ShouldBe(("1000000500", "1000000700"));
        (Attribute(span, "code.file.path"), Attribute(span, "code.line.number")).ShouldBe(("ShopTests.cs", "13"));
    }

    // The tests of the viewer read this file with the official library of OpenTelemetry for JavaScript.
    [Fact]
    public async Task The_export_is_the_text_that_the_official_library_of_OpenTelemetry_accepts()
    {
        byte[] export = await RecordedRun.ExportAsync(
            RunTraceFormat.Otlp,
            RecordedRun.Create(27, 60),
            RecordedRun.CreateArbitrary(new Random(5), "")
        );

        string path = Path.Combine(Repository.Root, "src", "Sdk", "Trace", "viewer", "test", "golden", "otlp.jsonl");
        if (Environment.GetEnvironmentVariable("APPROVE") is "1")
        {
            await File.WriteAllBytesAsync(path, export);
        }

        export.ShouldBe(
            await File.ReadAllBytesAsync(path),
            $"{path} differs; when that is wanted, run the test with APPROVE=1 and npm test otlp.test.ts"
        );
    }

    private static async Task<JsonElement[]> ExportAsync(RunTrace run) =>
        [
            .. Encoding
                .UTF8.GetString(await RecordedRun.ExportAsync(RunTraceFormat.Otlp, run))
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonSerializer.Deserialize<JsonElement>(line)),
        ];

    private static void Check(JsonElement message, string name = "")
    {
        foreach (JsonProperty property in message.EnumerateObject())
        {
            if (name.Length > 0)
            {
                Messages[name].ShouldContain(property.Name);
            }

            foreach (
                JsonElement item in property.Value.ValueKind == JsonValueKind.Array
                    ? [.. property.Value.EnumerateArray()]
                    : new[] { property.Value }
            )
            {
                if (item.ValueKind == JsonValueKind.Object)
                {
                    Check(item, property.Name);
                    continue;
                }

                bool isEnum = property.Name is "kind" or "code";
                item.ValueKind.ShouldBe(isEnum ? JsonValueKind.Number : JsonValueKind.String, property.Name);
            }
        }
    }

    private static IEnumerable<JsonElement> Items(JsonElement line, string resources, string scopes, string items) =>
        line.GetProperty(resources)
            .EnumerateArray()
            .SelectMany(resource => resource.GetProperty(scopes).EnumerateArray())
            .SelectMany(scope => scope.GetProperty(items).EnumerateArray());

    private static JsonElement[] Values(JsonElement message, string name) =>
        message.TryGetProperty(name, out JsonElement values) ? [.. values.EnumerateArray()] : [];

    private static string Text(JsonElement message, string name) => message.GetProperty(name).GetString()!;

    private static string? Attribute(JsonElement message, string key) =>
        Values(message, "attributes")
            .Where(attribute => Text(attribute, "key") == key)
            .Select(attribute => attribute.GetProperty("value").EnumerateObject().Single().Value.GetString())
            .SingleOrDefault();
}
