namespace Scalewright.Generators.Options;

/// <summary>A record whose properties are options, as text.</summary>
/// <param name="Type">The record, fully qualified with <c>global::</c>.</param>
/// <param name="Options">Its options in the order of declaration, inherited ones first.</param>
public sealed record RecordModel(string Type, EquatableArray<OptionModel> Options)
{
    /// <summary>A part of an identifier that is unique in the assembly.</summary>
    public string Identifier => Naming.ToIdentifier(Type.Replace("global::", ""));

    /// <summary>This record and those nested in it, each once, in order of appearance.</summary>
    public IEnumerable<RecordModel> Flatten() => new[] { this }
        .Concat(Options.SelectMany(static option => Nested(option.Value)))
        .GroupBy(static record => record.Type, StringComparer.Ordinal)
        .Select(static group => group.First());

    private static IEnumerable<RecordModel> Nested(ValueModel value) =>
        value.Record?.Flatten() ?? (value.Item is { } item ? Nested(item) : []);
}
