using Scalewright.Generators.Options;

namespace Scalewright.Generators.Documents;

/// <summary>Record that is read from a map of a definition.</summary>
/// <param name="Record">The record.</param>
/// <param name="IsPart">True if the map has other keys, which other code reads.</param>
internal sealed record DocumentRecordModel(RecordModel Record, bool IsPart)
{
    public static DocumentRecordModel? Read(INamedTypeSymbol type, AttributeData attribute) =>
        RecordReader.Read(type, new Stack<ITypeSymbol>()) is { } record
            ? new DocumentRecordModel(
                new RecordModel(record.Type, new EquatableArray<OptionModel>(record.Options.Select(option => Complete(type, option)))),
                attribute.NamedArguments.Any(static argument => argument is { Key: "IsPart", Value.Value: true })
            )
            : null;

    private static OptionModel Complete(INamedTypeSymbol type, OptionModel option)
    {
        AttributeData? field = type.GetMembers(option.Property)
            .SelectMany(static property => property.GetAttributes())
            .FirstOrDefault(static attribute => attribute.AttributeClass?.Name == KnownNames.DocumentFieldAttributeName);
        string fallback = "Default" + option.Property;
        return option with
        {
            Key = field?.ConstructorArguments.FirstOrDefault().Value as string ?? option.Key,
            Advice = Find("Advice"),
            Reader = Find("Reader"),
            Default = type.GetMembers(fallback).IsEmpty
                ? null
                : $"{type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat)}.{fallback}",
            Description = null,
        };

        string? Find(string name) => field?.NamedArguments.FirstOrDefault(argument => argument.Key == name).Value.Value as string;
    }
}
