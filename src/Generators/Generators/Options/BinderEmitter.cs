namespace Scalewright.Generators.Options;

internal static class BinderEmitter
{
    private const string Types = "global::" + KnownNames.OptionsNamespace;
    private const string Documents = "global::Scalewright.Documents";

    public static string BinderName(RecordModel record) => record.Identifier + "Binder";

    public static string Emit(RecordModel options)
    {
        SourceWriter writer = new();
        writer.Header();
        writer.Line($"/// <summary>Reads <see cref=\"{options.Type}\"/> from a profile.</summary>");
        writer.Open($"internal sealed class {BinderName(options)} : global::{KnownNames.PluginsNamespace}.OptionsBinder");
        WriteFacts(writer, options);
        foreach (RecordModel record in options.Flatten())
        {
            writer.Line();
            WriteRead(writer, record);
            CheckEmitter.WriteRecord(writer, record);
        }

        writer.Close();
        return writer.ToString();
    }

    private static void WriteFacts(SourceWriter writer, RecordModel options)
    {
        writer.Line($"public override global::System.Type OptionsType => typeof({options.Type});");
        writer.Line();
        writer.Line($"public override global::Scalewright.ValueList<string> Keys {{ get; }} = {Keys(options)};");
        writer.Line();
        writer.Line("public override string Schema => \"\"\"");
        writer.Line("    " + SchemaText.Object(options.Options.Select(static option => (option.Key, option)), isClosed: false));
        writer.Line("    \"\"\";");
        writer.Line();
        writer.Line(
            $"public override global::Scalewright.Profiles.PluginOptions Bind({Documents}.DocumentMap "
                + "profile, global::Scalewright.ProblemList problems) =>"
        );
        writer.Line($"    {ReadName(options)}(new {Types}.OptionsReader(profile, problems));");
        CheckEmitter.WriteCheck(writer, options);
    }

    private static void WriteRead(SourceWriter writer, RecordModel record)
    {
        OptionModel[] parameters = [.. record.Options.Where(static option => option.IsParameter)];
        OptionModel[] required = [.. record.Options.Where(static option => option.IsRequired && !option.IsParameter)];
        OptionModel[] optional = [.. record.Options.Where(static option => !option.IsRequired)];
        IEnumerable<string> arguments = parameters.Select(static option => $"{Naming.Escape(option.Property)}: {Require(option)}");
        string created = $"new {record.Type}({string.Join(", ", arguments)})";
        writer.Open($"private static {record.Type} {ReadName(record)}({Types}.OptionsReader reader)");
        WriteObject(
            writer,
            optional.Length == 0 ? $"return {created}" : $"{record.Type} options = {created}",
            required.Select(static option => $"{Naming.Escape(option.Property)} = {Require(option)},")
        );
        if (optional.Length > 0)
        {
            WriteObject(
                writer,
                "return options with",
                optional.Select(static option =>
                    $"{Naming.Escape(option.Property)} = reader.Read({Naming.Literal(option.Key)}, "
                    + $"{Reader(option.Value)}, options.{Naming.Escape(option.Property)}),"
                )
            );
        }

        writer.Close();
    }

    internal static void WriteObject(SourceWriter writer, string start, IEnumerable<string> members)
    {
        string[] lines = [.. members];
        if (lines.Length == 0)
        {
            writer.Line(start + ";");
            return;
        }

        writer.Open(start);
        foreach (string line in lines)
        {
            writer.Line(line);
        }

        writer.Close(";");
    }

    private static string Require(OptionModel option) =>
        $"reader.Require({Naming.Literal(option.Key)}, {Reader(option.Value)}, {Placeholder(option.Value)})";

    private static string Placeholder(ValueModel value) =>
        value switch
        {
            { IsNullable: true } => "null",
            { Kind: ValueKind.Text } => "\"\"",
            { Kind: ValueKind.List } => "[]",
            { Kind: ValueKind.Names or ValueKind.Map } => value.Type + ".Empty",
            _ => "default!",
        };

    internal static string Collection(ValueModel value) => value.Kind == ValueKind.List ? "ListOf" : "MapOf";

