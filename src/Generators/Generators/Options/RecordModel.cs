namespace Scalewright.Generators.Options;

/// <summary>Record whose properties are options, as text.</summary>
/// <param name="Type">The record, fully qualified with <c>global::</c>.</param>
/// <param name="Options">Options in the order of declaration, inherited ones first.</param>
internal sealed record RecordModel(string Type, EquatableArray<OptionModel> Options)
{
    /// <summary>Part of an identifier that is unique in the assembly.</summary>
    public string Identifier => Naming.ToIdentifier(Type.Replace("global::", ""));

    /// <summary>Returns this record and its nested records, each once.</summary>
    public IEnumerable<RecordModel> Flatten() =>
        new[] { this }
            .Concat(Options.SelectMany(static option => Nested(option.Value)))
            .GroupBy(static record => record.Type, StringComparer.Ordinal)
            .Select(static group => group.First());

    private static IEnumerable<RecordModel> Nested(ValueModel value) =>
        value.Record?.Flatten() ?? (value.Item is { } model ? Nested(model) : []);
}
