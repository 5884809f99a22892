using System.Text.RegularExpressions;

namespace Tests.Shared;

/// <summary>Supports the keywords of profile schemas (JSON Schema draft 2020-12, core and validation).</summary>
public sealed class SchemaCheck(JsonElement root)
{
    private static readonly string[] Annotations = ["$schema", "$defs", "title", "description", "default", "deprecated", "format", "then"];

    /// <summary>Throws for an unknown keyword.</summary>
    public bool IsValid(JsonElement value) => IsValid(value, root);

    private bool IsValid(JsonElement value, JsonElement schema) =>
        schema.ValueKind switch
        {
            JsonValueKind.True => true,
            JsonValueKind.False => false,
            _ => schema.EnumerateObject().All(keyword => Annotations.Contains(keyword.Name) || Keeps(value, schema, keyword)),
        };

    private bool Keeps(JsonElement value, JsonElement schema, JsonProperty keyword) =>
        keyword.Name switch
        {
            "$ref" => IsValid(value, root.GetProperty("$defs").GetProperty(keyword.Value.GetString()!["#/$defs/".Length..])),
            "type" => keyword.Value.ValueKind == JsonValueKind.Array
                ? keyword.Value.EnumerateArray().Any(type => IsType(value, type.GetString()!))
                : IsType(value, keyword.Value.GetString()!),
            "const" => JsonElement.DeepEquals(value, keyword.Value),
            "enum" => keyword.Value.EnumerateArray().Any(one => JsonElement.DeepEquals(value, one)),
            "minimum" => value.ValueKind != JsonValueKind.Number || value.GetDouble() >= keyword.Value.GetDouble(),
            "maximum" => value.ValueKind != JsonValueKind.Number || value.GetDouble() <= keyword.Value.GetDouble(),
            "pattern" => value.ValueKind != JsonValueKind.String
                || Regex.IsMatch(value.GetString()!, keyword.Value.GetString()!, RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)),
            "maxItems" => value.ValueKind != JsonValueKind.Array || value.GetArrayLength() <= keyword.Value.GetInt32(),
            "items" => value.ValueKind != JsonValueKind.Array || value.EnumerateArray().All(item => IsValid(item, keyword.Value)),
            "contains" => value.ValueKind != JsonValueKind.Array || value.EnumerateArray().Any(item => IsValid(item, keyword.Value)),
            "required" => value.ValueKind != JsonValueKind.Object
                || keyword.Value.EnumerateArray().All(key => value.TryGetProperty(key.GetString()!, out _)),
            "properties" => value.ValueKind != JsonValueKind.Object
                || keyword
                    .Value.EnumerateObject()
                    .All(property => !value.TryGetProperty(property.Name, out JsonElement member) || IsValid(member, property.Value)),
            "propertyNames" => value.ValueKind != JsonValueKind.Object
                || value
                    .EnumerateObject()
                    .All(member => keyword.Value.GetProperty("enum").EnumerateArray().Any(key => key.GetString() == member.Name)),
            "additionalProperties" => value.ValueKind != JsonValueKind.Object
                || Others(value, schema).All(member => IsValid(member, keyword.Value)),
            "allOf" => keyword.Value.EnumerateArray().All(part => IsValid(value, part)),
            "anyOf" => keyword.Value.EnumerateArray().Any(part => IsValid(value, part)),
            "not" => !IsValid(value, keyword.Value),
            "if" => !IsValid(value, keyword.Value) || IsValid(value, schema.GetProperty("then")),
            _ => throw new NotSupportedException(keyword.Name),
        };

    private static IEnumerable<JsonElement> Others(JsonElement value, JsonElement schema) =>
        value
            .EnumerateObject()
            .Where(member => !schema.TryGetProperty("properties", out JsonElement known) || !known.TryGetProperty(member.Name, out _))
            .Select(member => member.Value);

    private static bool IsType(JsonElement value, string type) =>
        type switch
        {
            "integer" => value.ValueKind == JsonValueKind.Number && value.GetDouble() % 1 == 0,
            "number" => value.ValueKind == JsonValueKind.Number,
            "string" => value.ValueKind == JsonValueKind.String,
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "array" => value.ValueKind == JsonValueKind.Array,
            "object" => value.ValueKind == JsonValueKind.Object,
            _ => value.ValueKind == JsonValueKind.Null,
        };
}