    private static string Reader(ValueModel value)
    {
        string plain = value.Kind switch
        {
            ValueKind.Int32 or ValueKind.Int64 or ValueKind.Double or ValueKind.Decimal =>
                $"{Types}.NumberTypes.{value.Kind}({Bounds(value)})",
            ValueKind.Word => $"{Types}.OptionTypes.Choice<{value.Type}>("
                + $"{string.Join(", ", value.Members.Select(member => Choice(value, member)))})",
            ValueKind.List or ValueKind.Names => $"{Types}.OptionTypes.{Collection(value)}({Reader(value.Item!)}{After(Limits(value))})",
            ValueKind.Text when Limits(value) is { Length: > 0 } limits => $"{Types}.OptionTypes.LimitedText({limits})",
            ValueKind.Record => $"{Types}.OptionTypes.Record({Keys(value.Record!)}, {ReadName(value.Record!)})",
            _ => $"{Types}.OptionTypes.{value.Kind}",
        };
        string nullable = value.IsNullable ? $"{Types}.OptionTypes.{(value.IsValueType ? "OrNullValue" : "OrNull")}({plain})" : plain;
        return value.IsOff ? $"{Types}.OptionTypes.OrFalse({nullable})" : nullable;
    }

    internal static string Choice(ValueModel value, string member) => $"({NameLiteral(member)}, {value.Type}.{Naming.Escape(member)})";

    /// <summary>Returns the name of an enum member in profiles, as a literal.</summary>
    internal static string NameLiteral(string member) => Naming.Literal(Naming.ToSnakeCase(member));

    /// <summary>Returns the bounds of a number as named arguments, or an empty text.</summary>
    public static string Bounds(ValueModel value)
    {
        string suffix = value.Kind switch
        {
            ValueKind.Double => "d",
            ValueKind.Decimal => "m",
            _ => "",
        };
        string? minimum = value.Minimum is null ? null : $"minimum: {value.Minimum}{suffix}";
        string? maximum = value.Maximum is null ? null : $"maximum: {value.Maximum}{suffix}";
        IEnumerable<string?> bounds = [minimum, maximum];
        return string.Join(", ", bounds.Where(static bound => bound is not null));
    }

    /// <summary>Returns length and pattern as named arguments, or an empty text.</summary>
    public static string Limits(ValueModel value)
    {
        List<string> limits = [];
        if (value.Length is { Minimum: > 0 and var minimum })
        {
            limits.Add($"minLength: {Digits(minimum)}");
        }

        if (value.Length is { Maximum: < int.MaxValue and var maximum })
        {
            limits.Add($"maxLength: {Digits(maximum)}");
        }

        if (value.Pattern is { } pattern)
        {
            limits.Add($"pattern: {Naming.Literal(pattern)}");
        }

        if (value.PatternDescription is { } description)
        {
            limits.Add($"description: {Naming.Literal(description)}");
        }

        return string.Join(", ", limits);
    }

    public static string Digits(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string After(string arguments) => arguments.Length == 0 ? "" : ", " + arguments;

    private static string Keys(RecordModel record) =>
        $"[{string.Join(", ", record.Options.Select(static option => Naming.Literal(option.Key)))}]";

    private static string ReadName(RecordModel record) => "Read" + record.Identifier;
}

/// <summary>Writes the check of options set in code. Omits conditions that the types already ensure.</summary>
internal static class CheckEmitter
{
    private const string Types = "global::" + KnownNames.OptionsNamespace;

    public static void WriteCheck(SourceWriter writer, RecordModel options)
    {
        if (!IsChecked(options))
        {
            return;
        }

        writer.Line();
        writer.Line(
            "public override void Check(global::Scalewright.Profiles.PluginOptions options, "
                + "global::Scalewright.ProblemList problems) =>"
        );
        writer.Line($"    {Name(options)}(({options.Type})options, new {Types}.OptionsCheck(problems));");
    }

    public static void WriteRecord(SourceWriter writer, RecordModel record)
    {
        if (!IsChecked(record))
        {
            return;
        }

        writer.Line();
        writer.Open($"private static void {Name(record)}({record.Type} options, {Types}.OptionsCheck check)");
        foreach (OptionModel option in record.Options.Where(static option => IsChecked(option.Value)))
        {
            writer.Line($"check.Check({Naming.Literal(option.Key)}, options.{Naming.Escape(option.Property)}, {Check(option.Value)});");
        }

        writer.Close();
    }

