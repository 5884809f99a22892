using System.Text.Json.Nodes;

namespace Scalewright.Storage.Importing;

/// <summary>Value of a file with its position. A wrong value adds a problem, and reading continues.</summary>
internal readonly record struct ImportNode(JsonNode? Node, string Source, string Field, List<Problem> Problems)
{
    public ImportNode this[string key] => new((Node as JsonObject)?[key], Source, Field.Length == 0 ? key : $"{Field}.{key}", Problems);

    public bool IsThere => Node is not null;

    /// <summary>Parses a whole file. Adds problems if it is not a JSON object.</summary>
    public static ImportNode Parse(string text, string source, List<Problem> problems)
    {
        JsonObject? root = null;
        try
        {
            root = JsonNode.Parse(text) as JsonObject;
            Touch(root);
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            problems.Add(
                new Problem(
                    ProblemCode.StateCorrupt,
                    $"is not JSON: {TextEscaping.Escape(exception.Message)}",
                    "give the file as the simulator wrote it"
                )
                {
                    Source = source,
                }
            );
            return new ImportNode(null, source, "", []);
        }

        ImportNode node = new(root, source, "", problems);
        return root is null ? node.AddError("is not an object", "give an object") with { Problems = [] } : node;
    }

    public IEnumerable<KeyValuePair<string, ImportNode>> Entries()
    {
        if (Node is not JsonObject entries)
        {
            AddError("is not an object", "give an object");
            return [];
        }

        ImportNode self = this;
        return entries.Select(entry => KeyValuePair.Create(entry.Key, self[entry.Key])).ToArray();
    }

    public IEnumerable<KeyValuePair<string, ImportNode>> MaybeEntries() => IsThere ? Entries() : [];

    public ImportNode[] Items()
    {
        if (Node is not JsonArray items)
        {
            AddError("is not a list", "give a list");
            return [];
        }

        ImportNode self = this;
        return [.. items.Select((item, index) => self with { Node = item, Field = $"{self.Field}[{index}]" })];
    }

    public string Text() => MaybeText() ?? Missing("a text", "");

    public string? MaybeText() => Node is JsonValue value && value.TryGetValue(out string? text) ? text : Other("a text", (string?)null);

    public long Long() => MaybeLong() ?? Missing("a whole number", 0L);

    public int Whole() => MaybeWhole() ?? Missing("a whole number", 0);

    public int? MaybeWhole() =>
        MaybeLong() switch
        {
            null => null,
            long number and >= int.MinValue and <= int.MaxValue => (int)number,
            _ => Other("a whole number of 32 bits", (int?)null),
        };

    public bool Flag() => MaybeFlag() ?? Missing("true or false", false);

    public bool? MaybeFlag() => Node is JsonValue value && value.TryGetValue(out bool flag) ? flag : Other("true or false", (bool?)null);

    public ImportNode AddError(string found, string advice, ProblemCode? code = null)
    {
        Problems.Add(new Problem(code ?? ProblemCode.WrongType, found, advice) { Source = Source, Field = Field });
        return this;
    }

    private long? MaybeLong() =>
        Node is JsonValue value && value.TryGetValue(out long number) ? number : Other("a whole number", (long?)null);

    private T Missing<T>(string expected, T instead)
    {
        if (Node is null)
        {
            AddError("is missing", $"give {expected}", ProblemCode.MissingField);
        }

        return instead;
    }

    private T Other<T>(string expected, T instead)
    {
        if (Node is not null)
        {
            AddError($"is {TextEscaping.Escape(Node.ToJsonString())}", $"give {expected}");
        }

        return instead;
    }

    /// <summary>JsonNode detects a duplicate name when an object is first accessed.</summary>
    private static void Touch(JsonNode? node)
    {
        foreach (
            JsonNode? inner in node switch
            {
                JsonObject entries => entries.Select(entry => entry.Value),
                JsonArray items => items,
                _ => [],
            }
        )
        {
            Touch(inner);
        }
    }
}
