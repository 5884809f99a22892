using System.ComponentModel;
using System.Text.Encodings.Web;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;

namespace Scalewright.Tool.Output;

/// <summary>JSON schemas of the <c>--json</c> output, derived from the printed types.</summary>
internal static class OutputSchemas
{
    private const string Draft = "https://json-schema.org/draft/2020-12/schema";

    // The texts are trusted, so apostrophes need no escaping.
    private static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly JsonSchemaExporterOptions Exporter = new()
    {
        TreatNullObliviousAsNonNullable = true,
        TransformSchemaNode = Describe,
    };

    private static readonly (string Verb, JsonTypeInfo Result)[] Results =
    [
        ("plan", ToolJson.Default.PlanVerbOutput),
        ("validate", ToolJson.Default.ValidateOutput),
        ("apply", ToolJson.Default.ChangeOutput),
        ("scale", ToolJson.Default.ChangeOutput),
        ("status", ToolJson.Default.StatusOutput),
        ("watch", ToolJson.Default.WatchOutput),
        ("list", ToolJson.Default.ListOutput),
        ("exec", ToolJson.Default.ExecOutput),
        ("cp", ToolJson.Default.CopyOutput),
        ("logs", ToolJson.Default.LogLineOutput),
        ("decisions", ToolJson.Default.DecisionsOutput),
        ("destroy", ToolJson.Default.RemovalOutput),
        ("adopt", ToolJson.Default.ChangeOutput),
        ("repair", ToolJson.Default.RepairOutput),
        ("reap", ToolJson.Default.RemovalOutput),
        ("experiment", ToolJson.Default.ExperimentOutput),
        ("report", ToolJson.Default.ReportOutput),
        ("export", ToolJson.Default.ExportOutput),
        ("replay", ToolJson.Default.ReplayOutput),
        ("explore", ToolJson.Default.ExploreOutput),
        ("trace", ToolJson.Default.TraceOutput),
        ("trace serve", ToolJson.Default.ServeOutput),
        ("schema", ToolJson.Default.SchemaOutput),
        ("providers", ToolJson.Default.ProvidersOutput),
        ("completion", ToolJson.Default.CompletionOutput),
    ];

    /// <summary>Verbs, in the order of the help.</summary>
    public static IReadOnlyList<string> Verbs { get; } = [.. Results.Select(entry => entry.Verb)];

    /// <summary>Returns the schema of a verb's output; null for an unknown verb.</summary>
    /// <remarks><c>logs</c>, <c>watch</c> and <c>trace serve</c> print one object per line. All other verbs print one
    /// document.</remarks>
    public static string? Write(string verb)
    {
        (string name, JsonTypeInfo result) = Results.FirstOrDefault(entry => entry.Verb == verb);
        if (name is null)
        {
            return null;
        }

        JsonObject schema = verb is "logs" or "watch" or "trace serve" ? Line(result) : Document(verb, result);
        return schema.ToJsonString(Format) + "\n";
    }

    private static JsonObject Line(JsonTypeInfo type)
    {
        JsonObject schema = new() { ["$schema"] = Draft };
        foreach ((string key, JsonNode? value) in Export(type, "#"))
        {
            schema[key] = value?.DeepClone();
        }

        return schema;
    }

    private static JsonObject Document(string verb, JsonTypeInfo result) =>
        new()
        {
            ["$schema"] = Draft,
            ["title"] = $"scalewright {verb} --json",
            ["type"] = "object",
            ["properties"] = new JsonObject
            {
                ["verb"] = new JsonObject { ["const"] = verb },
                ["exitCode"] = new JsonObject { ["description"] = "Exit code of the tool.", ["enum"] = new JsonArray(0, 1, 2, 130, 143) },
                ["problems"] = new JsonObject
                {
                    ["description"] = "Errors and warnings.",
                    ["type"] = "array",
                    ["items"] = Export(ToolJson.Default.ProblemOutput, "#/properties/problems/items"),
                },
                ["result"] = new JsonObject
                {
                    ["description"] = "Result of the verb; null after a failure without a result.",
                    ["anyOf"] = new JsonArray(new JsonObject { ["type"] = "null" }, Export(result, "#/properties/result/anyOf/1")),
                },
            },
            ["required"] = new JsonArray("verb", "exitCode", "problems", "result"),
            ["additionalProperties"] = false,
        };

    /// <param name="position">JSON pointer of the schema. A repeated type refers to its first position.</param>
    private static JsonObject Export(JsonTypeInfo type, string position)
    {
        JsonObject schema = (JsonObject)type.GetJsonSchemaAsNode(Exporter);
        RebaseReferences(schema, position);
        return schema;
    }

    private static void RebaseReferences(JsonNode? node, string position)
    {
        foreach (JsonNode? item in node as JsonArray ?? [])
        {
            RebaseReferences(item, position);
        }

        foreach ((string key, JsonNode? value) in (node as JsonObject)?.ToArray() ?? [])
        {
            if (key == "$ref")
            {
                node![key] = position + value!.GetValue<string>()[1..];
            }
            else
            {
                RebaseReferences(value, position);
            }
        }
    }

    private static JsonNode Describe(JsonSchemaExporterContext context, JsonNode node)
    {
        if (node is not JsonObject schema)
        {
            return node;
        }

        if (schema.ContainsKey("properties"))
        {
            schema["additionalProperties"] = false;
        }

        if (Find<DescriptionAttribute>(context.PropertyInfo?.AttributeProvider) is { } about)
        {
            schema.Insert(0, "description", about.Description);
        }

        return schema;
    }

    private static T? Find<T>(System.Reflection.ICustomAttributeProvider? provider)
        where T : Attribute => provider?.GetCustomAttributes(typeof(T), inherit: false).OfType<T>().FirstOrDefault();
}
