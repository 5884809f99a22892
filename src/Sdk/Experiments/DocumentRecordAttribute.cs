using Scalewright.Experiments.Reading;

namespace Scalewright.Experiments;

/// <summary>
/// Generates <c>DocumentRecords.Read…</c>, which reads the record from a map. Keys are the names of the properties in
/// snake case, and defaults those of the record. Unknown keys are errors.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class DocumentRecordAttribute : Attribute
{
    /// <summary>True if the map has other keys, which other code reads. Default false.</summary>
    public bool IsPart { get; init; }
}

/// <summary>Determines how a property of a record with <see cref="DocumentRecordAttribute"/> is read.</summary>
/// <param name="key">The key; null for the name of the property in snake case.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class DocumentFieldAttribute(string? key = null) : Attribute
{
    /// <summary>The key; null for the name of the property in snake case.</summary>
    public string? Key => key;

    /// <summary>Description of the value of a required key, for messages. Default null: the key is optional.</summary>
    public string? Advice { get; init; }

    /// <summary>Method of <see cref="ExperimentFieldReader"/> that reads the value. Default null: by the type.</summary>
    public string? Reader { get; init; }
}
