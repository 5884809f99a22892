namespace Scalewright.Generators.Options;

/// <summary>Writes options as JSON schema, draft 2020-12.</summary>
internal static class SchemaText
{
    // The same pattern as DurationText.Pattern of the SDK.
    private const string DurationPattern = "^([0-9]+(\\.[0-9]+)?(ms|s|m|h|d))+$|^([0-9]+\\.)?[0-9]{1,2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,7})?$";

    // Networks are written alike everywhere: the schema of profiles describes them, and OptionsBinder.Schema says so.
    private const string NetworkType = "global::Scalewright.Profiles.NetworkTemplate";

    /// <summary>Maps that every profile has: what others read in them is not known here.</summary>
    private static readonly string[] Shared = ["node_template", "container_template"];

    /// <summary>The members of an object schema; dotted keys become nested objects.</summary>
    /// <param name="options">The options with the rest of their keys.</param>
    /// <param name="isClosed">True when the object has no other keys.</param>
    public static string Object(IEnumerable<(string Key, OptionModel Option)> options, bool isClosed)
    {
        IGrouping<string, (string Key, OptionModel Option)>[] groups = [.. options.GroupBy(static entry => Head(entry.Key), StringComparer.Ordinal)];
        string[] required = [.. groups.Where(static group => group.Any(static entry => entry.Option.IsRequired)).Select(static group => Json.Text(group.Key))];
        return Json.Object(
            ("type", "\"object\""),
            ("properties", Json.Object(groups.Select(group => (group.Key, (string?)Member(group, isClosed || !Shared.Contains(group.Key, StringComparer.Ordinal)))))),
            ("required", required.Length == 0 ? null : Json.List(required)),
            ("additionalProperties", isClosed ? "false" : null));
    }

    private static string Member(IGrouping<string, (string Key, OptionModel Option)> group, bool isClosed) =>
        group.FirstOrDefault(static entry => !entry.Key.Contains(".")) is { Option: { } option }
            ? Value(option.Value, option.Description, option.Default)
            : Object(group.Select(static entry => (entry.Key.Substring(entry.Key.IndexOf('.') + 1), entry.Option)), isClosed);

    private static string Head(string key) => key.Split('.')[0];

    private static string Value(ValueModel value, string? description = null, string? fallback = null)
    {
        IEnumerable<(string, string?)> notes =
        [
            ("description", string.IsNullOrEmpty(description) ? null : Json.Text(description!)),
            ("default", fallback),
        ];
        string plain = Plain(value, notes);
        string[] others = [.. value.IsNullable ? ["{\"type\": \"null\"}"] : Array.Empty<string>(), .. value.IsOff ? ["{\"const\": false}"] : Array.Empty<string>()];
        return others.Length > 0
            ? Json.Object([("anyOf", Json.List([Plain(value, []), .. others])), .. notes])
            : plain;
    }

    private static string Plain(ValueModel value, IEnumerable<(string, string?)> notes) => value.Kind switch
    {
        ValueKind.Record when value.Record!.Type == NetworkType => Json.Object([("$ref", "\"#/$defs/network\""), .. notes]),
        ValueKind.Record => Merge(Object(value.Record!.Options.Select(static option => (option.Key, option)), isClosed: true), notes),
        ValueKind.Node => Json.Object(notes),
        _ => Json.Object([.. Members(value), .. notes]),
    };

    private static IEnumerable<(string, string?)> Members(ValueModel value) => value.Kind switch
    {
        ValueKind.Text => [("type", "\"string\"")],
        ValueKind.Boolean => [("type", "\"boolean\"")],
        ValueKind.Int32 or ValueKind.Int64 => [("type", "\"integer\""), ("minimum", value.Minimum), ("maximum", value.Maximum)],
        ValueKind.Double or ValueKind.Decimal => [("type", "\"number\""), ("minimum", value.Minimum), ("maximum", value.Maximum)],
        ValueKind.Duration => [("type", "\"string\""), ("pattern", Json.Text(DurationPattern))],
        ValueKind.Address => [("type", "\"string\""), ("format", "\"uri\"")],
        ValueKind.Word => [("enum", Json.List(value.Members.Select(static member => Json.Text(Naming.ToSnakeCase(member)))))],
        ValueKind.List => [("type", "\"array\""), ("items", Value(value.Item!))],
        ValueKind.Names => [("type", "\"object\""), ("additionalProperties", Value(value.Item!))],
        _ => [("type", "\"object\"")],
    };

    /// <summary>Adds members to the end of an object.</summary>
    private static string Merge(string json, IEnumerable<(string, string?)> members)
    {
        string rest = Json.Object(members);
        return rest == "{}" ? json : $"{json.Substring(0, json.Length - 1)}, {rest.Substring(1)}";
    }
}