    private static bool IsChecked(RecordModel record) => record.Options.Any(static option => IsChecked(option.Value));

    private static bool IsChecked(ValueModel value) =>
        value.Kind switch
        {
            ValueKind.Boolean or ValueKind.Duration or ValueKind.IPNetwork => false,
            ValueKind.Int32 or ValueKind.Int64 or ValueKind.Decimal => value.Minimum is not null || value.Maximum is not null,
            ValueKind.Text => !value.IsNullable || BinderEmitter.Limits(value).Length > 0,
            ValueKind.IPAddress or ValueKind.Node or ValueKind.Map => !value.IsNullable,
            ValueKind.List or ValueKind.Names => !value.IsNullable || IsChecked(value.Item!) || BinderEmitter.Limits(value).Length > 0,
            ValueKind.Record => IsChecked(value.Record!) || (!value.IsNullable && !value.IsValueType),
            _ => true,
        };

    private static string Check(ValueModel value)
    {
        string plain = value.Kind switch
        {
            ValueKind.Int32 or ValueKind.Int64 or ValueKind.Double or ValueKind.Decimal =>
                $"{Types}.OptionChecks.Number<{value.Type}>({BinderEmitter.Bounds(value)})",
            ValueKind.Word => $"{Types}.OptionChecks.Choice<{value.Type}>("
                + $"{string.Join(", ", value.Members.Select(static member => BinderEmitter.NameLiteral(member)))})",
            ValueKind.List or ValueKind.Names => $"{Types}.OptionChecks.{BinderEmitter.Collection(value)}<{Named(value.Item!)}>("
                + $"{Arguments(value)})",
            ValueKind.Text when BinderEmitter.Limits(value) is { Length: > 0 } limits => $"{Types}.OptionChecks.LimitedText({limits})",
            ValueKind.Record => $"{Types}.OptionChecks.Record<{value.Type}>({(IsChecked(value.Record!) ? Name(value.Record!) : "")})",
            ValueKind.Node or ValueKind.Map => $"{Types}.OptionChecks.NotNull<{value.Type}>(\"use a "
                + $"{(value.Kind == ValueKind.Map ? "map" : "value")}\")",
            _ => $"{Types}.OptionChecks.{value.Kind}",
        };
        return value.IsNullable ? $"{Types}.OptionChecks.{(value.IsValueType ? "OrNullValue" : "OrNull")}({plain})" : plain;
    }

    private static string Arguments(ValueModel collection)
    {
        IEnumerable<string> arguments = [IsChecked(collection.Item!) ? Check(collection.Item!) : "", BinderEmitter.Limits(collection)];
        return string.Join(", ", arguments.Where(static argument => argument.Length > 0));
    }

    private static string Named(ValueModel model) => model.IsNullable ? model.Type + "?" : model.Type;

    private static string Name(RecordModel record) => "Check" + record.Identifier;
}

/// <summary>Writes options as JSON schema, draft 2020-12.</summary>
internal static class SchemaText
{
    // Same pattern as DurationParser.Pattern of the SDK.
    private const string DurationPattern =
        "^([0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]+)?(ms|s|m|h|d))+$|^([0-9]+\\.)?[0-9]{1,2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,7})?$";

    private const string NetworkPattern = "^[0-9A-Fa-f:.]+/(0|[1-9][0-9]{0,2})$";

    // The schema of profiles defines networks; see OptionsBinder.Schema.
    private const string NetworkType = "global::Scalewright.Profiles.NetworkTemplate";

    /// <summary>Maps of every profile. Their other keys are unknown here.</summary>
    private static readonly string[] Shared = ["node_template", "container_template"];

