using Scalewright.Generators.Options;

namespace Scalewright.Generators.Documents;

/// <summary>Writes one method for each record, which reports problems in the order of the properties.</summary>
internal static class DocumentRecordEmitter
{
    public static string Emit(EquatableArray<DocumentRecordModel> records)
    {
        SourceWriter writer = new();
        writer.Header();
        writer.Line("using System.Linq;");
        writer.Line("using Scalewright.Experiments.Reading;");
        writer.Line();
        writer.Line("/// <summary>Reads records from maps of definitions.</summary>");
        writer.Open("internal static class DocumentRecords");
        foreach (DocumentRecordModel record in records)
        {
            if (record != records[0])
            {
                writer.Line();
            }

            WriteRead(writer, record);
        }

        writer.Close();
        return writer.ToString();
    }

    private static void WriteRead(SourceWriter writer, DocumentRecordModel model)
    {
        RecordModel record = model.Record;
        OptionModel[] others = [.. record.Options.Where(static option => !option.IsParameter)];
        IEnumerable<string> arguments = record
            .Options.Where(static option => option.IsParameter)
            .Select(static option => $"{Naming.Escape(option.Property)}: {Read(option, Fallback(option))}");
        writer.Open($"public static {record.Type} {Name(record.Type)}(ExperimentFieldReader fields)");
        writer.Line($"{record.Type} record = new({string.Join(", ", arguments)});");
        if (others.Length > 0)
        {
            BinderEmitter.WriteObject(
                writer,
                "record = record with",
                others.Select(static option =>
                    $"{Naming.Escape(option.Property)} = {Read(option, $"record.{Naming.Escape(option.Property)}")},"
                )
            );
        }

        writer.Line(model.IsPart ? "return record;" : "return fields.Close(record);");
        writer.Close();
    }

    private static string Fallback(OptionModel option) =>
        option switch
        {
            { Default: { } name } => name,
            { Value.Kind: ValueKind.Text } => "\"\"",
            _ => $"default({option.Value.Type})",
        };

    private static string Read(OptionModel option, string fallback)
    {
        ValueModel value = option.Value;
        string key = Naming.Literal(option.Key);
        bool isOptional = value.IsNullable && value.Kind != ValueKind.Record;
        string read = Read(option, key, isOptional ? Fallback(option) : fallback);
        return isOptional ? $"fields.Has({key}) ? {read} : {fallback}" : read;
    }

    private static string Read(OptionModel option, string key, string fallback)
    {
        ValueModel value = option.Value;
        string need = option.Advice is { } advice ? $"fields.Need({key}, {Naming.Literal(advice)})" : "fields";
        return value.Kind switch
        {
            _ when option.Reader is { } reader => $"{need}.{reader}({key}, {fallback})",
            ValueKind.Text when option.Advice is not null => $"fields.Require({key}, {Naming.Literal(option.Advice)})",
            ValueKind.Record => $"fields.Section({key}, {Name(value.Type)}) ?? {fallback}",
            ValueKind.List when value.Item!.Record is { } item => $"[.. fields.Maps({key}).Select({Name(item.Type)})]",
            ValueKind.List => $"fields.Texts({key})",
            ValueKind.Names => $"fields.TextMap({key})",
            ValueKind.Word =>
                $"fields.Keyword({key}, {fallback}, {string.Join(", ", value.Members.Select(member => BinderEmitter.Choice(value, member)))})",
            ValueKind.Int32 or ValueKind.Int64 => $"{need}.Whole({key}, {fallback}{Unit(option.Property)})",
            _ => $"{need}.{value.Kind}({key}, {fallback})",
        };
    }

    private static string Unit(string property) => property.EndsWith("MiB", StringComparison.Ordinal) ? ", \" of MiB\"" : "";

    private static string Name(string type) => "Read" + type.Substring(type.LastIndexOf('.') + 1);
}
