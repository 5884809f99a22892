namespace Scalewright.Generators.Options;

/// <summary>Writes the binder of an options record.</summary>
internal static class BinderEmitter
{
    private const string Types = "global::" + KnownNames.OptionsNamespace;
    private const string Documents = "global::Scalewright.Documents";

    /// <summary>Full name of a record's binder.</summary>
    public static string BinderName(RecordModel record) => record.Identifier + "Binder";

    /// <summary>The binder's source.</summary>
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
        writer.Line($"public override global::Scalewright.Profiles.PluginOptions Bind({Documents}.DocumentMap profile, global::Scalewright.ProblemList problems) =>");
        writer.Line($"    {ReadName(options)}(new {Types}.OptionsReader(profile, problems));");
        CheckEmitter.WriteCheck(writer, options);
    }

    private static void WriteRead(SourceWriter writer, RecordModel record)
    {
        OptionModel[] parameters = [.. record.Options.Where(static option => option.IsParameter)];
        OptionModel[] required = [.. record.Options.Where(static option => option.IsRequired && !option.IsParameter)];
        OptionModel[] others = [.. record.Options.Where(static option => !option.IsRequired)];
        string created = $"new {record.Type}({string.Join(", ", parameters.Select(static option => $"{Naming.Escape(option.Property)}: {Require(option)}"))})";
        writer.Open($"private static {record.Type} {ReadName(record)}({Types}.OptionsReader reader)");
        WriteObject(writer, others.Length == 0 ? $"return {created}" : $"{record.Type} options = {created}", required.Select(static option => $"{Naming.Escape(option.Property)} = {Require(option)},"));
        if (others.Length > 0)
        {
            WriteObject(writer, "return options with", others.Select(static option => $"{Naming.Escape(option.Property)} = reader.Read({Naming.Literal(option.Key)}, {Reader(option.Value)}, options.{Naming.Escape(option.Property)}),"));
        }

        writer.Close();
    }

    private static void WriteObject(SourceWriter writer, string start, IEnumerable<string> members)
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

    private static string Require(OptionModel option) => $"reader.Require({Naming.Literal(option.Key)}, {Reader(option.Value)}, {Placeholder(option.Value)})";

    private static string Placeholder(ValueModel value) => value switch
    {
        { IsNullable: true } => "null",
        { Kind: ValueKind.Text } => "\"\"",
        { Kind: ValueKind.List } => "[]",
        { Kind: ValueKind.Names or ValueKind.Map } => value.Type + ".Empty",
        _ => "default!",
    };

    private static string Reader(ValueModel value)
    {
        string plain = value.Kind switch
        {
            ValueKind.Int32 or ValueKind.Int64 or ValueKind.Double or ValueKind.Decimal => $"{Types}.NumberTypes.{value.Kind}({Bounds(value)})",
            ValueKind.Word => $"{Types}.OptionTypes.Word<{value.Type}>({string.Join(", ", value.Members.Select(member => $"({Naming.Literal(Naming.ToSnakeCase(member))}, {value.Type}.{Naming.Escape(member)})"))})",
            ValueKind.List or ValueKind.Names => $"{Types}.OptionTypes.{value.Kind}({Reader(value.Item!)})",
            ValueKind.Record => $"{Types}.OptionTypes.Record({Keys(value.Record!)}, {ReadName(value.Record!)})",
            _ => $"{Types}.OptionTypes.{value.Kind}",
        };
        string nullable = value.IsNullable ? $"{Types}.OptionTypes.{(value.IsValueType ? "OrNone" : "OrNull")}({plain})" : plain;
        return value.IsOff ? $"{Types}.OptionTypes.OrOff({nullable})" : nullable;
    }

    /// <summary>The bounds of a number as named arguments; empty: none.</summary>
    public static string Bounds(ValueModel value)
    {
        string suffix = value.Kind switch
        {
            ValueKind.Double => "d",
            ValueKind.Decimal => "m",
            _ => "",
        };
        IEnumerable<string?> bounds =
        [
            value.Minimum is null ? null : $"minimum: {value.Minimum}{suffix}",
            value.Maximum is null ? null : $"maximum: {value.Maximum}{suffix}",
        ];
        return string.Join(", ", bounds.Where(static bound => bound is not null));
    }

    private static string Keys(RecordModel record) => $"[{string.Join(", ", record.Options.Select(static option => Naming.Literal(option.Key)))}]";

    private static string ReadName(RecordModel record) => "Read" + record.Identifier;
}