    /// <summary>Returns the members of an object schema. Dotted keys become nested objects.</summary>
    /// <param name="options">Options with the remaining part of their keys.</param>
    /// <param name="isClosed">True if the object has no other keys.</param>
    public static string Object(IEnumerable<(string Key, OptionModel Option)> options, bool isClosed)
    {
        IGrouping<string, (string Key, OptionModel Option)>[] groups =
        [
            .. options.GroupBy(static entry => Head(entry.Key), StringComparer.Ordinal),
        ];
        string[] required =
        [
            .. groups
                .Where(static group => group.Any(static entry => entry.Option.IsRequired))
                .Select(static group => Json.Text(group.Key)),
        ];
        string? additional = isClosed ? "false" : null;
        return Json.Object(
            ("type", "\"object\""),
            (
                "properties",
                Json.Object(
                    groups.Select(group =>
                        (group.Key, (string?)NewMember(group, isClosed || !Shared.Contains(group.Key, StringComparer.Ordinal)))
                    )
                )
            ),
            ("required", required.Length == 0 ? null : Json.List(required)),
            ("additionalProperties", additional)
        );
    }

    private static string NewMember(IGrouping<string, (string Key, OptionModel Option)> group, bool isClosed) =>
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
        string[] none = value.IsNullable ? ["{\"type\": \"null\"}"] : [];
        string[] off = value.IsOff ? ["{\"const\": false}"] : [];
        string[] alternatives = [.. none, .. off];
        return alternatives.Length > 0 ? Json.Object([("anyOf", Json.List([Plain(value, []), .. alternatives])), .. notes]) : plain;
    }

    private static string Plain(ValueModel value, IEnumerable<(string, string?)> notes) =>
        value.Kind switch
        {
            ValueKind.Record when value.Record!.Type == NetworkType => Json.Object([("$ref", "\"#/$defs/network\""), .. notes]),
            ValueKind.Record => Merge(Object(value.Record!.Options.Select(static option => (option.Key, option)), isClosed: true), notes),
            ValueKind.Node => Json.Object(notes),
            _ => Json.Object([.. Members(value), .. notes]),
        };

    private static IEnumerable<(string, string?)> Members(ValueModel value) =>
        value.Kind switch
        {
            ValueKind.Text =>
            [
                ("type", "\"string\""),
                .. Lengths(value, "minLength", "maxLength"),
                ("pattern", value.Pattern is { } pattern ? Json.Text($"^(?:{pattern})$") : null),
            ],
            ValueKind.Boolean => [("type", "\"boolean\"")],
            ValueKind.Int32 or ValueKind.Int64 => [("type", "\"integer\""), ("minimum", value.Minimum), ("maximum", value.Maximum)],
            ValueKind.Double or ValueKind.Decimal => [("type", "\"number\""), ("minimum", value.Minimum), ("maximum", value.Maximum)],
            ValueKind.Duration => [("type", "\"string\""), ("pattern", Json.Text(DurationPattern))],
            ValueKind.Uri => [("type", "\"string\""), ("format", "\"uri\"")],
            ValueKind.IPAddress => [("type", "\"string\""), ("anyOf", Json.List(["{\"format\": \"ipv4\"}", "{\"format\": \"ipv6\"}"]))],
            ValueKind.IPNetwork or ValueKind.Subnet => [("type", "\"string\""), ("pattern", Json.Text(NetworkPattern))],
            ValueKind.Word => [("enum", Json.List(value.Members.Select(static member => Json.Text(Naming.ToSnakeCase(member)))))],
            ValueKind.List => [("type", "\"array\""), ("items", Value(value.Item!)), .. Lengths(value, "minItems", "maxItems")],
            ValueKind.Names =>
            [
                ("type", "\"object\""),
                ("additionalProperties", Value(value.Item!)),
                .. Lengths(value, "minProperties", "maxProperties"),
            ],
            _ => [("type", "\"object\"")],
        };

    private static IEnumerable<(string, string?)> Lengths(ValueModel value, string minimum, string maximum)
    {
        if (value.Length is { Minimum: > 0 and var least })
        {
            yield return (minimum, BinderEmitter.Digits(least));
        }

        if (value.Length is { Maximum: < int.MaxValue and var most })
        {
            yield return (maximum, BinderEmitter.Digits(most));
        }
    }

    private static string Merge(string json, IEnumerable<(string, string?)> members)
    {
        string rest = Json.Object(members);
        return rest == "{}" ? json : $"{json.Substring(0, json.Length - 1)}, {rest.Substring(1)}";
    }
}
