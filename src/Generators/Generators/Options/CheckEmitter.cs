namespace Scalewright.Generators.Options;

/// <summary>Writes the check of options that were set in code; what their types rule out anyway is left out.</summary>
internal static class CheckEmitter
{
    private const string Types = "global::" + KnownNames.OptionsNamespace;

    /// <summary>Writes the binder's <c>Check</c>, unless there is nothing to check.</summary>
    public static void WriteCheck(SourceWriter writer, RecordModel options)
    {
        if (!IsChecked(options))
        {
            return;
        }

        writer.Line();
        writer.Line($"public override void Check(global::Scalewright.Profiles.PluginOptions options, global::Scalewright.ProblemList problems) =>");
        writer.Line($"    {Name(options)}(({options.Type})options, new {Types}.OptionsCheck(problems));");
    }

    /// <summary>Writes the check of one record, unless there is nothing to check.</summary>
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

    private static bool IsChecked(ValueModel value) => value.Kind switch
    {
        ValueKind.Boolean or ValueKind.Duration => false,
        ValueKind.Int32 or ValueKind.Int64 or ValueKind.Decimal => value.Minimum is not null || value.Maximum is not null,
        ValueKind.Text or ValueKind.Node or ValueKind.Map => !value.IsNullable,
        ValueKind.List or ValueKind.Names => !value.IsNullable || IsChecked(value.Item!),
        ValueKind.Record => IsChecked(value.Record!) || (!value.IsNullable && !value.IsValueType),
        _ => true,
    };

    private static string Check(ValueModel value)
    {
        string plain = value.Kind switch
        {
            ValueKind.Int32 or ValueKind.Int64 or ValueKind.Double or ValueKind.Decimal => $"{Types}.OptionChecks.Number<{value.Type}>({BinderEmitter.Bounds(value)})",
            ValueKind.Word => $"{Types}.OptionChecks.Word<{value.Type}>({string.Join(", ", value.Members.Select(static member => Naming.Literal(Naming.ToSnakeCase(member))))})",
            ValueKind.List or ValueKind.Names => $"{Types}.OptionChecks.{value.Kind}<{Named(value.Item!)}>({(IsChecked(value.Item!) ? Check(value.Item!) : "")})",
            ValueKind.Record => $"{Types}.OptionChecks.Record<{value.Type}>({(IsChecked(value.Record!) ? Name(value.Record!) : "")})",
            ValueKind.Node or ValueKind.Map => $"{Types}.OptionChecks.Something<{value.Type}>(\"use a {(value.Kind == ValueKind.Map ? "map" : "value")}\")",
            _ => $"{Types}.OptionChecks.{value.Kind}",
        };
        return value.IsNullable ? $"{Types}.OptionChecks.{(value.IsValueType ? "OrNone" : "OrNull")}({plain})" : plain;
    }

    private static string Named(ValueModel item) => item.IsNullable ? item.Type + "?" : item.Type;

    private static string Name(RecordModel record) => "Check" + record.Identifier;
}
