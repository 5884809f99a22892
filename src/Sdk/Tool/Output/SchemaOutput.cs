using System.ComponentModel;
using System.Text.Json.Nodes;

namespace Scalewright.Tool.Output;

/// <summary>Result of 'schema'.</summary>
[Description("Result of 'schema'.")]
internal sealed record SchemaOutput(
    [property: Description("The schema; null when it was written to a file.")] JsonNode? Schema,
    [property: Description("The file that was written; null when there is none.")] string? File);
